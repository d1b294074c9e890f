"""What each capacity asks of a seat and of who sits there, as data (R18, art. 4.1).

The place of a seat, the functions that one must hold there, who is proposed when seats are opened many at once.
"""

from dataclasses import dataclass

from committees.states import Capacity, Kind, Voice
from network.roles import PlaceKind, Role

ANYWHERE = "une fonction"
PLACES = ("commune", "library", "service", "vendor")  # the fields of a seat: one at most is filled


@dataclass(frozen=True)
class Sitting:
    """One capacity: `places` are the fields of which one is filled, none for an office outside the services.

    `service` is the code of the only service that suits. `roles` are the functions of which the holder needs
    one in that place; empty, any will do. `proposed` are those whose holder is designated by the opening of many seats.
    """

    places: tuple[str, ...]
    roles: tuple[Role, ...] = ()
    service: str = ""
    voice: Voice = Voice.DELIBERATIVE
    proposed: tuple[Role, ...] = ()

    @property
    def needed(self) -> str:
        """The function that it asks for, as a refusal says it."""
        return f"la fonction « {self.roles[0].label} »" if self.roles else ANYWHERE


def _of_service(code: str, *proposed: Role) -> Sitting:
    return Sitting(("service",), service=code, proposed=proposed)


SCLP, DSINUM = PlaceKind.SCLP.value, PlaceKind.DSINUM.value
SITTINGS: dict[Capacity, Sitting] = {
    Capacity.DSINUM: _of_service(DSINUM, Role.PROJECT_MANAGER),
    Capacity.SCLP_DIRECTION: _of_service(SCLP, Role.SCLP_DIRECTOR),
    Capacity.DIGITAL_PROJECTS: _of_service(SCLP, Role.COORDINATOR),
    Capacity.SIGB_REFERENT: Sitting(("service", "vendor"), (Role.SIGB_REFERENT,), SCLP, proposed=(Role.SIGB_REFERENT,)),
    Capacity.SOLUTIONS_MANAGER: _of_service(DSINUM, Role.PROJECT_MANAGER),
    Capacity.LIBRARY_HEAD: Sitting(("library",), (Role.LIBRARY_HEAD,), proposed=(Role.LIBRARY_HEAD,)),
    Capacity.IT_CORRESPONDENT: Sitting(("library",), (Role.IT_CORRESPONDENT,), proposed=(Role.IT_CORRESPONDENT,)),
    Capacity.PARTICIPANT: Sitting(("commune",), proposed=(Role.MEMBER,)),
    Capacity.OFFICE: Sitting(()),
    Capacity.DGA: Sitting((), voice=Voice.GUEST),
    Capacity.DAC: Sitting((), voice=Voice.GUEST),
    Capacity.GROUP_MEMBER: Sitting(PLACES),
}

# The seats that the convention gives a body: once, for each library, for each commune (art. 4.1 and 4.2).
ONCE: dict[Kind, tuple[Capacity, ...]] = {
    Kind.TECHNICAL: (
        Capacity.DSINUM,
        Capacity.SCLP_DIRECTION,
        Capacity.DIGITAL_PROJECTS,
        Capacity.SIGB_REFERENT,
        Capacity.DGA,
        Capacity.DAC,
    ),
    Kind.COORDINATION: (Capacity.SCLP_DIRECTION, Capacity.DIGITAL_PROJECTS, Capacity.SOLUTIONS_MANAGER),
}
BY_LIBRARY: dict[Kind, tuple[Capacity, ...]] = {
    Kind.TECHNICAL: (Capacity.LIBRARY_HEAD, Capacity.IT_CORRESPONDENT),
}
BY_COMMUNE: dict[Kind, tuple[Capacity, ...]] = {Kind.TECHNICAL: (Capacity.PARTICIPANT,)}
ONE_BY_LIBRARY = (Capacity.LIBRARY_HEAD, Capacity.IT_CORRESPONDENT)  # a library has one of each in a body


def has_convention_seats(kind: str) -> bool:
    """Whether the convention says which seats a body of this kind has."""
    return kind in ONCE
