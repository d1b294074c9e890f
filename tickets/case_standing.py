"""What a page says of where a case with the vendor stands: who was reached, what is expected, what one may do (R17)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Q, QuerySet
from django.urls import reverse

from foundation import clock
from foundation.articles import of_institution
from foundation.french import moment, typography
from foundation.models import OutboxMessage
from foundation.parts import Button
from tickets import rules
from tickets.case_mails import TO_VENDOR
from tickets.clocks.explanation import spent
from tickets.clocks.spans import vendor_case
from tickets.delays import Promises
from tickets.models import VendorCase, VendorMessage
from tickets.states import CaseState, Direction, Level, Target


@dataclass(frozen=True)
class Contact:
    """Somebody who was written to at the vendor, and what became of the last mail."""

    name: str
    address: str
    said: str
    tone: str
    why: str


@dataclass(frozen=True)
class Expected:
    """What the case waits for, in a sentence, with the tone of how pressing it is."""

    text: str
    tone: str


@dataclass(frozen=True)
class Exchange:
    """The last word of a case, as the page of its ticket shows it."""

    who: str
    message: VendorMessage


def facts(case: VendorCase) -> list[tuple[str, Any]]:
    """« En bref »: to whom, how grave, under which reference, sent and received when."""
    rows: list[tuple[str, Any]] = [
        ("Éditeur", str(case.vendor)),
        ("Gravité", str(case.get_severity_display())),
        ("Référence de l’éditeur", case.reference or "pas encore donnée"),
        ("Envoyé", f"{moment(case.sent_at)}, par {case.opened_by}"),
    ]
    if case.received_at:
        rows.append(("Reçu", f"{moment(case.received_at)} ({case.get_receipt_display()})"))
    else:
        rows.append(("Reçu", "pas de preuve : le délai du marché n’a pas commencé"))
    if case.closed_at:
        rows.append(("Clos", moment(case.closed_at)))
    return rows


def buttons(case: VendorCase, person: Any) -> list[Button]:
    """What this person may do with it, what is expected first."""
    if case.state == CaseState.CLOSED:
        return []
    if rules.is_of_vendor(case, person):
        first = [_button(case, "Accuser réception", "acknowledge_case", "check", method="post", primary=True)]
        reference = _button(case, "Donner notre référence", "case_reference", "tag")
        return [*(first if case.state == CaseState.SENT else []), reference]
    if not rules.may_write_to_vendor(case, person):
        return []
    write = partial(_button, case, "Écrire à l’éditeur", "write_to_vendor", "send")
    record = _button(case, "Saisir la réponse de l’éditeur", "record_answer", "message-square")
    rest = [
        _button(case, "Changer la gravité", "case_severity", "arrow-up-down"),
        _button(case, "Noter sa référence", "case_reference", "tag"),
        _button(case, "Clore le dossier", "close_case", "archive"),
    ]
    if case.state == CaseState.ASKED:
        return [write(primary=True), record, *rest]
    found = [record, write(), *rest]
    if case.state == CaseState.SENT:
        return [_button(case, "Noter la réception", "case_receipt", "check", primary=True), *found]
    if is_to_take_back(case, person):
        address = reverse("tickets:hand_back", args=[case.ticket_id])
        return [Button("Reprendre à l’éditeur", address, primary=True, icon="undo-2"), *found]
    return found


def is_to_take_back(case: VendorCase, person: Any) -> bool:
    """Whether the vendor has answered while the ticket is still with it, and this person may take it back."""
    ticket = case.ticket
    is_answered = case.state == CaseState.ANSWERED and ticket.level == Level.VENDOR and ticket.is_open
    return is_answered and rules.may_hand_back(ticket, person)


def expected(case: VendorCase, person: Any) -> Expected | None:
    """What the case waits for from this person; nothing for who only reads it."""
    if rules.is_of_vendor(case, person):
        return _of_vendor(case)
    if not rules.may_write_to_vendor(case, person):
        return None
    return _of_service(case)


def reminder(case: VendorCase, now: datetime) -> str:
    """Why the vendor is to be asked again (see `to_remind`), or nothing."""
    if case.state != CaseState.SENT:
        return ""
    last = case.messages.filter(direction=Direction.OUT).order_by("-at").values_list("at", flat=True).first()
    allowed = _without_receipt_in(case, last or case.sent_at, now, Promises())
    if allowed is None:
        return ""
    return f"À relancer : l’éditeur n’a pas accusé réception en {spent(allowed)} ouvrées. Aucun délai n’a commencé."


def to_remind(cases: QuerySet, now: datetime) -> list[int]:
    """The keys of those of which nothing proves the receipt within the delay to take them, in the vendor’s hours,
    since the last sending. No breach: their clock has not begun.
    """
    promises, last = Promises(), Max("messages__at", filter=Q(messages__direction=Direction.OUT))
    sent = cases.filter(state=CaseState.SENT).select_related("ticket", "vendor").annotate(last_out=last)
    return [one.pk for one in sent if _without_receipt_in(one, one.last_out or one.sent_at, now, promises) is not None]


def _without_receipt_in(case: VendorCase, since: datetime, now: datetime, promises: Promises) -> timedelta | None:
    """The delay to take it that is past since then; None when it is not, or when none was promised."""
    terms = promises.terms(case.ticket, vendor_case(since), vendor=case.vendor)
    allowed = terms.binding(since).allowed(case.severity, Target.TAKE) if terms.versions else None
    is_past = allowed is not None and terms.hours.working_time_between(since, now) > allowed
    return allowed if is_past else None


def contacts(case: VendorCase) -> list[Contact]:
    """Who was written to, each with the fate of the last mail."""
    about = ContentType.objects.get_for_model(VendorMessage)
    rows = OutboxMessage.objects.filter(
        kind=TO_VENDOR, about_type=about, about_id__in=case.messages.values("pk")
    ).select_related("recipient")
    last = {one.to_email: one for one in rows.order_by("pk")}
    return [_contact(case, one) for one in last.values()]


def last_exchange(case: VendorCase) -> Exchange | None:
    """The last word said in it."""
    message = case.messages.select_related("author").last()
    if message is None:
        return None
    who = str(case.vendor) if message.direction == Direction.IN else str(message.author)
    return Exchange(who, message)


def _contact(case: VendorCase, mail: OutboxMessage) -> Contact:
    name = str(mail.recipient) if mail.recipient else f"adresse {of_institution(str(case.vendor))}"
    if mail.sent_at:
        return Contact(name, mail.to_email, f"envoyé {moment(mail.sent_at)}", "ok", "")
    if mail.dead_at:
        return Contact(name, mail.to_email, "refusé par le serveur", "late", mail.last_error)
    if mail.withdrawn_at:
        return Contact(name, mail.to_email, "non envoyé", "neutral", mail.last_error)
    return Contact(name, mail.to_email, "pas encore envoyé", "warn", mail.last_error)


def _of_vendor(case: VendorCase) -> Expected:
    told = {
        CaseState.SENT: Expected("Accusez réception : votre délai commence à ce moment.", "warn"),
        CaseState.RECEIVED: Expected("Votre réponse est attendue ; des nouvelles aussi, en attendant.", "info"),
        CaseState.ASKED: Expected("Votre question est transmise : votre délai attend la réponse.", "info"),
        CaseState.ANSWERED: Expected("Votre réponse est transmise. Vous pouvez encore la compléter.", "info"),
        CaseState.CLOSED: Expected("Ce dossier est clos : il ne reçoit plus de message.", "info"),
    }
    return told[CaseState(case.state)]


def _of_service(case: VendorCase) -> Expected | None:
    ticket = case.ticket
    if case.state == CaseState.SENT:
        late = reminder(case, clock.now())
        waits = "Le délai du marché commence à la preuve de réception : notez-la dès que l’éditeur confirme."
        return Expected(typography(late or waits), "warn" if late else "info")
    if case.state == CaseState.ASKED:
        told = "L’éditeur vous pose une question : son délai est en pause jusqu’à votre réponse."
        return Expected(typography(told), "warn")
    if case.state != CaseState.ANSWERED or not ticket.is_open:
        return None
    if ticket.level == Level.VENDOR:
        told = "L’éditeur a répondu. Si cela suffit, reprenez le ticket ; sinon, écrivez-lui de nouveau."
    else:
        told = "Le ticket est revenu : le résoudre clôt le dossier, écrire de nouveau le renvoie à l’éditeur."
    return Expected(typography(told), "warn")


def _button(
    case: VendorCase, label: str, name: str, icon: str, *, method: str = "get", primary: bool = False
) -> Button:
    return Button(label, reverse(f"tickets:{name}", args=[case.pk]), method, primary=primary, icon=icon)
