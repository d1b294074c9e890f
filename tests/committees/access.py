"""The rows of the access table for the committees (see tests/test_access.py)."""

from datetime import timedelta
from typing import Any

from committees.models import Committee, Designation, Seat
from committees.states import Capacity, Kind, Rank
from foundation import clock
from network.roles import Role
from tests.access import COORDINATION, EVERYONE, Row

KEEPERS = COORDINATION | {Role.SECRETARY}
READERS = KEEPERS | {Role.ADMINISTRATOR, Role.PROJECT_MANAGER}
LOCAL = frozenset({Role.COMMUNE_CONTACT, Role.LIBRARY_HEAD})  # read the seats of their commune
SEE = READERS | LOCAL
DESIGNATE = KEEPERS | {Role.COMMUNE_CONTACT}


def body(world: Any) -> Committee:
    """A working group with a seat of commune A."""
    return participant(world).committee


def participant(world: Any) -> Seat:
    """The participant of commune A, whose holder is the librarian of its library."""
    known = world.__dict__
    if "_participant" not in known:
        group = Committee.objects.create(
            code="GT-A",
            name=f"Groupe {world.words}",
            kind=Kind.WORKING_GROUP,
            purpose=world.words,
            opened_on=clock.today() - timedelta(days=30),
        )
        facts = {"commune": world.commune, "opened_on": group.opened_on, "title": f"Siège {world.words}"}
        seat = Seat.objects.create(committee=group, number=1, capacity=Capacity.PARTICIPANT, **facts)
        Designation.objects.create(
            seat=seat, person=world.colleague, starts_on=group.opened_on, reference=f"Courrier {world.words}"
        )
        known["_participant"] = seat
    return known["_participant"]


def to_come(world: Any) -> Designation:
    """A substitute there who has not begun."""
    starts_on = clock.today() + timedelta(days=9)
    person = world.people[Role.VOLUNTEER]
    found, _ = Designation.objects.get_or_create(
        seat=participant(world), person=person, rank=Rank.SUBSTITUTE, defaults={"starts_on": starts_on}
    )
    return found


def of_body(world):
    return [body(world).pk]


def of_technical(world):
    return [Committee.objects.get(kind=Kind.TECHNICAL).pk]


def of_seat(world):
    return [participant(world).pk]


def of_holder(world):
    return [participant(world).designations.get(rank=Rank.HOLDER).pk]


def kept(args, allow=KEEPERS, **facts) -> Row:
    """A page of who keeps the bodies, or designates: 403 for who reads it, else 404."""
    return Row(allow, args, **{"hidden": EVERYONE - SEE, "otherwise": 403, "local": True, **facts})


COMMITTEES: dict[str, Row] = {
    "committees:list": Row(EVERYONE),
    "committees:new": Row(KEEPERS, form=True, otherwise=403),
    "committees:committee": Row(SEE, of_body, local=True),
    "committees:communes": kept(of_body, allow=READERS),
    "committees:edit": kept(of_body, form=True),
    "committees:rules": kept(of_body, form=True),
    "committees:close": kept(of_body, form=True),
    "committees:new_seat": kept(of_body, form=True),
    # Of the comité technique, where commune A has no seat: who reads those of a commune alone does not see it.
    "committees:missing_seats": Row(
        KEEPERS, of_technical, form=True, hidden=EVERYONE - READERS, otherwise=403, local=True
    ),
    "committees:seat": Row(SEE, of_seat, local=True),
    "committees:edit_seat": kept(of_seat, form=True),
    "committees:close_seat": kept(of_seat, form=True),
    "committees:designate": kept(of_seat, allow=DESIGNATE, form=True),
    "committees:replace": kept(of_seat, allow=DESIGNATE, form=True),
    "committees:end": kept(of_holder, allow=DESIGNATE, form=True),
    "committees:take_back": kept(lambda w: [to_come(w).pk], allow=DESIGNATE, method="POST", ok=302),
}
