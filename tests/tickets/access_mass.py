"""The rows of the access table for links, incidents of the network, many tickets at once, canned answers."""

from functools import partial

from network.roles import Role
from tests.access import COORDINATION, EVERYONE, IN_LIBRARY, Row
from tickets import declaring, incidents, linking, moves
from tickets.declaring import Asked
from tickets.models import CannedAnswer, Category
from tickets.priorities import Urgency
from tickets.states import Cause

SECOND_LEVEL = COORDINATION | {Role.PROJECT_MANAGER, Role.TECHNICIAN}
KEEPERS = COORDINATION | {Role.PROJECT_MANAGER}
DECLARES = SECOND_LEVEL | IN_LIBRARY
READS_TICKET = DECLARES | {Role.ADMINISTRATOR}


def made_once(make, world):
    """What a row names, made for this world once."""
    key = f"_mass_{make.__name__}"
    if key not in world.__dict__:
        world.__dict__[key] = make(world)
    return world.__dict__[key]


def declared(world, by=Role.LIBRARIAN):
    """A ticket of the library of commune A."""
    category = Category.objects.get(code="sigb-anomalie")
    facts = {"subject": "Le retour ne passe pas", "description": "Depuis ce matin.", "urgency": Urgency.DEGRADED}
    return declaring.declare(Asked(library=world.library, category=category, **facts), by=world.people[by])


def lone(world):
    return declared(world)


def other(world):
    return declared(world)


def part(world):
    ticket = declared(world)
    return linking.attach(ticket, parent=declared(world), by=world.people[Role.PROJECT_MANAGER])


def incident(world):
    ticket, by = declared(world), world.people[Role.PROJECT_MANAGER]
    return incidents.declare(ticket, by=by, title="Portail en panne", told_to_all="Nous cherchons.")


def solved_incident(world):
    """One whose ticket is solved, so that those gathered are to be solved as it was."""
    by = world.people[Role.PROJECT_MANAGER]
    ticket = moves.take(declared(world, by=Role.PROJECT_MANAGER), by=by)
    found = incidents.declare(ticket, by=by, title="Connexion coupée", told_to_all="Nous cherchons.")
    moves.resolve(ticket, by=by, solution="Rétablie.", cause=Cause.NETWORK)
    return found


def canned(world):
    return CannedAnswer.objects.create(title="Cache", body="Videz le cache.")


def of(*makers):
    return lambda world: [made_once(make, world).pk for make in makers]


_linked = partial(Row, SECOND_LEVEL, hidden=EVERYONE - READS_TICKET, otherwise=403, local=True)
_run = partial(Row, SECOND_LEVEL, hidden=EVERYONE - DECLARES, otherwise=403)
_kept = partial(Row, KEEPERS, of(canned), hidden=EVERYONE - SECOND_LEVEL, otherwise=403)

MASS: dict[str, Row] = {
    "tickets:attach": _linked(of(lone), form=True),
    "tickets:detach": _linked(of(part), method="POST", ok=302),
    "tickets:relate": _linked(of(lone), form=True),
    "tickets:unrelate": _linked(of(lone, other), method="POST", ok=302),
    "tickets:declare_incident": _linked(of(lone), form=True),
    "tickets:incidents": Row(DECLARES, otherwise=403),
    "tickets:incident": Row(DECLARES, of(incident)),
    "tickets:me_too": Row(DECLARES, of(incident), method="POST", ok=422),  # no library is named
    "tickets:edit_incident": _run(of(incident), form=True),
    "tickets:broadcast": _run(of(incident), form=True),
    "tickets:end_incident": _run(of(incident), form=True),
    "tickets:resolve_children": _run(of(solved_incident), form=True),
    "tickets:batch": Row(
        SECOND_LEVEL,
        method="POST",
        data=lambda w: {"batch": "priorite", "tickets": made_once(lone, w).pk},
        otherwise=403,
    ),
    "tickets:resume_batch": Row(SECOND_LEVEL, lambda w: ["repondre"], ok=302, otherwise=403),
    "tickets:canned": Row(KEEPERS, otherwise=403),
    "tickets:new_canned": Row(KEEPERS, form=True, otherwise=403),
    "tickets:edit_canned": _kept(form=True),
    "tickets:delete_canned": _kept(method="POST", ok=302),
}
