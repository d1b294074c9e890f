"""The rows of the access table for the service desk, and the tickets that they name (see tests/test_access.py)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from foundation import clock
from foundation.documents import arrive
from network.roles import Role
from tests.access import COORDINATION, EVERYONE, IN_LIBRARY, Row
from tickets import cases, declaring, moves
from tickets.declaring import Asked
from tickets.models import Category
from tickets.priorities import Urgency
from tickets.states import Cause, Meaning, Severity, WaitingReason

DSINUM = frozenset({Role.PROJECT_MANAGER, Role.TECHNICIAN})
SERVICES = COORDINATION | DSINUM
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
DECLARE = SERVICES | IN_LIBRARY
READERS = DECLARE | ADMINISTRATOR  # of a ticket of the library of commune A that its commune was not sent
VENDOR = frozenset({Role.VENDOR_CONTACT})
CONTACT = frozenset({Role.COMMUNE_CONTACT})
CONCERNED = frozenset({Role.LIBRARIAN, Role.LIBRARY_HEAD})  # who asked, and the head of the library


# --- the tickets of the library of commune A, without a trained référent ---------------------------------------------


def declared(world: Any, code: str = "sigb-anomalie", kind: str = "incident") -> Any:
    """A ticket that the librarian has declared, with a file."""
    asked = Asked(
        library=world.library,
        category=Category.objects.get(code=code),
        subject=f"{world.words} : l’écran reste blanc ({kind})",
        description=f"{world.words}, depuis ce matin.",
        urgency=Urgency.DEGRADED,
        answers=[("Message affiché", world.words)],
        files=[(f"{world.words}.csv", arrive(f"{world.words};1\r\n".encode()))],
    )
    return declaring.declare(asked, by=world.people[Role.LIBRARIAN])


def _taken(world: Any) -> Any:
    by = world.people[Role.PROJECT_MANAGER]
    ticket = moves.take(declared(world), by=by)
    moves.say(ticket, f"{world.words} : note", by=by, internal=True, files=[("note.csv", arrive(b"a;b\r\n"))])
    moves.say(ticket, f"{world.words} : réponse", by=by)
    return ticket


def _waiting(world: Any) -> Any:
    until = clock.now() + timedelta(days=5)
    facts = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": until, "why": world.words}
    return moves.wait(_taken(world), by=world.people[Role.PROJECT_MANAGER], **facts)


def _resolved(world: Any) -> Any:
    by = world.people[Role.PROJECT_MANAGER]
    return moves.resolve(_taken(world), by=by, solution=f"{world.words} : relancé.", cause=Cause.SOFTWARE)


def _contested(world: Any) -> Any:
    at_commune = declared(world, "materiel")
    return moves.contest(at_commune, by=world.people[Role.LIBRARIAN], why=f"{world.words} : pas à la commune.")


def _request(world: Any) -> Any:
    return moves.take(declared(world, "sigb-parametrage", "demande"), by=world.people[Role.COORDINATOR])


def _to_approve(world: Any) -> Any:
    head = world.people[Role.LIBRARY_HEAD]
    by = world.people[Role.COORDINATOR]
    return moves.ask_approval(_request(world), by=by, approver=head, question=f"{world.words} ?")


_MADE: dict[str, Callable[[Any], Any]] = {
    "new": declared,
    "taken": _taken,
    "waiting": _waiting,
    "resolved": _resolved,
    "at commune": lambda world: declared(world, "materiel"),
    "contested": _contested,
    "request": _request,
    "to approve": _to_approve,
}


def ticket(world: Any, kind: str) -> Any:
    """The ticket of this kind of the library of commune A, made once."""
    return _once(world, f"_ticket_{kind}", _MADE[kind])


def case(world: Any) -> Any:
    """A case sent to the vendor of the world, with a file."""
    return _once(world, "_vendor_case", _case)


def every_ticket(world: Any) -> list[Any]:
    """One ticket of each kind, and that of the case."""
    return [*(ticket(world, kind) for kind in _MADE), case(world).ticket]


def _once(world: Any, key: str, make: Callable[[Any], Any]) -> Any:
    if key not in world.__dict__:
        world.__dict__[key] = make(world)
    return world.__dict__[key]


def _case(world: Any) -> Any:
    return cases.open_case(
        _taken(world),
        by=world.people[Role.PROJECT_MANAGER],
        vendor=world.vendor,
        subject=f"{world.words} : écran blanc",
        severity=Severity.MAJOR,
        body=f"{world.words} : l’écran de retour reste blanc.",
        contacts=[world.people[Role.VENDOR_CONTACT]],
        files=[("editeur.csv", arrive(b"c;d\r\n"))],
    )


# --- the rows --------------------------------------------------------------------------------------------------------


def of(kind: str) -> Callable[[Any], list[Any]]:
    return lambda world: [ticket(world, kind).pk]


def of_case(world: Any) -> list[Any]:
    return [case(world).pk]


def written(world: Any) -> dict[str, Any]:
    return {"meaning": Meaning.NEWS, "body": "Toujours pareil.", "token": str(uuid4())}


def act(allow: frozenset[Role], kind: str, *, readers: frozenset[Role] = READERS, **facts: Any) -> Row:
    """A page of an act, or one that only acts: 403 for who reads the ticket, else 404."""
    shape = {"ok": 302} if facts.get("method") == "POST" else {"form": True}
    return Row(allow, of(kind), hidden=EVERYONE - readers, otherwise=403, local=True, **{**shape, **facts})


def act_on_case(allow: frozenset[Role], **facts: Any) -> Row:
    """The same, of a case: 403 for who reads it, else 404."""
    shape = {"ok": 302} if facts.get("method") == "POST" else {"form": True}
    hidden = EVERYONE - SERVICES - VENDOR
    return Row(allow, of_case, hidden=hidden, otherwise=403, local=True, **{**shape, **facts})


TICKETS: dict[str, Row] = {
    "tickets:list": Row(READERS | CONTACT, otherwise=403, led=VENDOR),
    "tickets:choose": Row(DECLARE, otherwise=403),
    "tickets:similar": Row(DECLARE, otherwise=403),
    "tickets:declare": Row(DECLARE, lambda w: ["sigb-anomalie"], form=True, otherwise=403),
    "tickets:detail": Row(READERS, of("taken"), local=True),
    "tickets:delays": Row(READERS | CONTACT, of("at commune"), local=True),  # what its commune was sent
    "tickets:reply": act(DECLARE, "taken", method="POST", data=written),
    "tickets:take": act(DSINUM, "new", method="POST"),
    "tickets:take_over": act(DSINUM, "taken", method="POST"),
    "tickets:watch": act(READERS, "taken", method="POST"),
    "tickets:escalate": act(DSINUM, "taken"),
    "tickets:hand_back": act(DSINUM, "taken"),
    "tickets:send_to_town": act(COORDINATION, "contested", readers=READERS | CONTACT),
    "tickets:contest": act(CONCERNED | CONTACT, "at commune", readers=READERS | CONTACT),
    "tickets:wait": act(DSINUM, "taken"),
    "tickets:resume": act(DSINUM, "waiting", method="POST", put_off=CONCERNED),  # who answers instead
    "tickets:resolve": act(DSINUM, "taken"),
    "tickets:confirm": act(CONCERNED, "resolved", method="POST"),
    "tickets:reopen": act(SERVICES | CONCERNED, "resolved"),
    "tickets:cancel": act(SERVICES | CONCERNED, "new"),
    "tickets:ask_approval": act(COORDINATION, "request"),
    "tickets:decide": act(frozenset({Role.SCLP_DIRECTOR, Role.LIBRARY_HEAD}), "to approve"),  # the coordinator asks
    "tickets:prioritise": act(SERVICES, "taken"),
    "tickets:categorise": act(SERVICES, "taken"),
    "tickets:merge": act(SERVICES, "taken"),
    "tickets:open_case": act(DSINUM, "taken"),
    "tickets:cases": Row(SERVICES | VENDOR, otherwise=403),
    "tickets:case": Row(SERVICES | VENDOR, of_case, local=True),
    "tickets:case_delay": Row(SERVICES | VENDOR, of_case, local=True),
    "tickets:acknowledge_case": act_on_case(VENDOR, method="POST"),
    "tickets:case_receipt": act_on_case(DSINUM),
    "tickets:answer_case": act_on_case(VENDOR, method="POST", data=written),
    "tickets:record_answer": act_on_case(DSINUM),
    "tickets:write_to_vendor": act_on_case(DSINUM),
    "tickets:case_severity": act_on_case(DSINUM),
    "tickets:case_reference": act_on_case(DSINUM | VENDOR),
    "tickets:close_case": act_on_case(DSINUM),
}
