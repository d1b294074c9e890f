"""Links that act for one person, for one purpose, for a time (design: signed links): invitations, offers, answers.

The secret is 256 bits drawn at random and shown once. Only its SHA-256 is kept, and looked up by an index: no
comparison of secrets takes place whose duration could tell anything, and a copied database opens nothing.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import models, transaction
from django.http import HttpRequest

from foundation import clock
from foundation.french import long_date
from foundation.guesses import Guesses
from foundation.models import SignedLink
from foundation.workflow import Refused

SECRET_BYTES = 32
guesses = Guesses("links")
MAX_MISSES = guesses.most  # of one address, before it must wait

UNKNOWN = "Ce lien n’est pas valable. Vérifiez que l’adresse est complète, ou demandez un nouveau lien."
TOO_MANY = "Trop d’essais avec des liens inconnus. Réessayez dans un quart d’heure."


def make(
    person: Any, purpose: str, *, about: models.Model | None = None, lasts: timedelta, single_use: bool = True
) -> str:
    """A new link of this person for this purpose and object; the secret to put in the address, shown only now."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = clock.now()
    SignedLink.objects.create(
        secret_hash=_fingerprint(secret),
        purpose=purpose,
        person=person,
        about=about,
        created_at=now,
        expires_at=now + lasts,
        is_single_use=single_use,
    )
    return secret


def find(token: str, purpose: str, *, asker: str = "") -> SignedLink:
    """The link of this secret, if it may still serve for this purpose; nothing is used up, so a GET may ask.

    `asker` is `address_of(request)`: after twenty unknown secrets in a quarter of an hour that address must wait.
    Raises Refused, in the words of the page; an unknown secret and another purpose’s are told alike.
    """
    _refuse_insistence(asker)
    link = SignedLink.objects.select_related("person").filter(secret_hash=_fingerprint(token), purpose=purpose).first()
    if link is None:
        guesses.count(asker)
        raise Refused(UNKNOWN)
    _refuse_spent(link)
    return link


def use(token: str, purpose: str, *, asker: str = "") -> SignedLink:
    """Use the link, for good when it is single-use: of two uses at the same time one wins, the other is refused.

    The mark is taken under the row’s lock, within the caller’s transaction: what fails after it gives the link back.
    Raises Refused.
    """
    found = find(token, purpose, asker=asker)
    with transaction.atomic():
        link = SignedLink.objects.select_for_update(of=("self",)).select_related("person").filter(pk=found.pk).first()
        if link is None:
            raise Refused(UNKNOWN)
        _refuse_spent(link)
        link.used_at = clock.now()
        link.save(update_fields=["used_at"])
    return link


def revoke(person: Any, purpose: str, *, about: models.Model | None = None) -> int:
    """Make every link of this person for this purpose (and object, when given) useless; how many still served."""
    links = SignedLink.objects.about(about) if about is not None else SignedLink.objects.all()
    served = links.filter(person=person, purpose=purpose, revoked_at=None, expires_at__gt=clock.now())
    served = served.exclude(is_single_use=True, used_at__isnull=False)
    return served.update(revoked_at=clock.now())


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, behind the trusted proxies, for the count of misses."""
    return get_adapter(request).get_client_ip(request)


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _refuse_spent(link: SignedLink) -> None:
    """Revoked, used, expired: told to the holder of the secret alone, so that they know whom to ask."""
    if link.revoked_at:
        raise Refused("Ce lien a été annulé. Demandez-en un nouveau à la personne qui vous l’a envoyé.")
    if link.is_single_use and link.used_at:
        raise Refused(f"Ce lien a déjà servi, le {long_date(link.used_at.astimezone(clock.PARIS).date())}.")
    if link.expires_at <= clock.now():
        expired_on = long_date(link.expires_at.astimezone(clock.PARIS).date())
        raise Refused(f"Ce lien a expiré le {expired_on}. Demandez-en un nouveau.")


def _refuse_insistence(asker: str) -> None:
    if guesses.wait(asker):
        raise Refused(TOO_MANY)
