"""What a page says of where a ticket stands: its convention, its clocks, in words and bars."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from convention import coverage, ending
from foundation import clock
from foundation.french import long_date, moment, of_place, typography
from tickets import rules
from tickets.clocks.explanation import spent
from tickets.delays import Delay, Delays
from tickets.models import Ticket, VendorCase
from tickets.states import ClockState, Level, State, Target, WaitingReason

SOON = 75  # percent of a delay from which it is pressing


@dataclass(frozen=True)
class Bar:
    """One clock as a bar: what was consumed of what was promised, in words too."""

    label: str
    value: int  # minutes
    maximum: int
    text: str
    is_late: bool
    note: str


@dataclass(frozen=True)
class Due:
    """The deadline of a ticket, in words, with the tone that its health gives."""

    text: str
    tone: str


def banner(library: Any) -> str:
    """What is said above what a library declares when no convention covers its commune, or soon none; else nothing.

    It is worked on all the same.
    """
    on = clock.today()
    covered, place = coverage.of_commune(library.commune, on), of_place(library.commune.name)
    if not covered.is_in_force:
        told = f"Aucune convention n’est en vigueur pour la commune {place}"
    elif ending.is_to_tell(covered, on):
        told = f"La convention {place} {ending.told(covered)}"
    else:
        return ""
    return typography(f"{told}. Le ticket se traite comme les autres.")


def to_decide(ticket: Ticket, person: Any) -> str:
    """What the supervision has to decide, and how, for who may; for the others, that it does; else nothing (R29)."""
    if not ticket.supervised_at or ticket.level != Level.SCLP or not ticket.is_open:
        return ""
    is_contest = bool(ticket.contested_at and ticket.sent_to_commune_at)
    why = "le renvoi à la commune est contesté" if is_contest else "le ticket a fait trop d’allers et retours"
    if not rules.is_supervisor(person):
        return typography(f"Le SCLP tranche : {why}.")
    how = "Pour donner raison, corrigez la catégorie puis transmettez ; pour maintenir, renvoyez à la commune."
    return typography(f"À trancher : {why}. {how if is_contest else 'Prenez-le, transmettez-le ou rendez-le.'}")


def to_answer(ticket: Ticket, person: Any) -> str:
    """That the work waits for a word of this person, who speaks for the library, and until when; else nothing."""
    is_awaited = ticket.state == State.WAITING and ticket.waiting_reason == WaitingReason.REQUESTER
    if not is_awaited or not rules.is_concerned(ticket, person):
        return ""
    until = ticket.resumes_at and long_date(ticket.resumes_at.astimezone(clock.PARIS).date())
    last = f" Sans elle, le traitement reprendra le {until}." if until else ""
    return typography(f"Votre réponse est attendue : la question est dans le fil.{last}")


def bars(delays: Delays, *, is_internal: bool) -> list[Bar]:
    """What the library was promised; for the services, what the level owes now and what the vendor owes."""
    found = [one for one in delays.of_library() if one.target == Target.RESOLVE]
    if not is_internal:
        return [_bar(one) for one in found]
    found += [one for one in delays.of_levels(last=1) if one.target == Target.RESOLVE]
    found += [one for one in delays.of_vendor() if one.target == Target.RESOLVE]
    return [_bar(one) for one in found]


def bars_of_case(delays: Delays, case: VendorCase) -> list[Bar]:
    """What the vendor owes of this case: to take it, to give news, to solve it; each from the proof of receipt."""
    found = [one for one in delays.of_vendor() if one.rank == case.pk]
    return [replace(_bar(one), label=str(one.target.label).capitalize()) for one in found]


def _bar(delay: Delay) -> Bar:
    reading = delay.reading
    allowed = reading.allowed or timedelta(0)
    text = f"{spent(reading.consumed)} sur {spent(allowed)} ouvrées" if reading.allowed else "aucun délai en cours"
    return Bar(
        label=str(delay.clock.label).capitalize() + (f" : {delay.held_by}" if delay.clock != "SLA" else ""),
        value=min(int(reading.consumed.total_seconds() // 60), int(allowed.total_seconds() // 60)),
        maximum=max(int(allowed.total_seconds() // 60), 1),
        text=text,
        is_late=reading.is_breached,
        note=reading.why,
    )


def take_of(ticket: Ticket, person: Any, delays: Delays) -> Due | None:
    """« à prendre avant lundi 11 h 40 », for who may take it; nothing once it is taken, or when nothing is promised."""
    if ticket.state != State.NEW or not rules.may_take(ticket, person):
        return None
    reading = next((one.reading for one in delays.of_levels(last=1) if one.target == Target.TAKE), None)
    if reading is None or reading.allowed is None:
        return None
    if reading.is_breached:
        since = f" depuis le {moment(reading.breached_at)}" if reading.breached_at else ""
        return Due(f"prise en charge en retard{since}", "late")
    if reading.due_at is None:
        return None
    used = 100 * reading.consumed / reading.allowed
    return Due(f"à prendre avant le {moment(reading.due_at)}", "warn" if used >= SOON else "info")


def due_of(ticket: Ticket, delays: Delays) -> Due | None:
    """« P2 · à résoudre avant lundi 11 h 40 », late, soon or in time; nothing once it is over."""
    if not ticket.is_open:
        return None
    reading = next((one.reading for one in delays.of_library() if one.target == Target.RESOLVE), None)
    if reading is None or reading.allowed is None:
        return Due(ticket.priority, "neutral")
    if reading.is_breached:
        since = f" depuis le {moment(reading.breached_at)}" if reading.breached_at else ""
        return Due(f"{ticket.priority} · en retard{since}", "late")
    if reading.state in (ClockState.PAUSED, ClockState.STOPPED) or reading.due_at is None:
        return Due(f"{ticket.priority} · délai {reading.state.label}", "neutral")
    used = 100 * reading.consumed / reading.allowed
    return Due(f"{ticket.priority} · à résoudre avant le {moment(reading.due_at)}", "warn" if used >= SOON else "info")
