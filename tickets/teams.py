"""Who works where on a ticket, and who is told of it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from foundation import clock
from network.models import Assignment, Library, Person
from network.roles import FUNCTIONS, PlaceKind, Right, Role, roles_with
from tickets import rules
from tickets.models import Ticket
from tickets.states import Level
from training.correspondents import effective_correspondents, is_to_train


def first_level_of(library: Library) -> Any:
    """The functions of the référents of a library who are trained (R19)."""
    return effective_correspondents(clock.today()).filter(library=library)


def has_first_level(library: Library) -> bool:
    """Whether somebody answers there: an active person, designated and trained."""
    return first_level_of(library).filter(person__is_active=True).exists()


def commune_contacts(commune_id: int | None) -> Any:
    """The functions of who works the tickets sent to a commune."""
    roles = roles_with(Right.WORK_COMMUNE_TICKETS)
    return Assignment.objects.current(clock.today()).filter(role__in=roles, commune=commune_id)


def people_at(ticket: Ticket, level: str) -> list[Person]:
    """Who belongs to this level of this ticket today and can be written to."""
    current = Assignment.objects.current(clock.today())
    if level == Level.CORRESPONDENT:
        held = first_level_of(ticket.library)
    elif level == Level.COMMUNE:
        held = commune_contacts(ticket.library.commune_id)
    elif level in (Level.DSINUM, Level.SCLP):
        held = current.filter(role__in=roles_with(Right.WORK_TICKETS), service__code=level)
    else:
        return []
    return list(reachable().filter(assignments__in=held).distinct())


def supervisors() -> list[Person]:
    """Who decides what nobody keeps."""
    roles = roles_with(Right.SUPERVISE_TICKETS)
    held = Assignment.objects.current(clock.today()).filter(role__in=roles, service__code=PlaceKind.SCLP)
    return list(reachable().filter(assignments__in=held).distinct())


def heads_of(library: Library) -> list[Person]:
    """Who speaks for a library."""
    held = Assignment.objects.current(clock.today()).filter(role__in=roles_with(Right.CONFIRM_TICKETS), library=library)
    return list(reachable().filter(assignments__in=held).distinct())


def keepers() -> list[Person]:
    """Who keeps the desk: its categories, its delays, and what the check of the night finds."""
    roles = roles_with(Right.KEEP_DESK)
    held = Assignment.objects.current(clock.today()).filter(role__in=roles, service__isnull=False)
    return list(reachable().filter(assignments__in=held).distinct())


def approvers(ticket: Ticket) -> Any:
    """Who may be asked to agree to a request: the head of the library, and the supervision."""
    current = Assignment.objects.current(clock.today())
    heads = Q(role__in=roles_with(Right.CONFIRM_TICKETS), library=ticket.library_id)
    held = current.filter(heads | Q(role__in=roles_with(Right.SUPERVISE_TICKETS)))
    return reachable().filter(pk__in=held.values("person")).order_by("sort_name", "pk")


def vendor_contacts() -> Any:
    """The people who answer for a vendor today."""
    roles = roles_with(Right.ANSWER_VENDOR_CASES)
    held = Assignment.objects.current(clock.today()).filter(role__in=roles, vendor__isnull=False)
    return reachable().filter(assignments__in=held).distinct().order_by("sort_name", "pk")


def reachable() -> Any:
    """The people who can be written to."""
    return Person.objects.filter(is_active=True).exclude(email=None)


def seers(ticket: Ticket, people: Iterable[Person | None]) -> list[Person]:
    """Of these, each once, those who may read the ticket today and have an address."""
    found: dict[int, Person] = {}
    for person in people:
        if person is None or person.pk in found or not person.is_active or not person.email:
            continue
        if Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists():
            found[person.pk] = person
    return list(found.values())


def of_library(ticket: Ticket) -> list[Person]:
    """Who asked and who declared for them."""
    return [ticket.requester, ticket.declared_by]


def followers(ticket: Ticket) -> list[Person]:
    """Who follows it: its holder and those who asked to be told."""
    return [
        *([ticket.holder] if ticket.holder else []),
        *(one.person for one in ticket.watchers.select_related("person")),
    ]


def followers_inside(*tickets: Ticket) -> list[Person]:
    """Of those who follow these tickets, who reads what the services keep to themselves."""
    return [one for ticket in tickets for one in followers(ticket) if rules.may_read_internal(one)]


def everyone(ticket: Ticket) -> list[Person]:
    """Who is told of what the library reads."""
    return [*of_library(ticket), *followers(ticket)]


def who_had_it_first(ticket: Ticket) -> list[Person]:
    """The référents of its library who have held it or passed it on: what they found is at stake until the end."""
    hops = ticket.handovers
    held = Q(pk__in=hops.filter(to_level=Level.CORRESPONDENT, accepted_by__isnull=False).values("accepted_by"))
    held |= Q(pk__in=hops.filter(from_level=Level.CORRESPONDENT, by__isnull=False).values("by"))
    roles = roles_with(Right.WORK_FIRST_LEVEL)
    current = Assignment.objects.current(clock.today()).filter(role__in=roles, library=ticket.library_id)
    return list(reachable().filter(held, assignments__in=current).distinct())


def work_of(person: Person) -> Q | None:
    """A condition: the tickets whose level this person belongs to today; None for who works on none."""
    today, found = clock.today(), Q()
    for held in person.current_assignments(today):
        rights = FUNCTIONS[Role(held.role)].rights
        if held.service and Right.WORK_TICKETS in rights:
            found |= Q(level=held.service.code) | Q(level=Level.VENDOR, pilot_level=held.service.code)
        if held.library_id and Right.WORK_FIRST_LEVEL in rights and not is_to_train(person, today):
            found |= Q(level=Level.CORRESPONDENT, library=held.library_id)
        if held.commune_id and Right.WORK_COMMUNE_TICKETS in rights:
            found |= Q(level=Level.COMMUNE, library__commune=held.commune_id)
    return found or None
