"""The piles of the desk: which tickets a figure counts, a link opens and a home tells of, each said once."""

from datetime import datetime, time
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from foundation import clock
from network.roles import Right, roles_with
from tickets import rules, teams
from tickets.models import Deadline, VendorCase
from tickets.states import OPEN, CaseState, Clock, ClockState, Level, State, Target, WaitingReason

NONE = Q(pk__in=[])
COUNTED = (ClockState.RUNNING, ClockState.PAUSED)
TO_FOLLOW_UP = (CaseState.ASKED, CaseState.ANSWERED)  # the vendor has spoken: it waits for the Communauté


class Pile(models.TextChoices):
    """What tickets wait for, as the list offers to keep to them."""

    TAKE = "take", "D’être pris à mon niveau"
    REPLY = "reply", "Une réponse de la bibliothèque"
    CONFIRM = "confirm", "Une confirmation de la bibliothèque"
    SUPERVISION = "supervision", "Une décision de la supervision"
    VENDOR = "vendor", "L’éditeur"
    FOLLOW_UP = "follow-up", "Une suite à donner à l’éditeur"


def of(pile: str, person: Any) -> Q:
    """The condition that keeps to one pile, for this person."""
    conditions = {
        Pile.TAKE: lambda: to_take(person),
        Pile.REPLY: lambda: Q(state=State.WAITING, waiting_reason=WaitingReason.REQUESTER),
        Pile.CONFIRM: lambda: Q(state=State.RESOLVED),
        Pile.SUPERVISION: lambda: Q(state__in=OPEN, level=Level.SCLP, supervised_at__isnull=False),
        Pile.VENDOR: lambda: at_vendor() & ~Q(Exists(_spoken())),
        Pile.FOLLOW_UP: lambda: to_follow_up(*TO_FOLLOW_UP),
    }
    return conditions[Pile(pile)]()


def offered_to(person: Any) -> list[tuple[str, str]]:
    """The piles that mean something to this person."""
    kept = [Pile.REPLY, Pile.CONFIRM]
    if work_of(person):
        kept.insert(0, Pile.TAKE)
    if rules.is_second_level(person):
        kept += [Pile.SUPERVISION, Pile.VENDOR, Pile.FOLLOW_UP]
    return [(one.value, str(one.label)) for one in kept]


def work_of(person: Any) -> Q | None:
    """The tickets whose level this person belongs to today, asked once: a person lives a request."""
    name = f"_tickets_of_{clock.today()}"
    if name not in person.__dict__:
        person.__dict__[name] = teams.work_of(person)
    found: Q | None = person.__dict__[name]
    return found


def to_take(person: Any) -> Q:
    """What nobody has taken yet at this person’s level; what is before the supervision, for supervisors alone."""
    work = work_of(person)
    if not work:
        return NONE
    found = Q(state=State.NEW) & ~Q(level=Level.VENDOR) & work
    return found if rules.is_supervisor(person) else found & ~Q(level=Level.SCLP, supervised_at__isnull=False)


def held_by(person: Any) -> Q:
    """What this person follows and that is not over."""
    return Q(state__in=OPEN, holder=person)


def late(now: datetime) -> Q:
    """What the library was promised to have solved before now."""
    return Q(state__in=OPEN, due_at__lte=now)


def overdue(person: Any, now: datetime) -> Q:
    """What has any delay beyond its end: to be taken, told of, solved; for the services, what they owe each other."""
    clocks = list(Clock) if rules.may_read_internal(person) else [Clock.SLA]
    running = Deadline.objects.filter(ticket=OuterRef("pk"), clock__in=clocks, state__in=COUNTED, due_at__lte=now)
    return Q(state__in=OPEN) & Q(Exists(running))


def take_due_at() -> Subquery:
    """Until when the library was promised that somebody would take it."""
    promised = Deadline.objects.filter(ticket=OuterRef("pk"), clock=Clock.SLA, target=Target.TAKE, rank=0)
    return Subquery(promised.values("due_at")[:1])


def due_today(now: datetime) -> Q:
    """What is promised between now and midnight."""
    last = datetime.combine(now.astimezone(clock.PARIS).date(), time.max, tzinfo=clock.PARIS)
    return Q(state__in=OPEN, due_at__gt=now, due_at__lte=last)


def at_vendor() -> Q:
    """What is with the vendor, whether it is its turn or that of the service that follows the case."""
    return Q(state__in=OPEN, level=Level.VENDOR)


def to_follow_up(*states: CaseState) -> Q:
    """What is with the vendor, which has asked or answered: a case in one of these states waits for the service."""
    return at_vendor() & Q(Exists(_spoken(states=states)))


def last_of_vendor(ticket: str) -> Subquery:
    """The state of that ticket’s case when the vendor has asked or answered; nothing while it has its turn."""
    return Subquery(_spoken(ticket).values("state")[:1])


def _spoken(ticket: str = "pk", states: tuple[CaseState, ...] = TO_FOLLOW_UP) -> Any:
    return VendorCase.objects.filter(ticket=OuterRef(ticket), state__in=states)


def concerning(person: Any) -> Q:
    """The tickets for which this person speaks: who asked, who declared, the head of the library."""
    roles = roles_with(Right.CONFIRM_TICKETS)
    held = person.current_assignments(clock.today()) if person.is_active else ()
    headed = [one.library_id for one in held if one.library_id and one.role in roles]
    found = Q(requester=person) | Q(declared_by=person)
    return found | Q(library__in=headed) if headed else found


def asked_of(person: Any) -> Q:
    """What waits for a word of this person: an answer, or whether it is solved."""
    return concerning(person) & (of(Pile.REPLY, person) | of(Pile.CONFIRM, person))


# --- cases with the vendor -------------------------------------------------------------------------------------------


def late_case(now: datetime) -> Exists:
    """The cases that the vendor has had for longer than its market allows, and that are not closed."""
    own = Deadline.objects.filter(
        ticket=OuterRef("ticket"), clock=Clock.UC, rank=OuterRef("pk"), state=ClockState.RUNNING, due_at__lte=now
    )
    return Exists(own)


def case_due_at() -> Subquery:
    """When a case is to be solved under its market; nothing while its delay does not run."""
    own = Deadline.objects.filter(
        ticket=OuterRef("ticket"), clock=Clock.UC, rank=OuterRef("pk"), target=Target.RESOLVE, state=ClockState.RUNNING
    )
    return Subquery(own.values("due_at")[:1])


WITHOUT_RECEIPT = Q(state=CaseState.SENT)
WITHOUT_ANSWER = Q(state=CaseState.RECEIVED)
QUESTION, ANSWER = Q(state=CaseState.ASKED), Q(state=CaseState.ANSWERED)


# --- the past --------------------------------------------------------------------------------------------------------


def ended_at() -> Any:
    """When a ticket was over: solved, else cancelled, refused or joined to another."""
    return Coalesce(F("resolved_at"), F("closed_at"))


def broken_promise() -> Exists:
    """The tickets whose promise to the library was broken at some time."""
    kept = {"ticket": OuterRef("pk"), "clock": Clock.SLA, "target": Target.RESOLVE, "rank": 0}
    return Exists(Deadline.objects.filter(**kept, breached_at__isnull=False))


def taken_in_time() -> Exists:
    """The tickets that were taken within what was promised to the library."""
    kept = {"ticket": OuterRef("pk"), "clock": Clock.SLA, "target": Target.TAKE, "rank": 0}
    return Exists(Deadline.objects.filter(**kept, breached_at__isnull=True, ticket__taken_at__isnull=False))


def taken_late(now: datetime) -> Exists:
    """The tickets that were taken beyond it, or are not yet though it is over."""
    kept = {"ticket": OuterRef("pk"), "clock": Clock.SLA, "target": Target.TAKE, "rank": 0}
    is_broken = Q(breached_at__isnull=False) | Q(ticket__taken_at__isnull=True, due_at__lte=now)
    return Exists(Deadline.objects.filter(is_broken, **kept))
