"""What people are written about their attestations: delivered, accepted or not as an equivalence, taken back."""

from collections.abc import Callable, Sequence
from typing import Any

from foundation import clock, outbox
from foundation.french import enumerate_fr, long_date
from foundation.models import OutboxMessage
from network.models import Person
from training.mails import heads_of
from training.models import Certification
from training.states import CertificationState

CERTIFIED, REVOKED = "training-certified", "training-revoked"
ACCEPTED, REFUSED = "training-equivalence-accepted", "training-equivalence-refused"


def register() -> None:
    """Have what they say looked at again before it leaves."""
    for kind in (CERTIFIED, ACCEPTED):
        outbox.only_while(kind, _is_taken_back)
    for kind in (REFUSED, REVOKED):
        outbox.only_while(kind, lambda message: "")  # what has happened stays true


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
    write(CERTIFIED, certification, f"Attestation délivrée : {certification.title}", lines)


def revoked(certification: Certification, reason: str) -> None:
    """Tell the person that it is taken back, since when and why."""
    since, modules = long_date(certification.revoked_on or clock.today()), _modules(certification)
    lines = [
        f"Votre attestation « {certification.title} » est retirée : elle n’est plus valable depuis le {since}.",
        f"Motif : {reason}",
        *([f"Elle ne compte plus pour l’accès au SIGB : {enumerate_fr(modules)}."] if modules else []),
    ]
    write(REVOKED, certification, f"Attestation retirée : {certification.title}", lines)


def accepted(certification: Certification, left_out: Sequence[str]) -> None:
    """Tell the person, and who declared it, that the SCLP accepts it, for what and until when."""
    modules, is_for_correspondents = _modules(certification), certification.trains_correspondent
    until = f" L’attestation vaut jusqu’au {long_date(certification.expires_on)}." if certification.expires_on else ""
    rest = [
        *([f"Elle forme aux modules du SIGB : {enumerate_fr(modules)}."] if modules else []),
        *(["Elle vaut formation de référent informatique (art. 4.1)."] if is_for_correspondents else []),
        *([f"Le SCLP n’a pas retenu : {enumerate_fr(left_out)}."] if left_out else []),
    ]

    def lines(what: str) -> list[str]:
        return [f"Le SCLP accepte l’équivalence demandée pour {what}.{until}", *rest]

    _write_to_both(ACCEPTED, certification, f"Équivalence acceptée : {certification.title}", lines)


def refused(certification: Certification, reason: str) -> None:
    """Tell the person, and who declared it, that the SCLP does not accept it and why."""

    def lines(what: str) -> list[str]:
        return [f"Le SCLP n’accepte pas l’équivalence demandée pour {what}.", f"Motif : {reason}"]

    _write_to_both(REFUSED, certification, f"Équivalence refusée : {certification.title}", lines)


def _write_to_both(kind: str, certification: Certification, subject: str, lines: Callable[[str], list[str]]) -> None:
    """What `lines` makes of the training followed: to who followed it in the second person, to others by name."""
    training, person = f"la formation « {certification.title} »", certification.person
    by_name = lines(f"{training}, suivie par {person}")
    write(kind, certification, subject, lines(f"{training}, que vous avez suivie") if person.email else by_name)
    declarer = certification.declared_by
    if declarer is not None and declarer not in readers_of(certification):
        send(kind, certification, declarer, subject, by_name)


def readers_of(certification: Certification) -> list[Person]:
    """The person, or the heads of their library when they have no address: some volunteers have none."""
    person = certification.person
    return [person] if person.email else _heads(person)


def write(kind: str, certification: Certification, subject: str, lines: list[str], **how: Any) -> None:
    """One mail to each who reads for the person; `how` as `send` takes it."""
    person = certification.person
    for_whom = [f"Pour {person}, qui n’a pas d’adresse e-mail : merci de le lui dire."]
    for reader in readers_of(certification):
        send(kind, certification, reader, subject, ([] if reader == person else for_whom) + lines, **how)


def send(
    kind: str,
    certification: Certification,
    to: Person,
    subject: str,
    lines: list[str],
    *,
    label: str = "Voir l’attestation",
    path: str = "",
    **how: Any,
) -> None:
    """One mail, whose button opens the attestation unless told; `how` as `outbox.write` takes it."""
    outbox.write_lines(kind, about=certification, to=to, subject=subject, lines=lines, label=label, path=path, **how)


def _modules(certification: Certification) -> list[str]:
    return [row.get_module_display() for row in certification.modules.all()]


def _heads(person: Person) -> list[Person]:
    """Who heads a library where this person works today, each once."""
    found = {head.pk: head for one in person.current_assignments(clock.today()) for head in heads_of(one)}
    return list(found.values())
