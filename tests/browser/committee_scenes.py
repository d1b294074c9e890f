"""The committees in all their states (see tests.browser.scenes)."""

from committees import bodies, seating
from committees.models import Committee, Seat
from committees.states import Capacity, Kind, Rank, Standing
from network.models import Assignment, Commune, Person
from tests.browser.stage import Scenes, day


def committees(scenes: Scenes) -> None:
    """Each body, its composition on a day, a seat in each state, every form; as a member and as a commune read them."""
    technical = Committee.objects.get(kind=Kind.TECHNICAL)
    group = Committee.objects.filter(kind=Kind.WORKING_GROUP).earliest("pk")
    for name in ("committee", "communes", "edit", "rules", "missing_seats", "new_seat"):
        scenes.show(f"committees:{name}", technical.pk)
    for query in (f"?le={day(400)}", "?standing=empty", "?standing=all&q=introuvable"):
        scenes.show("committees:committee", technical.pk, query=query)
    for name in ("committee", "close"):
        scenes.show(f"committees:{name}", group.pk)
    scenes.show("committees:communes", technical.pk, query="?lacks=nobody")
    standing = technical.seats.with_standing(day(0))
    for state in (Standing.FILLED, Standing.TO_REPLACE, Standing.VACANT):
        scenes.show("committees:seat", standing.filter(standing=state).earliest("pk").pk)
    seat = standing.filter(standing=Standing.FILLED, capacity=Capacity.LIBRARY_HEAD).earliest("pk")
    for name in ("edit_seat", "close_seat", "designate", "replace"):
        scenes.show(f"committees:{name}", seat.pk)
    scenes.show("committees:end", seat.designations.filter(rank=Rank.HOLDER).earliest("pk").pk)
    _as_others(scenes, technical)
    _over(scenes, group)


def _as_others(scenes: Scenes, technical: Committee) -> None:
    """A member; the contact of a commune; someone who sits nowhere; the pages that the committees are part of."""
    member, contact = (Person.objects.get(email=f"{name}@demo.example") for name in ("membre", "maire"))
    scenes.show("committees:committee", technical.pk, account="membre")
    scenes.show("committees:list", account="maire")
    scenes.show("committees:list", account="agent")
    commune = contact.assignments.get().commune_id
    own = technical.seats.filter(capacity=Capacity.PARTICIPANT, commune=commune).get()
    scenes.show("committees:seat", own.pk, account="maire")
    scenes.show("committees:designate", own.pk, account="maire")
    scenes.show("network:commune", commune, account="maire")
    scenes.show("network:person", member.pk)
    without = Commune.objects.filter(seats=None, libraries__seats=None).earliest("pk")
    scenes.show("network:commune", without.pk)


def _over(scenes: Scenes, group: Committee) -> None:
    """A seat with somebody to come, one that has closed, and its life."""
    seat = group.seats.filter(library__isnull=False).earliest("pk")
    there = Assignment.objects.current(day(0)).filter(library=seat.library)
    other = there.exclude(person__in=seat.designations.values("person")).earliest("pk").person
    seating.designate(seat, other, by=scenes.by, starts_on=day(9), rank=Rank.SUBSTITUTE, reference="Scène")
    scenes.show("committees:seat", seat.pk)
    closed = bodies.open_seat(Seat(committee=group, capacity=Capacity.DGA, opened_on=day(0)), by=scenes.by)
    bodies.close_seat(closed, by=scenes.by, last_day=day(0))
    scenes.show("committees:seat", closed.pk)
    for one in (seat, group):
        scenes.show("foundation:life", "committees", one._meta.model_name, one.pk)
