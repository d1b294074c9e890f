"""Tickets in every state, at every level, and each of their acts; a case with the vendor (see tests.browser.scenes)."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from foundation import clock, drafts
from network.models import Person
from tests.browser.stage import Scenes
from tickets import cases, declaring, linking, moves
from tickets.declaring import Asked
from tickets.models import Category, Ticket, VendorCase
from tickets.priorities import Urgency
from tickets.states import Cause, Level, Severity, WaitingReason

DSINUM, AGENT, HEAD, VENDOR = "dsinum", "agent", "responsable", "editeur"


def tickets(scenes: Scenes) -> None:
    """The personas of the demo at work, as they are seen by the library, the services, the vendor."""
    desk = Desk()
    taken = desk.at_dsinum()
    moves.say(taken, "Scène : entre nous.", by=desk.dsinum, internal=True)
    moves.say(taken, "Scène : nous regardons.", by=desk.dsinum)
    scenes.show("tickets:declare", "sigb-anomalie", account=AGENT)
    scenes.show("tickets:declare", "materiel")
    for account in ("coordinatrice", DSINUM, AGENT):
        scenes.show("tickets:detail", taken.pk, account=account)
        scenes.show("tickets:delays", taken.pk, account=account)
    for name in ("escalate", "hand_back", "wait", "resolve", "open_case"):
        scenes.show(f"tickets:{name}", taken.pk, account=DSINUM)
    for name in ("prioritise", "categorise", "cancel"):
        scenes.show(f"tickets:{name}", taken.pk)
    resumed = reverse("tickets:resume_batch", args=["repondre"])
    drafts.keep(desk.dsinum, resumed, {"batch": ["repondre"], "tickets": [str(taken.pk)], "body": ["Scène : à finir."]})
    scenes.show("tickets:resume_batch", "repondre", account=DSINUM)
    _in_each_state(scenes, desk)
    _at_the_commune(scenes, desk)
    _at_the_vendor(scenes, desk)


class Desk:
    """Who works on a ticket in the demo."""

    def __init__(self) -> None:
        self.agent, self.head, self.dsinum, self.editor, self.coordinator = (
            Person.objects.get(email=f"{name}@demo.example") for name in (AGENT, HEAD, DSINUM, VENDOR, "coordinatrice")
        )
        self.library = self.agent.assignments.exclude(library=None).earliest("pk").library
        self.vendor = self.editor.assignments.exclude(vendor=None).earliest("pk").vendor

    def declared(self, code: str = "sigb-anomalie", by: Any = None) -> Ticket:
        """A new ticket of the library of the personas."""
        said = {"subject": "Scène : le retour ne passe pas", "description": "Depuis ce matin, l’écran reste blanc."}
        category = Category.objects.get(code=code)
        asked = Asked(library=self.library, category=category, urgency=Urgency.DEGRADED, **said)
        return declaring.declare(asked, by=by or self.agent)

    def at_dsinum(self) -> Ticket:
        """A ticket that the DSINum works on."""
        ticket = self.declared()
        if ticket.level != Level.DSINUM:
            ticket = moves.escalate(ticket, by=self.dsinum, to=Level.DSINUM, diagnosis="Scène : testé deux fois.")
        return moves.take(ticket, by=self.dsinum)

    def case(self, subject: str) -> VendorCase:
        """A case that has just been sent."""
        said = {"subject": subject, "severity": Severity.MAJOR, "body": "Scène : l’écran de retour reste blanc."}
        return cases.open_case(self.at_dsinum(), by=self.dsinum, vendor=self.vendor, contacts=[self.editor], **said)


def _in_each_state(scenes: Scenes, desk: Desk) -> None:
    until, by = clock.now() + timedelta(days=5), desk.dsinum
    asked = {"waiting_reason": WaitingReason.REQUESTER, "resumes_at": until, "why": "Scène : quel poste ?"}
    resolved = moves.resolve(desk.at_dsinum(), by=by, solution="Scène : cache vidé.", cause=Cause.SOFTWARE)
    closed = moves.resolve(desk.at_dsinum(), by=by, solution="Scène : relancé.", cause=Cause.HOSTING)
    to_ask, request, refused = (
        moves.take(desk.declared("sigb-parametrage", by=desk.coordinator), by=desk.coordinator) for _ in range(3)
    )
    question = {"by": desk.coordinator, "approver": desk.head, "question": "Scène : est-ce d’accord ?"}
    scenes.show("tickets:ask_approval", to_ask.pk)
    pending, refused = moves.ask_approval(request, **question), moves.ask_approval(refused, **question)
    found = [
        desk.declared(),
        moves.wait(desk.at_dsinum(), by=by, **asked),
        resolved,
        moves.confirm(closed, by=desk.agent),
        moves.cancel(desk.declared(), by=desk.agent, why="Scène : sans objet."),
        pending,
        moves.decide(refused, by=question["approver"], is_agreed=False, answer="Scène : pas cette année."),
        linking.merge(desk.declared(), into=desk.at_dsinum(), by=by, why="Scène : la même panne."),
    ]
    for ticket in found:
        scenes.show("tickets:detail", ticket.pk)
        scenes.show("tickets:detail", ticket.pk, account=AGENT)
    scenes.show("tickets:reopen", resolved.pk, account=AGENT)
    scenes.show("tickets:decide", pending.pk, account=HEAD)
    for query in ("?state=all", "?state=all&q=retour", "?q=introuvable"):
        scenes.show("tickets:list", query=query)
        scenes.show("tickets:list", query=query, account=AGENT)


def _at_the_commune(scenes: Scenes, desk: Desk) -> None:
    sent, contested = desk.declared("materiel"), desk.declared("materiel")
    scenes.show("tickets:detail", sent.pk, account=AGENT)
    scenes.show("tickets:contest", sent.pk, account=AGENT)
    moves.contest(contested, by=desk.agent, why="Scène : l’écran est celui du SIGB.")
    scenes.show("tickets:detail", contested.pk)
    scenes.show("tickets:send_to_town", contested.pk)


def _at_the_vendor(scenes: Scenes, desk: Desk) -> None:
    sent, answered, closed = (desk.case(f"Scène : écran blanc {number}") for number in range(3))
    cases.answer(answered, "Scène : corrigé par la version 12.", by=desk.editor)
    cases.change_severity(answered, Severity.BLOCKING, by=desk.dsinum, reason="Scène : le prêt est arrêté partout.")
    cases.close(closed, by=desk.dsinum, why="Scène : réglé au téléphone.")
    for case in (sent, answered, closed):
        for account in (DSINUM, VENDOR):
            scenes.show("tickets:case", case.pk, account=account)
            scenes.show("tickets:case_delay", case.pk, account=account)
        scenes.show("tickets:detail", case.ticket_id, account=DSINUM)
    for name in ("case_receipt", "record_answer", "write_to_vendor", "case_severity", "case_reference", "close_case"):
        scenes.show(f"tickets:{name}", sent.pk, account=DSINUM)
    scenes.show("tickets:prioritise", sent.ticket_id, account=DSINUM)
    scenes.show("tickets:cases", query="?state=all", account=VENDOR)
