"""The mails of a vendor case: to the vendor, only its own thread; to the services, its answers."""

import re
from collections.abc import Sequence
from typing import Any

from foundation import outbox
from foundation.french import shortened, typography
from foundation.models import OutboxMessage, StoredDocument
from network.models import Person, Service
from tickets import mails, teams
from tickets.models import Handover, VendorCase, VendorMessage
from tickets.models.vendor_case import VendorCase as Case
from tickets.states import CaseState, Level, Meaning

TO_VENDOR, ANSWERED, CLOSED = "vendor-case", "vendor-case-answered", "vendor-case-closed"
_CIVILITIES = r"(?:chers?|ch[eè]res?|madame|mesdames|monsieur|messieurs|mademoiselle|mme|m\.)"
# « Madame, Monsieur, », « Chère Nadia, » greet; « Madame Dupont ne peut pas emprunter » tells of her.
_GREETING = re.compile(
    r"\s*(?:(?:re)?(?:bonjour|bonsoir|salut)\b"
    rf"|{_CIVILITIES}[ \u00a0]*(?:,|[\r\n]|$)|{_CIVILITIES}[ \u00a0][^\r\n.]{{0,60}},[ \u00a0]*(?:[\r\n]|$))",
    re.IGNORECASE,
)


def register() -> None:
    """Have what is told of a case looked at again before it leaves."""
    outbox.only_while(TO_VENDOR, _why_not)
    outbox.only_while(ANSWERED, _why_not_answered)
    outbox.only_while(CLOSED, _why_not_closed)


def _why_not(message: OutboxMessage) -> str:
    said: Any = message.about
    if said.case.state == CaseState.CLOSED:
        return "Le dossier est clos."
    return _why_not_theirs(message, said.case_id)


def _why_not_closed(message: OutboxMessage) -> str:
    case: Any = message.about
    return _why_not_theirs(message, case.pk)


def _why_not_theirs(message: OutboxMessage, case_key: int) -> str:
    """A contact of the vendor who has left is told nothing more."""
    if message.recipient is None:
        return ""
    is_seen = VendorCase.objects.visible_to(message.recipient).filter(pk=case_key).exists()
    return "" if is_seen else "Le destinataire ne travaille plus pour l’éditeur."


def _why_not_answered(message: OutboxMessage) -> str:
    said: Any = message.about
    if message.recipient is None:
        return ""
    is_seen = VendorCase.objects.visible_to(message.recipient).filter(pk=said.case_id).exists()
    return "" if is_seen else "Le destinataire ne peut plus lire ce dossier."


def addressees(case: Case) -> list[Person | str]:
    """Who is written to at the vendor: the contacts of the case, and its own address."""
    people = [one for one in case.contacts.all() if one.is_active and one.email]
    known = {(one.email or "").lower() for one in people}
    own = case.vendor.email
    return [*people, *([own] if own and own.lower() not in known else [])]


def greets(text: str) -> bool:
    """Whether a text begins as a letter does: the mail then greets no more."""
    return bool(_GREETING.match(text))


def sent(message: VendorMessage) -> None:
    """Send what was written to the vendor, with its files: nothing of the ticket’s own thread."""
    files = list(StoredDocument.objects.about(message))
    answering = "Accuser réception ou répondre" if message.case.state == CaseState.SENT else "Répondre"
    said = {"message": message, "is_greeted": greets(message.body), "answering": typography(answering)}
    _write_to_vendor(TO_VENDOR, message.case, about=message, template="vendor_case", attachments=files, **said)


def closed(case: Case) -> None:
    """Tell the vendor that nothing more is asked of it: not why, nor what came of the ticket."""
    _write_to_vendor(CLOSED, case, about=case, template="vendor_case_closed")


def _write_to_vendor(
    kind: str, case: Case, *, about: Any, template: str, attachments: Sequence[StoredDocument] = (), **context: Any
) -> None:
    """One mail to each that the vendor has for this case, in the conversation of the case."""
    service = Service.objects.filter(code=case.ticket.pilot_level or Level.DSINUM).first()
    answers_to = service.email if service else ""  # where people of the service read what the vendor answers
    for to in addressees(case):
        outbox.write(
            kind,
            about=about,
            to=to,
            subject=f"[{case.number}] {case.subject}",
            template=template,
            context={**context, "case": case, "path": case.get_absolute_url(), "can_open": to != case.vendor.email},
            attachments=attachments,
            thread=f"case-{case.pk}",
            reply_to=answers_to,
        )


def library_told(case: Case, hop: Handover, *, by: Any) -> None:
    """Tell those who asked that the vendor has been called, without a word of what was written to it."""
    mails.handed_over(case.ticket, hop, by=by)


SAID = {
    Meaning.ANSWER: ("L’éditeur a répondu", "a répondu au"),
    Meaning.NEWS: ("Des nouvelles de l’éditeur", "donne des nouvelles du"),
    Meaning.QUESTION: ("L’éditeur vous pose une question", "a besoin de vous pour avancer sur le"),
}


def answered(message: VendorMessage) -> None:
    """Tell the service that follows the case what the vendor says; who recorded it knows."""
    case, ticket = message.case, message.case.ticket
    followers = [ticket.holder] if ticket.holder else teams.people_at(ticket, ticket.pilot_level)
    subject, verb = SAID[Meaning(message.meaning)]
    for reader in teams.seers(ticket, [case.opened_by, *followers]):
        if reader.pk == message.author_id:
            continue
        outbox.write_lines(
            ANSWERED,
            about=message,
            to=reader,
            subject=f"[{ticket.number}] {subject} : {case.subject}",
            lines=[f"{case.vendor} {verb} dossier {case.number}.", shortened(message.body, mails.LONGEST)],
            label="Voir le dossier",
            path=case.get_absolute_url(),
            typed=[case.subject, shortened(message.body, mails.LONGEST)],
            family=mails.FAMILY,
            thread=f"ticket-{ticket.pk}",
        )
