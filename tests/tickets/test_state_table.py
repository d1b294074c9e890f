"""State × action × who: the tables of docs/ticket-states.md, each cell tried on a ticket of the desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from foundation import clock
from foundation.workflow import Refused, perform
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.tickets.factories import NOW, Desk
from tests.tree import ROOT
from tickets import cases, linking, moves
from tickets.models import Category, Ticket
from tickets.states import Cause, HandoverReason, Level, State, WaitingReason

pytestmark = pytest.mark.django_db
NAMES = {
    "Prendre en charge": "take",
    "Commencer chez l’éditeur": "vendor_takes",
    "Transmettre": "escalate",
    "Saisir l’éditeur": "send_to_vendor",
    "Rendre": "hand_back",
    "Renvoyer à la commune": "send_to_town",
    "Contester": "contest",
    "Mettre en attente": "wait",
    "Reprendre": "resume",
    "Faire valider": "ask_approval",
    "Valider": "approve",
    "Refuser": "refuse",
    "Résoudre": "resolve",
    "Confirmer et clore": "confirm",
    "Rouvrir": "reopen",
    "Annuler": "cancel",
    "Joindre à un autre": "merge",
}
# The category that each act is possible for; any other act is tried with the first.
CATEGORIES = {"Renvoyer à la commune": "materiel", "Faire valider": "sigb-parametrage"}
USUAL = "sigb-anomalie"


def tables() -> list[list[dict[str, str]]]:
    """The tables of the page, each row by the heads of its columns."""
    found: list[list[list[str]]] = []
    was_in_table = False
    for line in (ROOT / "docs" / "ticket-states.md").read_text(encoding="utf-8").splitlines():
        is_in_table = line.startswith("|")
        if is_in_table:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not was_in_table:
                found.append([])
            found[-1].append(cells)
        was_in_table = is_in_table
    return [[dict(zip(rows[0], row, strict=True)) for row in rows[2:]] for rows in found]


BY_STATE, BY_LEVEL, BY_FACTS = tables()
ALLOWED = {row["action"]: [state for state in State if row[state.label] == "oui"] for row in BY_STATE}


class People(Desk):
    """The desk with one person for each column of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.supervision = person_as(Role.SCLP_DIRECTOR, self.sclp)
        self.columns: dict[str, Any] = {
            "requester": self.agent,
            "colleague": person_as(Role.LIBRARIAN, self.library),
            "head": self.head,
            "référent": self.correspondent,
            "untrained référent": person_as(Role.IT_CORRESPONDENT, self.library),
            "SCLP": self.coordinator,
            "supervision": self.supervision,
            "technician": self.technician,
            "commune": self.contact,
            "vendor": self.editor,
            "administrator": person_as(Role.ADMINISTRATOR, self.sclp),
            "neighbour": person_as(Role.LIBRARY_HEAD, LibraryFactory()),
            "system": None,
        }
        self.workers = {
            Level.CORRESPONDENT: self.correspondent,
            Level.DSINUM: self.technician,
            Level.SCLP: self.coordinator,
            Level.VENDOR: self.technician,
            Level.COMMUNE: self.contact,
        }

    def at(self, level: Level, state: State, code: str = USUAL) -> Ticket:
        """A ticket of this category at this level and in this state, come there by the ways of the desk."""
        ticket = self._arrived(level)
        if ticket.category.code != code:
            category = Category.objects.get(code=code)
            ticket = linking.categorise(ticket, by=self.manager, category=category, why="Essai")
        if state == State.NEW:
            return ticket
        by = self.workers[level]
        if level == Level.VENDOR:
            ticket = cases.answer(ticket.cases.get(), "Voici.", by=self.editor).case.ticket
        else:
            ticket = moves.take(ticket, by=by)
        if state == State.WAITING:
            until = clock.now() + timedelta(days=5)
            return moves.wait(ticket, by=by, waiting_reason=WaitingReason.REQUESTER, resumes_at=until)
        if state == State.TO_APPROVE:
            return moves.ask_approval(ticket, by=by, approver=self.head, question="D’accord ?")
        if state in (State.RESOLVED, State.CLOSED):
            ticket = moves.resolve(ticket, by=by, solution="Fait.", cause=Cause.OTHER)
        return moves.confirm(ticket, by=self.agent) if state == State.CLOSED else ticket

    def _arrived(self, level: Level) -> Ticket:
        if level == Level.VENDOR:
            return self.case().ticket
        if level == Level.COMMUNE:
            return self.declared("materiel")
        ticket = self.declared()
        if level == Level.CORRESPONDENT:
            return ticket
        return moves.escalate(ticket, by=self.correspondent, to=level, diagnosis="À vous.")


@pytest.fixture
def desk() -> People:
    return People()


def attempt(desk: People, ticket: Ticket, action: str, who: Any, other: Ticket) -> str:
    """« oui », or the sentence of the refusal; nothing of it remains."""
    facts: dict[str, dict[str, Any]] = {
        "escalate": {"to": Level.DSINUM},
        "hand_back": {"to": Level.CORRESPONDENT},
        "wait": {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": NOW + timedelta(days=3)},
        "ask_approval": {"approver": desk.head},
        "resolve": {"solution": "Fait.", "cause": Cause.OTHER},
        "merge": {"into": other},
    }
    name = NAMES[action]
    with transaction.atomic():
        told = said(lambda: perform(getattr(ticket, name), by=who, **facts.get(name, {})))
        transaction.set_rollback(True)
    return told


def said(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refusal:
        return refusal.message.replace("\u00a0", " ").replace("\u202f", " ")
    except PermissionDenied as refusal:
        return str(refusal)
    return "oui"


def test_the_tables_tell_of_every_state_and_of_every_act():
    acts = {one.name for one in Ticket(state=State.NEW).get_all_state_transitions()}

    assert list(ALLOWED) == list(NAMES)
    assert set(NAMES.values()) == acts
    assert {row["action"] for row in BY_LEVEL} == set(NAMES)


@pytest.mark.parametrize("state", State)
def test_a_state_that_does_not_let_it_says_so_to_everybody(desk, state):
    ticket, other = desk.in_state(state), desk.declared()
    refused = [action for action, states in ALLOWED.items() if state not in states]

    found = {
        (action, who): attempt(desk, ticket, action, person, other)
        for action in refused
        for who, person in desk.columns.items()
    }

    told = "« {} » n’est plus possible : l’état est maintenant « {} »."
    assert found == {(action, who): told.format(action, state.label) for action, who in found}


@pytest.mark.parametrize("row", BY_LEVEL, ids=lambda row: f"{row['action']}, {row['level']}")
def test_at_each_level_those_alone_may_whom_the_table_says(desk, row):
    action, level = row["action"], next(one for one in Level if one.label == row["level"])
    states = [state for state in ALLOWED[action] if state != State.TO_APPROVE or level == Level.SCLP]
    if action in ("Résoudre", "Renvoyer à la commune") and level == Level.VENDOR:
        states = [state for state in states if state != State.NEW]
    code = CATEGORIES.get(action, USUAL)

    for state in states:
        ticket = desk.at(level, state, "sigb-parametrage" if state == State.TO_APPROVE else code)
        other = desk.declared()
        found = {who: attempt(desk, ticket, action, person, other) for who, person in desk.columns.items()}
        refused = f"Vous n’avez pas le droit de faire « {action} » ici."
        assert found == {who: "oui" if row[who] == "oui" else refused for who in desk.columns}, state


# --- what the facts refuse --------------------------------------------------------------------------------------------


def at_vendor(desk: People) -> Ticket:
    return desk.at(Level.VENDOR, State.NEW)


def too_early(desk: People) -> Any:
    more = HandoverReason.MORE_NEEDED
    ticket = moves.hand_back(at_vendor(desk), by=desk.manager, diagnosis="Sans attendre.", reason=more)
    return moves.resolve(ticket, by=desk.manager, solution="Fait.", cause=Cause.OTHER)


def closed(desk: People) -> Ticket:
    return moves.confirm(desk.resolved(), by=desk.agent)


def contested_twice(desk: People) -> Any:
    ticket = moves.contest(desk.declared("materiel"), by=desk.agent, why="Non.")
    ticket = moves.send_to_town(ticket, by=desk.coordinator, diagnosis="Si.")
    return moves.contest(ticket, by=desk.head, why="Non.")


def waits(desk: People, reason: str = WaitingReason.REQUESTER, **span: int) -> Any:
    ticket, until = desk.at(Level.CORRESPONDENT, State.IN_PROGRESS), NOW + timedelta(**span)
    return moves.wait(ticket, by=desk.correspondent, waiting_reason=reason, resumes_at=until)


def approved(desk: People, code: str, approver: Any) -> Any:
    ticket = desk.at(Level.SCLP, State.IN_PROGRESS, code)
    return moves.ask_approval(ticket, by=desk.coordinator, approver=approver, question="D’accord ?")


def reopened(desk: People, by: Any, **span: int) -> Any:
    ticket = closed(desk)
    with clock.frozen_at(NOW + timedelta(**span)):
        return moves.reopen(ticket, by=by, why="Toujours pas.")


def joined(desk: People, into: Callable[[Ticket], Ticket]) -> Any:
    ticket = desk.declared()
    return linking.merge(ticket, into=into(ticket), by=desk.manager)


def elsewhere(desk: People) -> Ticket:
    library = LibraryFactory()
    return desk.declared(by=person_as(Role.LIBRARIAN, library), library=library)


def answered_late(desk: People) -> Any:
    ticket = closed(desk)
    with clock.frozen_at(NOW + timedelta(days=31)):
        return moves.say(ticket, "Encore.", by=desk.agent)


SITUATIONS: dict[tuple[str, str], Callable[[People], Any]] = {
    ("Transmettre", "the category is the commune’s"): lambda desk: moves.escalate(
        desk.at(Level.CORRESPONDENT, State.NEW, "materiel"), by=desk.correspondent, to=Level.DSINUM, diagnosis="À vous."
    ),
    ("Transmettre", "it is there already"): lambda desk: moves.escalate(
        desk.at(Level.DSINUM, State.NEW), by=desk.technician, to=Level.DSINUM, diagnosis="À nous."
    ),
    ("Saisir l’éditeur", "it has it already"): lambda desk: desk.case(at_vendor(desk)),
    ("Rendre", "the référent has it"): lambda desk: moves.hand_back(
        desk.declared(), by=desk.correspondent, diagnosis="À qui ?", reason=HandoverReason.LOCAL
    ),
    ("Renvoyer à la commune", "the category is not the commune’s"): lambda desk: moves.send_to_town(
        desk.declared(), by=desk.correspondent, diagnosis="À vous."
    ),
    ("Contester", "a second time"): contested_twice,
    ("Mettre en attente", "until a day that is past"): lambda desk: waits(desk, days=-1),
    ("Mettre en attente", "for more than 30 days"): lambda desk: waits(desk, days=31),
    ("Reprendre", "who is waited for, without answering"): lambda desk: moves.resume(
        desk.in_state(State.WAITING), by=desk.agent
    ),
    ("Reprendre", "the library, when a day is waited for"): lambda desk: moves.resume(
        waits(desk, reason=WaitingReason.PLANNED_DATE, days=3), by=desk.head
    ),
    ("Faire valider", "an incident"): lambda desk: approved(desk, USUAL, desk.head),
    ("Faire valider", "by who asked for it"): lambda desk: approved(desk, "sigb-parametrage", desk.agent),
    ("Résoudre", "the vendor has not answered"): too_early,
    ("Annuler", "the vendor has not answered"): lambda desk: moves.cancel(at_vendor(desk), by=desk.manager, why="x"),
    ("Annuler", "the library, once somebody works on it"): lambda desk: moves.cancel(
        desk.at(Level.CORRESPONDENT, State.IN_PROGRESS), by=desk.head, why="Sans objet."
    ),
    ("Rouvrir", "the library, after ten working days"): lambda desk: reopened(desk, desk.agent, days=15),
    ("Rouvrir", "level 2, after thirty days"): lambda desk: reopened(desk, desk.manager, days=31),
    ("Joindre à un autre", "the vendor has not answered"): lambda desk: linking.merge(
        at_vendor(desk), into=desk.declared(), by=desk.manager
    ),
    ("Joindre à un autre", "to itself"): lambda desk: joined(desk, lambda ticket: ticket),
    ("Joindre à un autre", "to one that is over"): lambda desk: joined(desk, lambda _: desk.in_state(State.CANCELLED)),
    ("Joindre à un autre", "to one of another commune"): lambda desk: joined(desk, lambda _: elsewhere(desk)),
    ("Répondre", "it was joined to another"): lambda desk: moves.say(
        joined(desk, lambda _: desk.declared()), "Encore.", by=desk.agent
    ),
    ("Répondre", "it was cancelled"): lambda desk: moves.say(desk.in_state(State.CANCELLED), "Encore.", by=desk.agent),
    ("Répondre", "it was closed more than thirty days ago"): answered_late,
}  # fmt: skip


def test_each_refusal_by_the_facts_is_tried():
    assert [(row["action"], row["when"]) for row in BY_FACTS] == list(SITUATIONS)


@pytest.mark.parametrize("row", BY_FACTS, ids=lambda row: f"{row['action']}, {row['when']}")
def test_what_the_facts_refuse_is_said_in_these_words(desk, row):
    assert said(lambda: SITUATIONS[row["action"], row["when"]](desk)) == row["what is said"]
