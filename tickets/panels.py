"""What is shown of a ticket beside its thread, and the buttons that act on it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from foundation import clock
from foundation.french import enumerate_fr, long_date, moment
from foundation.parts import Button
from foundation.workflow import actions
from tickets import link_rules, rules
from tickets.models import Ticket
from tickets.states import CaseState, Level, State

# The page where each transition is done, and its icon; « post » acts at once.
WAYS = {
    "take": ("take", "check", "post"),
    "escalate": ("escalate", "arrow-up", "get"),
    "send_to_vendor": ("open_case", "send", "get"),
    "hand_back": ("hand_back", "undo-2", "get"),
    "send_to_town": ("send_to_town", "landmark", "get"),
    "contest": ("contest", "gavel", "get"),
    "wait": ("wait", "pause", "get"),
    "resume": ("resume", "play", "post"),
    "ask_approval": ("ask_approval", "stamp", "get"),
    "resolve": ("resolve", "circle-check", "get"),
    "confirm": ("confirm", "check", "post"),
    "reopen": ("reopen", "rotate-ccw", "get"),
    "cancel": ("cancel", "x", "get"),
    "merge": ("merge", "link", "get"),
}
LABELS = {
    "hand_back": {
        Level.VENDOR: "Reprendre à l’éditeur",
        Level.DSINUM: "Rendre au référent",
        Level.SCLP: "Rendre au référent",
    },
    "escalate": {Level.CORRESPONDENT: "Transmettre au deuxième niveau"},
}
ONCE_TAKEN = {"wait": "Mettre en attente", "resolve": "Résoudre"}
LAST = ("merge", "cancel")  # what is seldom done stands apart
REFUSALS = {"reopen": rules.refusal_to_reopen, "cancel": rules.refusal_to_cancel}  # by who acts, not by the ticket
FIRST = tuple(name for name in WAYS if name not in LAST)
EXPECTED = ("take", "confirm", "resolve", "hand_back")  # the act that moves it on from its state, if it can be done


def buttons(ticket: Ticket, person: Any) -> list[Button]:
    """What moves it on, the act that is expected first; what is not possible yet, with its reason."""
    found = [one for one in (_button(ticket, person, action) for action in actions(ticket, person)) if one]
    if ticket.state == State.TO_APPROVE and rules.may_approve(ticket, person):
        found.insert(0, Button("Répondre à la validation", _to(ticket, "decide"), icon="stamp"))
    found += _once_taken(ticket, person)
    return found if _is_awaiting_vendor(ticket) else _primary_first(found)


def _once_taken(ticket: Ticket, person: Any) -> list[Button]:
    """What the level may do as soon as somebody there has taken it in hand."""
    if ticket.state != State.NEW or not rules.may_take(ticket, person):
        return []
    told = "prenez d’abord le ticket en charge"
    return [Button(label, _to(ticket, name), icon=WAYS[name][1], refusal=told) for name, label in ONCE_TAKEN.items()]


def _is_awaiting_vendor(ticket: Ticket) -> bool:
    """Whether it is the vendor’s turn: nothing here is expected then."""
    return ticket.level == Level.VENDOR and all(one.state != CaseState.ANSWERED for one in ticket.cases.all())


def other_buttons(ticket: Ticket, person: Any) -> list[Button]:
    """What is done more seldom: corrected, joined to another, given up."""
    found = []
    if ticket.holder_id not in (None, person.pk) and _may_take_over(ticket, person):
        found.append(Button("Reprendre le suivi", _to(ticket, "take_over"), method="post", icon="user-check"))
    if rules.may_prioritise(ticket, person) and ticket.is_open:
        found.append(Button("Changer la priorité", _to(ticket, "prioritise"), icon="arrow-up-down"))
    if rules.may_categorise(ticket, person) and ticket.is_open:
        found.append(Button("Changer la catégorie", _to(ticket, "categorise"), icon="tag"))
    if rules.may_run_incidents(person) and not link_rules.refusal_to_declare_incident(ticket):
        found.append(Button("Annoncer au réseau", _to(ticket, "declare_incident"), icon="megaphone"))
    rest = (action for action in actions(ticket, person) if action.name in LAST)
    return [*found, *(one for one in (_button(ticket, person, action, LAST) for action in rest) if one)]


def _button(ticket: Ticket, person: Any, action: Any, among: Iterable[str] = FIRST) -> Button | None:
    if action.name not in among or _is_refused_quietly(ticket, person, action.name):
        return None
    name, icon, method = WAYS[action.name]
    label = LABELS.get(action.name, {}).get(Level(ticket.level), action.label)
    refusal = action.refusal and f"il manque {action.refusal}"
    if action.name in REFUSALS:
        refusal = refusal or REFUSALS[action.name](ticket, person)
    return Button(label, _to(ticket, name), method=method, icon=icon, danger=action.name == "cancel", refusal=refusal)


def _is_refused_quietly(ticket: Ticket, person: Any, name: str) -> bool:
    """What would only be noise: going back where nobody was, or what is another’s to do at this moment."""
    if name == "hand_back":
        return ticket.level == Level.CORRESPONDENT or (
            ticket.level in (Level.DSINUM, Level.SCLP) and not _had_first_level(ticket)
        )
    if name == "send_to_town":
        return not ticket.category.is_town_s
    if name == "ask_approval":
        return bool(rules.missing_to_ask_approval(ticket))
    if name == "resume":
        return bool(rules.refusal_to_resume(ticket, person))
    if name == "wait":
        return ticket.state == State.WAITING or ticket.level == Level.VENDOR
    if name == "send_to_vendor":
        return ticket.level not in (Level.DSINUM, Level.SCLP)
    return name == "confirm" and not rules.may_confirm(ticket, person)


def _had_first_level(ticket: Ticket) -> bool:
    return any(one.to_level == Level.CORRESPONDENT for one in ticket.handovers.all())


def _may_take_over(ticket: Ticket, person: Any) -> bool:
    return ticket.state in (State.IN_PROGRESS, State.WAITING) and rules.may_work(ticket, person)


def _primary_first(found: list[Button]) -> list[Button]:
    """The act expected in this state comes first, in full colour; one that cannot be done yet is not it."""
    icons = [WAYS[name][1] for name in EXPECTED]
    possible = [one for one in found if not one.refusal]
    expected = next((one for icon in icons for one in possible if one.icon == icon), next(iter(possible), None))
    if expected is None:
        return found
    first = Button(expected.label, expected.url, expected.method, primary=True, icon=expected.icon)
    return [first, *(one for one in found if one is not expected)]


def _to(ticket: Ticket, name: str) -> str:
    return reverse(f"tickets:{name}", args=[ticket.pk])


def _page(path: str) -> SafeString | str:
    """The page of the product that someone was on, as a link; what was sent in its place, as it is."""
    is_ours = url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return format_html('<a href="{}">{}</a>', path, path) if is_ours and path.startswith("/") else path


def facts(ticket: Ticket, person: Any) -> list[tuple[str, Any]]:
    """« En bref »: where, whose, by which article, who follows it."""
    category = ticket.category
    rows: list[tuple[str, Any]] = [
        ("Bibliothèque", f"{ticket.library}, {ticket.library.commune}"),
        ("Catégorie", f"{category} ({category.get_kind_display()})"),
        ("À la charge de", f"{category.get_responsible_display()}, {category.article} : {category.article_text}"),
        ("Priorité", f"{ticket.priority} : {ticket.get_impact_display()} ; {ticket.get_urgency_display()}"),
        ("Demandeur", str(ticket.requester)),
    ]
    if ticket.holder:
        rows.append(("Suivi par", str(ticket.holder)))
    if ticket.waiting_reason:
        until = f", jusqu’au {long_date(ticket.resumes_at.astimezone(clock.PARIS).date())}" if ticket.resumes_at else ""
        rows.append(("Attend", f"{ticket.get_waiting_reason_display()}{until}"))
    if ticket.page and (rules.is_second_level(person) or person.pk in (ticket.requester_id, ticket.declared_by_id)):
        rows.append(("Signalé depuis", _page(ticket.page)))
    if ticket.resolved_at:
        rows.append(("Résolu", moment(ticket.resolved_at)))
    if ticket.cause:
        rows.append(("Cause", str(ticket.get_cause_display())))
    watching = [str(one.person) for one in ticket.watchers.select_related("person")]
    if watching:
        rows.append(("Informés", enumerate_fr(watching)))
    return rows
