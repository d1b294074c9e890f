"""The cases with the vendor: opened, proved received, answered, regraded, closed (R17); nothing internal goes there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from foundation import clock
from foundation.documents import Arrived
from foundation.numbers import next_number
from foundation.workflow import Refused, perform
from network.models import Person, Vendor
from tickets import case_mails, declaring, moves, record, rules
from tickets.models import Ticket, VendorCase, VendorMessage
from tickets.models.ticket import HELD
from tickets.states import CaseState, Direction, HandoverReason, Level, Meaning, Receipt, Severity, State

Files = Sequence[tuple[str, Arrived]]
Vouched = Sequence[Sequence[str]]  # (sort, what): what the sender answers for


def sent_with(token: UUID) -> VendorMessage | None:
    """What a form has already sent, when it comes twice."""
    return VendorMessage.objects.filter(token=token).select_related("case").first()


def open_case(
    ticket: Ticket,
    *,
    by: Person,
    vendor: Vendor,
    subject: str,
    severity: str,
    body: str,
    contacts: Iterable[Person] = (),
    masked: int = 0,
    vouched: Vouched = (),
    files: Files = (),
    token: UUID | None = None,
) -> VendorCase:
    """Send the ticket to the vendor by a case of its own; the same form sent twice opens it once."""
    token = token or uuid4()
    with transaction.atomic():
        fresh = moves.locked(ticket)
        if found := sent_with(token):
            return found.case
        moved = perform(fresh.send_to_vendor, by=by)
        case = VendorCase(
            number=next_number("E", clock.today().year),
            ticket=moved,
            vendor=vendor,
            subject=subject,
            severity=severity,
            opened_by=by,
            sent_at=clock.now(),
        )
        case._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        case.save()
        case.contacts.set(contacts)
        hop = record.hand_over(moved, HandoverReason.VENDOR, by=by, diagnosis="")
        message = _write(case, Direction.OUT, body, by=by, masked=masked, vouched=vouched, files=files, token=token)
        record.settle(moved)
        case_mails.sent(message)
        case_mails.library_told(case, hop, by=by)
    return case


def note_receipt(case: VendorCase, *, by: Person | None, received_at: datetime, receipt: str) -> VendorCase:
    """The vendor has it: its delay begins at that moment. Raises Refused for a moment that cannot be."""
    if received_at > clock.now():
        raise Refused("La réception est passée : donnez un moment qui n’est pas à venir.", about=case)
    if received_at < case.sent_at:
        raise Refused("L’éditeur n’a pas pu recevoir le dossier avant son envoi.", about=case)
    with transaction.atomic():
        ticket = moves.locked(case.ticket)
        noted = perform(case.receive, by=by, received_at=received_at, receipt=receipt)
        record.settle(ticket)
    return noted


def opened_by_vendor(case: VendorCase, *, by: Person) -> VendorCase:
    """The vendor has opened the page of the case and says so: a proof of receipt."""
    return note_receipt(case, by=by, received_at=clock.now(), receipt=Receipt.SIGNED_IN)


def answer(
    case: VendorCase,
    body: str,
    *,
    by: Person,
    files: Files = (),
    token: UUID | None = None,
    at: datetime | None = None,
    meaning: str = Meaning.ANSWER,
) -> VendorMessage:
    """What the vendor says, itself or recorded by the DSINum, at that moment. Without a receipt, it is one.

    An answer or a question gives the turn to the Communauté; news does not (R17).
    """
    token, at = token or uuid4(), at or clock.now()
    with transaction.atomic():
        ticket = moves.locked(case.ticket)
        fresh = locked(case)
        if found := sent_with(token):
            return found
        if fresh.state == CaseState.CLOSED:
            raise Refused(f"Le dossier {fresh.number} est clos : il ne reçoit plus de réponse.", about=fresh)
        if fresh.state == CaseState.SENT:
            how = Receipt.SIGNED_IN if rules.is_of_vendor(fresh, by) else Receipt.MAIL
            fresh = perform(fresh.receive, by=by, received_at=at, receipt=how)
        asked = fresh.messages.filter(direction=Direction.OUT, severity="")  # another severity asks nothing
        is_overtaken = asked.filter(at__gt=at).exists()  # it was asked again since
        turn = {Meaning.ANSWER: fresh.answer, Meaning.QUESTION: fresh.ask}.get(Meaning(meaning))
        if turn and not is_overtaken:
            fresh = perform(turn, by=by)
        if ticket.level == Level.VENDOR and ticket.state == State.NEW:
            ticket = perform(ticket.vendor_takes, by=None)
        message = _write(fresh, Direction.IN, body, by=by, files=files, token=token, at=at, meaning=meaning)
        record.settle(ticket)
        case_mails.answered(message)
    return message


def write_again(
    case: VendorCase,
    body: str,
    *,
    by: Person,
    masked: int = 0,
    vouched: Vouched = (),
    files: Files = (),
    token: UUID | None = None,
) -> VendorMessage:
    """Write to the vendor again; after an answer it is asked for another, and the ticket goes back to it."""
    token = token or uuid4()
    with transaction.atomic():
        ticket = moves.locked(case.ticket)
        fresh = locked(case)
        if found := sent_with(token):
            return found
        if not rules.may_write_to_vendor(fresh, by):
            raise PermissionDenied("Votre fonction ne permet pas d’écrire à l’éditeur.")
        if fresh.state == CaseState.CLOSED:
            raise Refused(f"Le dossier {fresh.number} est clos : ouvrez-en un autre.", about=fresh)
        if fresh.state in (CaseState.ASKED, CaseState.ANSWERED):
            fresh = perform(fresh.ask_again, by=by)
            ticket = _sent_back(ticket, fresh, by=by)
        message = _write(fresh, Direction.OUT, body, by=by, masked=masked, vouched=vouched, files=files, token=token)
        record.settle(ticket)
        case_mails.sent(message)
    return message


def change_severity(
    case: VendorCase,
    severity: str,
    *,
    by: Person,
    reason: str,
    masked: int = 0,
    vouched: Vouched = (),
    token: UUID | None = None,
) -> VendorMessage:
    """The case is more, or less, grave from now on: the vendor is told, and why; its delay is aimed again.

    What was consumed stays consumed, and the turn stays where it was. Raises Refused for a case that is closed or of
    that severity already, without a reason, or when another has changed its severity since the one that was read.
    """
    token, after = token or uuid4(), Severity(severity)
    with transaction.atomic():
        ticket = moves.locked(case.ticket)
        fresh = locked(case)
        if found := sent_with(token):
            return found
        if not rules.may_write_to_vendor(fresh, by):
            raise PermissionDenied("Votre fonction ne permet pas de changer la gravité de ce dossier.")
        if refusal := _refusal_to_regrade(fresh, case.severity, after, reason):
            raise Refused(refusal, about=fresh)
        before, fresh.severity = fresh.severity, after.value
        fresh._history_user, fresh._change_reason = by, reason  # type: ignore[attr-defined]  # simple_history reads them
        fresh.save(update_fields=["severity"])
        grades = {"severity_before": before, "severity": after.value}
        message = _write(
            fresh, Direction.OUT, reason, by=by, masked=masked, vouched=vouched, token=token, grades=grades
        )
        record.settle(ticket)
        case_mails.sent(message)
    return message


def _refusal_to_regrade(case: VendorCase, seen: str, after: Severity, reason: str) -> str:
    if case.state == CaseState.CLOSED:
        return f"Le dossier {case.number} est clos : sa gravité ne change plus."
    if case.severity == after:
        return f"Le dossier {case.number} est déjà de gravité {after.label}."
    if case.severity != seen:
        return f"La gravité du dossier {case.number} vient de changer : {case.get_severity_display()}. Relisez la page."
    return "" if reason.strip() else "Dites pourquoi la gravité change : l’éditeur le lira."


def note_reference(case: VendorCase, reference: str, *, by: Person) -> VendorCase:
    """The number that the vendor gives to it. Raises Refused when it is already that of another of its cases."""
    try:
        with transaction.atomic():
            fresh = locked(case)
            if refusal := refusal_of_reference(fresh, reference):
                raise Refused(refusal, about=fresh)
            fresh.reference = reference
            fresh._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
            fresh.save(update_fields=["reference"])
    except IntegrityError as taken:  # by another at the same moment
        raise Refused(refusal_of_reference(case, reference), about=case) from taken
    return fresh


def refusal_of_reference(case: VendorCase, reference: str) -> str:
    """Why the vendor cannot have given this number to this case, or nothing."""
    others = VendorCase.objects.filter(vendor=case.vendor_id, reference__iexact=reference).exclude(pk=case.pk)
    other = others.first() if reference else None
    return f"« {reference} » est déjà la référence du dossier {other.number} : « {other.subject} »." if other else ""


def close(case: VendorCase, *, by: Person, why: str = "") -> VendorCase:
    """Nothing more is asked of the vendor; a ticket that it still held comes back to its pilot."""
    with transaction.atomic():
        ticket = moves.locked(case.ticket)
        fresh = locked(case)
        closed = perform(fresh.close, by=by, reason=why)
        if ticket.level == Level.VENDOR:
            has_answered = fresh.state == CaseState.ANSWERED
            reason = HandoverReason.VENDOR_ANSWERED if has_answered else HandoverReason.MORE_NEEDED
            moves.hand_back(ticket, by=by, diagnosis=why, reason=reason)
        else:
            record.settle(ticket)
        case_mails.closed(closed)
    return closed


def locked(case: VendorCase) -> VendorCase:
    """The same case as it is now, held until the transaction ends; its ticket is locked before it, always."""
    return VendorCase.objects.select_for_update(of=("self",)).select_related("ticket", "vendor").get(pk=case.pk)


def _sent_back(ticket: Ticket, case: VendorCase, *, by: Person) -> Ticket:
    """The ticket that had come back from the vendor goes to it again, whose delay goes on from there (R17)."""
    if ticket.state not in HELD or not rules.may_open_case(ticket, by) or rules.missing_to_send_to_vendor(ticket):
        return ticket
    moved = perform(ticket.send_to_vendor, by=by)
    hop = record.hand_over(moved, HandoverReason.VENDOR, by=by)
    case_mails.library_told(case, hop, by=by)
    return moved


def _write(
    case: VendorCase,
    direction: str,
    body: str,
    *,
    by: Person,
    token: UUID,
    masked: int = 0,
    vouched: Vouched = (),
    files: Files = (),
    at: datetime | None = None,
    meaning: str = "",
    grades: Mapping[str, str] = MappingProxyType({}),
) -> VendorMessage:
    told = {"masked": masked, "vouched": [list(one) for one in vouched], "meaning": meaning, **grades}
    message: Any = VendorMessage.objects.create(
        case=case, direction=direction, author=by, at=at or clock.now(), body=body, token=token, **told
    )
    declaring.attach(message, files, by=by)
    return message
