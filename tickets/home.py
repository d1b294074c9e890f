"""What the desk brings to the homes: what waits for each, the figures of the services, the tickets of a library."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Count, Q, When
from django.urls import reverse

from foundation import clock
from foundation.charts import RUST, TEAL, Part, Row, RowChart
from foundation.french import duration, enumerate_fr, number
from foundation.registry import Alike, Figure, Panel, ToDo
from network.roles import Right
from network.rules import has_right
from tickets import chart_filters, desk, piles, rules
from tickets.cockpit import to_cases, to_list
from tickets.models import Ticket, VendorCase
from tickets.piles import Pile
from tickets.states import CaseState, Level, State

MOST = 200  # things told of one person
SHOWN = 6  # tickets of a panel
MEASURED = 30  # days over which what was taken in time is told


# --- what waits ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sort:
    """One way a ticket waits for somebody: which ones, what is asked, and the list of all of them."""

    key: str
    condition: Q
    asks: str
    label: str
    url: str
    tone: str = "info"

    def told(self, ticket: Any, now: datetime, *, is_cut: bool) -> ToDo:
        """The line of one ticket."""
        due = {"take": ticket.take_due_at, "reply": ticket.resumes_at}.get(self.key, ticket.due_at)
        is_late = ticket.is_open and due is not None and due <= now
        left = _days_left(ticket, due)
        when = "en retard" if is_late else (duration(left) if left is not None else self.asks)
        tone = "late" if is_late else ("warn" if left == 0 else self.tone)
        many = "tickets au moins" if is_cut else "tickets"
        return ToDo(
            tone=tone,
            when=when,
            text=f"{ticket.number} {self.asks} : {ticket.subject}, {ticket.library}",
            label=self.label,
            url=ticket.get_absolute_url(),
            rank=left if left is not None else 0,
            subject=ticket.number,
            alike=Alike(f"ticket {self.key}", many, self.asks, ticket.number, self.url),
            typed=ticket.subject,
        )


def _days_left(ticket: Ticket, due: datetime | None) -> int | None:
    """Until that moment; for a solution, until silence confirms it."""
    if ticket.state == State.RESOLVED:
        return (rules.confirmed_by_silence(ticket) - clock.today()).days
    return (due.astimezone(clock.PARIS).date() - clock.today()).days if due else None


def sorts(person: Any, now: datetime) -> list[Sort]:
    """What may wait for this person, the most binding first: a ticket is told once."""
    found = []
    if rules.is_supervisor(person):
        ruled = to_list(waits=Pile.SUPERVISION)
        found.append(Sort("ruling", piles.of(Pile.SUPERVISION, person), "à trancher", "Trancher", ruled, "warn"))
    if rules.may_use_desk(person):
        asked = Q(state=State.TO_APPROVE, approver=person)
        found.append(Sort("approval", asked, "à valider", "Répondre", to_list(state=State.TO_APPROVE), "warn"))
    if rules.may_declare(person):
        ours = piles.concerning(person)
        reply, confirm = (ours & piles.of(one, person) for one in (Pile.REPLY, Pile.CONFIRM))
        found.append(Sort("reply", reply, "à répondre", "Répondre", to_list(waits=Pile.REPLY), "warn"))
        found.append(Sort("confirm", confirm, "à confirmer", "Confirmer", to_list(waits=Pile.CONFIRM)))
    if has_right(person, Right.OPEN_VENDOR_CASES) and (work := piles.work_of(person)):
        for state, asks, label in (
            (CaseState.ASKED, "question de l’éditeur", "Répondre"),
            (CaseState.ANSWERED, "à reprendre, l’éditeur a répondu", "Reprendre"),
        ):
            spoken = piles.to_follow_up(state) & work
            found.append(Sort(state.lower(), spoken, asks, label, to_cases(state=state), "warn"))
    if piles.work_of(person):
        is_of_town = has_right(person, Right.WORK_COMMUNE_TICKETS)
        asks = "à traiter par la commune" if is_of_town else "à prendre"
        found.append(Sort("take", piles.to_take(person), asks, "Prendre", to_list(waits=Pile.TAKE)))
        pressing = piles.held_by(person) & (piles.late(now) | piles.due_today(now))
        found.append(Sort("mine", pressing, "à résoudre", "Ouvrir", to_list(mine="held"), "warn"))
    return found


def todo(person: Any) -> list[ToDo]:
    """What waits for this person in the tickets, in one query; for a vendor, in its cases."""
    if rules.answers_cases(person):
        return _cases_to_answer(person)
    now = clock.now()
    kinds = sorts(person, now)
    if not kinds:
        return []
    wanted = Q()
    for kind in kinds:
        wanted |= kind.condition
    rows = Ticket.objects.visible_to(person).filter(wanted).select_related("library")
    flags = {f"is_{kind.key}": _flag(kind.condition) for kind in kinds}
    found = list(rows.annotate(take_due_at=piles.take_due_at(), **flags).order_by("due_at", "pk")[:MOST])
    is_cut = len(found) == MOST
    return [_first(kinds, one).told(one, now, is_cut=is_cut) for one in found]


def _flag(condition: Q) -> Any:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _first(kinds: list[Sort], ticket: Ticket) -> Sort:
    return next(kind for kind in kinds if getattr(ticket, f"is_{kind.key}"))


def _cases_to_answer(person: Any) -> list[ToDo]:
    """For a contact of the vendor: the cases to acknowledge, then those to answer."""
    waiting = VendorCase.objects.visible_to(person).filter(piles.WITHOUT_RECEIPT | piles.WITHOUT_ANSWER)
    found = waiting.annotate(is_late=piles.late_case(clock.now()), due_at=piles.case_due_at())
    return [_case(one) for one in found.order_by("-is_late", "due_at", "sent_at", "pk")[:MOST]]


def _case(case: Any) -> ToDo:
    is_new = case.state == CaseState.SENT
    asks, label = ("à accuser réception", "Ouvrir") if is_new else ("à répondre", "Répondre")
    sent = (case.sent_at.astimezone(clock.PARIS).date() - clock.today()).days
    alike = Alike(f"case {case.state}", "dossiers", asks, case.number, to_cases(state=case.state))
    text = f"{case.number} {asks} : {case.subject}"
    tone = "late" if case.is_late else "warn" if is_new else "info"
    when = "en retard" if case.is_late else f"envoyé {duration(sent)}"
    return ToDo(tone, when, text, label, case.get_absolute_url(), sent, case.number, alike, case.subject)


# --- figures ---------------------------------------------------------------------------------------------------------


def figures(person: Any) -> list[Figure]:
    """For the second level: what is late of what is open, what was taken in time of what was declared. Two queries."""
    if not rules.is_second_level(person):
        return []
    levels = _levels(person)
    late, total = sum(one["late"] for one in levels), sum(one["total"] for one in levels)
    found = [Figure(number(late), "tickets en retard sur les ouverts", to_list(late="late"), number(total))]
    first = clock.today() - timedelta(days=MEASURED)
    kept, promised = _taken(person, first)
    if promised:
        label = f"tickets pris dans le délai, sur {MEASURED} jours"
        url = to_list(opened=chart_filters.days(first, clock.today()), promise=chart_filters.TAKEN)
        found.append(Figure(number(kept), label, url, number(promised)))
    return found


def _taken(person: Any, first: date) -> tuple[int, int]:
    """Of what was declared since that day and whose delay to be taken is known: how many kept it, and of how many."""
    start, end = chart_filters.moments(first, clock.today())
    declared = Ticket.objects.visible_to(person).order_by().filter(opened_at__gte=start, opened_at__lt=end)
    kept, late = piles.taken_in_time(), piles.taken_late(clock.now())
    counted = declared.aggregate(kept=Count("pk", filter=kept), late=Count("pk", filter=late))
    return counted["kept"], counted["kept"] + counted["late"]


def _levels(person: Any) -> list[dict[str, Any]]:
    """How many are open at each level and how many of them late, once for the parts of a home."""
    if "_ticket_levels" not in person.__dict__:
        counted = Ticket.objects.visible_to(person).open().order_by().values("level")
        late = Count("pk", filter=piles.late(clock.now()))
        person.__dict__["_ticket_levels"] = list(counted.annotate(total=Count("pk"), late=late))
    return list(person.__dict__["_ticket_levels"])


# --- panels ----------------------------------------------------------------------------------------------------------


def home_panel(person: Any) -> Panel | None:
    """For the services, what is open by level; for the others, the tickets of their library, or their own."""
    if rules.is_second_level(person):
        return _by_level(person)
    if rules.reads_all(person) or not rules.may_use_desk(person):
        return None
    rows = desk.latest(person, SHOWN)
    is_of_library = has_right(person, Right.READ_LIBRARY_TICKETS)
    title = "Tickets de la bibliothèque" if is_of_library else "Tickets renvoyés à la commune"
    return Panel(title, "tickets/_of_home.html", {"tickets": rows}, ("Tous", reverse("tickets:list"))) if rows else None


def _by_level(person: Any) -> Panel | None:
    counted = {one["level"]: one for one in _levels(person)}
    rows = [_row(level, counted[level]) for level in Level if level in counted]
    if not rows:
        return None
    told = enumerate_fr([f"{row.label} : {row.parts[0].words}" for row in rows])
    chart = RowChart("tickets-by-level", "Tickets ouverts par niveau", told, rows)
    link = ("Pilotage", reverse("tickets:cockpit"))
    return Panel("Tickets ouverts par niveau", "tickets/_levels.html", {"chart": chart}, link, is_aside=True)


def _row(level: Level, counted: dict[str, Any]) -> Row:
    late = counted["late"]
    words = number(counted["total"]) + (f", dont {number(late)} en retard" if late else "")
    return Row(str(level.label).capitalize() if level.label.islower() else str(level.label),
               [Part(counted["total"], words, RUST if late else TEAL)])  # fmt: skip
