"""What people are written about their attestations: delivered, taken back."""

from typing import Any

from foundation import clock, outbox
from foundation.french import enumerate_fr, long_date, typography
from foundation.models import OutboxMessage
from network.models import Person
from training.mails import heads_of
from training.models import Certification
from training.states import CertificationState

CERTIFIED, REVOKED = "training-certified", "training-revoked"


def register() -> None:
    """Have what they say looked at again before it leaves."""
    outbox.only_while(CERTIFIED, _is_taken_back)
    outbox.only_while(REVOKED, lambda message: "")  # what has happened stays true


def _is_taken_back(message: OutboxMessage) -> str:
    certification: Any = message.about
    is_taken_back = isinstance(certification, Certification) and certification.state != CertificationState.ISSUED
    return "L’attestation a été retirée." if is_taken_back else ""


def certified(certification: Certification) -> None:
    """Tell the person that they are certified, for what and until when."""
    modules = _modules(certification)
    until = f" Elle vaut jusqu’au {long_date(certification.expires_on)}." if certification.expires_on else ""
    lines = [
        f"Vous avez suivi la formation « {certification.title} » : votre attestation est délivrée.{until}",
        *([f"Elle vous forme aux modules du SIGB : {enumerate_fr(modules)}."] if modules else []),
    ]
    _write(CERTIFIED, certification, f"Attestation délivrée : {certification.title}", lines)


def revoked(certification: Certification, reason: str) -> None:
    """Tell the person that it is taken back, since when and why."""
    since, modules = long_date(certification.revoked_on or clock.today()), _modules(certification)
    lines = [
        f"Votre attestation « {certification.title} » est retirée : elle n’est plus valable depuis le {since}.",
        f"Motif : {reason}",
        *([f"Elle ne compte plus pour l’accès au SIGB : {enumerate_fr(modules)}."] if modules else []),
    ]
    _write(REVOKED, certification, f"Attestation retirée : {certification.title}", lines)


def _write(kind: str, certification: Certification, subject: str, lines: list[str]) -> None:
    person = certification.person
    for reader in [person] if person.email else _heads(person):
        for_whom = [f"Pour {person}, qui n’a pas d’adresse e-mail : merci de le lui dire."]
        outbox.write(
            kind,
            about=certification,
            to=reader,
            subject=typography(subject),
            template="lines",
            context={
                "lines": [typography(line) for line in ([] if reader == person else for_whom) + lines],
                "label": "Voir l’attestation",
                "path": certification.get_absolute_url(),
            },
        )


def _modules(certification: Certification) -> list[str]:
    return [row.get_module_display() for row in certification.modules.all()]


def _heads(person: Person) -> list[Person]:
    """Who heads a library where this person works today, each once."""
    found = {head.pk: head for one in person.current_assignments(clock.today()) for head in heads_of(one)}
    return list(found.values())
