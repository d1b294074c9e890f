"""What conventions bring to the homes and to the pages of others (design: home by role)."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from convention import coverage
from convention.models import Convention
from convention.rules import may_manage, sees_all_conventions
from convention.states import Situation, State
from foundation import clock
from foundation.charts import RUST, SHADE, TEAL, Bar, BarChart
from foundation.french import SHORT_MONTHS, count, duration, enumerate_fr, long_date, of_place
from foundation.registry import Figure, Panel, ToDo

SOON = 30  # days: an end or an unsigned convention that asks for action now
PATIENCE = 14  # days that a convention may wait in one state before it is late
MONTHS_SHOWN = 12
NEXT_STEP = {
    State.DRAFT: ("texte à valider", "Compléter"),
    State.VALIDATED: ("à envoyer en signature", "Envoyer"),
    State.SIGNING: ("signatures attendues", "Suivre"),
    State.SIGNED: ("à notifier à la commune", "Notifier"),
}


def figures(person: Any) -> list[Figure]:
    """Covered communes and ends to come, for whoever follows conventions."""
    if not may_manage(person):
        return []
    on = clock.today()
    covered = coverage.coverage(person, on)
    found = coverage.counts(covered)
    in_force = sum(one.is_in_force for one in covered)
    ending = Convention.objects.visible_to(person).ending_within(90, after=on).count()
    board = reverse("convention:coverage")
    return [
        Figure(str(in_force), "conventions en vigueur", f"{board}?situation={coverage.COVERED}", str(len(covered))),
        Figure(str(ending), "échéances sous 90 jours", f"{reverse('convention:list')}?ends=90"),
        Figure(str(found[Situation.IN_PATH]), "communes en préparation", f"{board}?situation=IN_PATH"),
        Figure(
            str(len(covered) - in_force),
            "communes sans convention en vigueur",
            f"{board}?situation={coverage.UNCOVERED}",
        ),
    ]


def todo(person: Any) -> list[ToDo]:
    """Conventions that wait for the coordination, and ends that nothing follows; for a commune, its own end."""
    on = clock.today()
    if may_manage(person):
        return [*_waiting(person, on), *_ending(person, on)]
    if sees_all_conventions(person):
        return []
    return [
        _own(one, on)
        for one in coverage.coverage(person, on)
        if one.situation in (Situation.TO_RENEW, Situation.EXPIRED)
    ]


def home_panels(person: Any) -> list[Panel]:
    """The ends as a picture, the coverage beside it; the commune’s own convention for those of a commune."""
    on = clock.today()
    if sees_all_conventions(person):
        return [calendar_panel(person, on), coverage_panel(person, on)]
    own = [one for one in coverage.coverage(person, on) if one.convention]
    return [Panel("Votre convention", "convention/_own.html", {"covered": own, "on": on}, is_aside=True)] if own else []


def calendar_panel(person: Any, on: date) -> Panel:
    """The ends of the next twelve months, with a link to the board."""
    months = coverage.calendar(person, on, months=MONTHS_SHOWN)
    context = {"chart": chart(months), "months": months}
    return Panel(
        "Échéances des conventions", "convention/_calendar.html", context, ("Tableau", reverse("convention:calendar"))
    )


def coverage_panel(person: Any, on: date) -> Panel:
    """How many communes are in each situation, each opening on its list."""
    covered = coverage.coverage(person, on)
    rows = [
        {"label": coverage.LABELS[situation], "value": value, "situation": situation, "total": len(covered)}
        for situation, value in coverage.counts(covered).items()
        if value
    ]
    link = (count(len(covered), "commune"), reverse("convention:coverage"))
    return Panel("Couverture du territoire", "convention/_coverage.html", {"rows": rows}, link, is_aside=True)


def chart(months: list[coverage.Month]) -> BarChart:
    """One bar per month: rust when the mandate ends conventions, teal within ninety days, pale beyond."""
    bars = []
    for index, month in enumerate(months):
        fill = RUST if month.mandate_count else (TEAL if index < 3 else SHADE)
        note = "· mandat" if month.mandate_count else ""
        bars.append(Bar(month_label(month.first), len(month.conventions), fill, note))
    told = [f"{month_label(month.first)} : {len(month.conventions)}" for month in months if month.conventions]
    return BarChart(
        "convention-ends",
        "Conventions qui prennent fin, mois par mois",
        enumerate_fr(told) or "Aucune convention ne prend fin sur cette période.",
        bars,
    )


def month_label(first: date) -> str:
    """« janv. », and « janv. 27 » where the year changes."""
    short = SHORT_MONTHS[first.month - 1]
    return f"{short} {first:%y}" if first.month == 1 else short


def _ends_within(covered: coverage.Covered, on: date, days: int) -> bool:
    return covered.is_in_force and covered.convention.ends_on <= on + timedelta(days=days)


def _waiting(person: Any, on: date) -> list[ToDo]:
    in_path = Convention.objects.visible_to(person).in_path().select_related("commune").order_by("pk")
    return [_step(one, on) for one in in_path]


def _step(convention: Any, on: date) -> ToDo:
    since = convention.sent_on or convention.validated_on or convention.created_at.astimezone(clock.PARIS).date()
    waited = (on - since).days
    what, label = NEXT_STEP[State(convention.state)]
    tone = "late" if waited > PATIENCE else "info"
    when = "en retard" if tone == "late" else duration(-waited)
    since_when = f"depuis {count(waited, 'jour')}" if waited > 0 else "depuis aujourd’hui"
    text = f"Convention {of_place(convention.commune.name)} : {what}, {since_when}"
    return ToDo(tone, when, text, label, convention.get_absolute_url(), rank=-waited)


def _ending(person: Any, on: date) -> list[ToDo]:
    """Ends within ninety days that nothing follows, one by one; those past, in one line: it is one campaign."""
    alone = [one for one in coverage.coverage(person, on) if not one.is_being_renewed]
    over = [one for one in alone if one.situation == Situation.EXPIRED]
    items = [_over(over)] if over else []
    for one in alone:
        if _ends_within(one, on, 90):
            left = (one.convention.ends_on - on).days
            items.append(_end(one, on, "late" if left <= SOON else "warn", duration(left), "prend fin"))
    return items


def _over(expired: list[coverage.Covered]) -> ToDo:
    names = enumerate_fr([one.commune.name for one in expired[:3]] + (["d’autres"] if len(expired) > 3 else []))
    are = "commune n’a plus" if len(expired) == 1 else "communes n’ont plus"
    text = f"{len(expired)} {are} de convention en vigueur : {names}"
    address = f"{reverse('convention:coverage')}?situation={Situation.EXPIRED}"
    return ToDo("late", "échues" if len(expired) > 1 else "échue", text, "Voir", address, rank=-1000)


def _end(covered: coverage.Covered, on: date, tone: str, when: str, verb: str) -> ToDo:
    name, end = covered.commune.name, covered.convention.ends_on
    text = f"Convention {of_place(name)} : {verb} le {long_date(end)}, rien ne la suit"
    address = f"{reverse('convention:generate')}?communes={covered.commune.pk}"
    return ToDo(tone, when, text, "Renouveler", address, rank=(end - on).days)


def _own(covered: coverage.Covered, on: date) -> ToDo:
    end = covered.convention.ends_on
    is_over = covered.situation == Situation.EXPIRED
    verb = "a pris fin" if is_over else "prend fin"
    text = f"Votre convention {verb} le {long_date(end)}"
    return ToDo(
        "late" if is_over else "warn", duration((end - on).days), text, "Voir", covered.convention.get_absolute_url()
    )
