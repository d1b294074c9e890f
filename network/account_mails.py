"""The mails of the sign-in, which leave through the outbox like every other (design: outbox)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from foundation import clock, outbox
from foundation.french import long_date, typography
from foundation.models import OutboxMessage
from network.models import Person

LASTS = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)  # allauth’s confirmations last as long


@dataclass(frozen=True)
class AccountMail:
    """One sort of mail: its template, its subject, and what happened when it only tells."""

    template: str
    subject: str
    what: str = ""


def _notice(subject: str, what: str) -> AccountMail:
    return AccountMail("security_notice", subject, what)


_CONFIRMATION = AccountMail("address_confirmation", "Confirmez votre adresse e-mail")
# allauth’s name for it → what is sent. Who turns on a feature of allauth adds its mails: an unknown one is an error.
MAILS = {
    "account/email/password_reset_key": AccountMail("password_reset", "Choisissez un nouveau mot de passe"),
    "account/email/email_confirmation": _CONFIRMATION,
    "account/email/email_confirmation_signup": _CONFIRMATION,
    "account/email/password_changed": _notice("Votre mot de passe a changé", "votre mot de passe a été changé"),
    "account/email/password_reset": _notice("Votre mot de passe a changé", "un nouveau mot de passe a été choisi"),
    "account/email/password_set": _notice("Votre mot de passe est choisi", "un mot de passe a été choisi"),
    "account/email/email_changed": _notice("Votre adresse a changé", "l’adresse de votre compte a été changée"),
    "account/email/email_deleted": _notice("Une adresse a été retirée", "une adresse de votre compte a été retirée"),
    "mfa/email/totp_activated": _notice(
        "Application de codes activée", "une application de codes a été ajoutée à votre compte"
    ),
    "mfa/email/totp_deactivated": _notice(
        "Application de codes retirée", "l’application de codes a été retirée de votre compte"
    ),
    "mfa/email/webauthn_added": _notice("Clé d’accès ajoutée", "une clé d’accès a été ajoutée à votre compte"),
    "mfa/email/webauthn_removed": _notice("Clé d’accès retirée", "une clé d’accès a été retirée de votre compte"),
    "mfa/email/recovery_codes_generated": _notice(
        "Nouveaux codes de secours", "de nouveaux codes de secours ont été créés ; les anciens ne servent plus"
    ),
    "socialaccount/email/account_connected": _notice(
        "Connexion par la collectivité", "votre compte de la collectivité ouvre désormais votre compte Maillage"
    ),
    "socialaccount/email/account_disconnected": _notice(
        "Connexion par la collectivité retirée", "votre compte de la collectivité n’ouvre plus votre compte Maillage"
    ),
}


def kind_of(name: str) -> str:
    """What the outbox calls it."""
    return name.rpartition("/")[2]


def write(name: str, person: Person, address: str, context: dict[str, Any]) -> OutboxMessage | None:
    """Write one of these mails to an address of this person. Asked twice in a minute, it leaves once.

    Links are built on the configured address of the site, not on what the browser says it asked. Raises KeyError.
    """
    mail = MAILS[name]
    link = context.get("password_reset_url") or context.get("activate_url") or ""
    return outbox.write(
        kind_of(name),
        about=person,
        to=person if address == person.email else address,
        subject=mail.subject,
        template=mail.template,
        context={
            "person": person,
            "path": urlsplit(link).path,
            "what": typography(mail.what),
            "at": clock.now(),
            "last_day": long_date((clock.now() + LASTS).date()),
            "user_agent": context.get("user_agent", ""),
        },
        due_key=f"{clock.now():%Y-%m-%dT%H:%M}",
    )
