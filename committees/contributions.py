"""What the committees bring to the side bar, to the pages of a commune and of a person, to the search and to lives."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from committees import rules, vacancies
from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Rank, Standing
from foundation import clock
from foundation.audit import SYSTEM, Event
from foundation.french import count, enumerate_fr, holds_words, long_date, typography
from foundation.registry import Hit, NavigationEntry, Panel, ToDo

MOST = 20  # hits; lines of a panel


def navigation(person: Any) -> NavigationEntry | None:
    """« Comités », for whoever may come to sit there; whether they do would be a query more on every page."""
    return NavigationEntry("Comités", _list(), "users") if rules.may_sit(person, clock.today()) else None


def search(person: Any, words: str) -> list[Hit]:
    """The bodies of these words: there are few."""
    found = [one for one in Committee.objects.visible_to(person) if holds_words(f"{one.name} {one.code}", words)]
    return [
        Hit(one.name, str(one.get_kind_display()), one.get_absolute_url(), icon="users", group="Comités")
        for one in found[:MOST]
    ]


# --- panels ----------------------------------------------------------------------------------------------------------


def commune_panel(commune: Any, person: Any) -> Panel | None:
    """« Qui siège pour la commune »: its seats that one may read, with who sits there today."""
    today = clock.today()
    sitting = Designation.objects.running(today).select_related("person").order_by("rank", "pk")
    seats = Seat.objects.visible_to(person).of_communes([commune.pk]).open_on(today).with_place()
    seats = seats.with_standing(today).in_order().prefetch_related(Prefetch("designations", sitting, to_attr="sitting"))
    rows = list(seats)
    reads = rules.may_read_all(person) or commune.pk in rules.communes_read_by(person, today)
    if not rows and not reads:
        return None
    context = {"rows": [{"seat": one, "may": rules.may_designate(one, person)} for one in rows]}
    return Panel("Qui siège pour la commune", "committees/_of_commune.html", context, ("Comités", _list()))


def person_panel(subject: Any, person: Any) -> Panel | None:
    """« Ses sièges »: where someone sits today or will, as far as one may read."""
    today = clock.today()
    found = Designation.objects.visible_to(person).filter(person=subject).from_day(today).with_seat()
    rows = list(found.with_backing(today).order_by("starts_on", "pk")[:MOST])
    for one in rows:
        one.is_to_replace = one.starts_on <= today and not one.is_backed
    return Panel("Ses sièges", "committees/_of_person.html", {"rows": rows}) if rows else None


def _list() -> str:
    return reverse("committees:list")


# --- what waits ------------------------------------------------------------------------------------------------------


def todo(person: Any) -> list[ToDo]:
    """The seats to fill: those whose holder has lost the function, for who keeps the bodies; the participant that a
    commune owes, for its contact (R37).
    """
    today = clock.today()
    if rules.may_keep(person):
        return list(_to_replace(person, today))
    communes = {one.commune_id for one in person.current_assignments(today) if one.commune_id}
    vacant = Seat.objects.open_on(today).with_standing(today).filter(capacity=Capacity.PARTICIPANT)
    empty = vacant.filter(commune__in=communes).exclude(standing=Standing.FILLED).with_place() if communes else []
    return [_to_designate(one) for one in empty if rules.may_designate(one, person)]


def _to_replace(person: Any, today: date) -> Iterator[ToDo]:
    bodies = Committee.objects.visible_to(person).open_on(today)
    for one in vacancies.with_counts(bodies, Seat.objects.all(), today).filter(to_replace_count__gt=0):
        text = f"{count(one.to_replace_count, 'siège')} à remplacer : {one}"
        url = f"{one.get_absolute_url()}?standing={Standing.TO_REPLACE}"
        yield ToDo("info", "à pourvoir", typography(text), "Voir", url, rank=800)


def _to_designate(seat: Seat) -> ToDo:
    text = f"{seat.place} doit un participant à « {seat.committee} » (art. 5.1)"
    return ToDo("warn", "à faire", typography(text), "Désigner", reverse("committees:designate", args=[seat.pk]))


def on_termination(convention: Any, on: date) -> list[str]:
    """The seats of the commune that stay open after the end of its convention, until somebody closes them."""
    seats = Seat.objects.of_communes([convention.commune_id]).filter(closed_on=None)
    by_body: dict[str, int] = {}
    for one in seats.select_related("committee"):
        by_body[one.committee.name] = by_body.get(one.committee.name, 0) + 1
    if not by_body:
        return []
    told = enumerate_fr([f"{count(number, 'siège')} ({name})" for name, number in by_body.items()])
    return [f"Ses sièges dans les comités restent ouverts : {told}. Fermez-les s’ils n’ont plus lieu d’être."]


# --- lives -----------------------------------------------------------------------------------------------------------


def life(obj: Any) -> list[Event]:
    """The seats opened and closed in the life of a body; who was designated, in that of a seat."""
    if isinstance(obj, Committee):
        rows = Seat.history.filter(committee=obj).exclude(history_type="~", closed_on=None)
        return [_seat_event(row) for row in rows.select_related(*PLACES, "history_user").order_by("-history_date")]
    if isinstance(obj, Seat):
        rows = Designation.history.filter(seat=obj).select_related("person", "history_user")
        return [_designation_event(row) for row in rows.order_by("-history_date", "-history_id")]
    return []


PLACES = ("commune", "library__commune", "service", "vendor")


def _seat_event(row: Any) -> Event:
    verb = "a fermé" if row.closed_on else "a ouvert"
    return Event(row.history_date, _who(row), f"{verb} le {row.instance}")


def _designation_event(row: Any) -> Event:
    rank = f"{row.person}, {Rank(row.rank).label}"
    if row.history_type == "-":
        return Event(row.history_date, _who(row), f"a retiré la désignation de {rank}")
    if row.ends_on and row.history_type == "~":
        end = f"a mis fin à la désignation de {rank}, le {long_date(row.ends_on)}"
        return Event(row.history_date, _who(row), end, reason=row.end_reason)
    return Event(row.history_date, _who(row), f"a désigné {rank}, à partir du {long_date(row.starts_on)}")


def _who(row: Any) -> str:
    return str(row.history_user) if row.history_user else SYSTEM


def truths(obj: Any, on: date) -> list[tuple[str, str]]:
    """Who held a seat that day."""
    if not isinstance(obj, Seat):
        return []
    found = obj.designations.running(on).select_related("person").order_by("rank", "pk")
    told = [f"{one.person} ({one.get_rank_display()})" for one in found]
    return [("Qui y siégeait", enumerate_fr(told) if told else "personne")]
