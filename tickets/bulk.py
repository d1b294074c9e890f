"""The same act for many tickets: shown first, then one transaction for each, with its result or its refusal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.urls import reverse

from foundation import job_runs, jobs
from foundation.french import count
from foundation.models import Job, JobLine
from foundation.versions import version_of
from foundation.workflow import Refused
from network.models import Person
from tickets import linking, moves, rules
from tickets.models import Category, Ticket
from tickets.states import NAMED, HandoverReason, Level, State

KIND = "tickets.bulk"
AT_ONCE = 50  # tickets done while one waits for the page; more are done by a worker


@dataclass(frozen=True)
class Action:
    """One thing that can be done to many tickets: `act(ticket, by, said)` does it, `refusal` foresees why not."""

    name: str
    label: str
    icon: str
    done: str
    act: Callable[[Ticket, Person, Mapping[str, Any]], Any]
    refusal: Callable[[Ticket, Person], str]


def register() -> None:
    """Say how the job is done."""
    jobs.register(KIND, apply=do_line)


def launch(
    action: Action,
    tickets: Sequence[Ticket],
    *,
    by: Person,
    said: Mapping[str, Any],
    versions: Mapping[str, str],
    once_key: str,
    next_url: str = "",
) -> Job:
    """Do it for these tickets as they were shown; few at once, more by a worker.

    The same `once_key` again is the same job.
    """
    if already := jobs.asked_before(once_key, by=by, kinds=[KIND]):
        return already
    job = jobs.start(
        KIND,
        label=f"{action.label} : {count(len(tickets), 'ticket')}",
        lines=[(one.pk, str(one)) for one in tickets],
        by=by,
        parameters={"action": action.name, "said": dict(said), "versions": dict(versions), "key": once_key},
        next_url=next_url or reverse("tickets:list"),
        once_key=once_key,
    )
    if len(tickets) <= AT_ONCE:
        job_runs.run(job.pk)
    return job


def do_line(job: Job, line: JobLine, _: None) -> jobs.LineResult:
    """One ticket, by the same door as from its page, unless somebody has changed it since it was shown."""
    by: Any = job.created_by
    action, asked = ACTIONS[job.parameters["action"]], job.parameters
    ticket = Ticket.objects.visible_to(by).filter(pk=line.target).first()
    if ticket is None:
        raise Refused("Ce ticket n’est plus là, ou vous ne pouvez plus le lire.")
    fresh = moves.locked(ticket)
    if version_of(fresh) != asked["versions"].get(line.target):
        raise Refused("Quelqu’un l’a changé depuis l’aperçu : rien n’y a été fait. Relisez-le.", about=fresh)
    action.act(fresh, by, {**asked["said"], "token": str(_token(asked["key"], fresh))})
    return jobs.LineResult(message=action.done, url=fresh.get_absolute_url())


def _token(key: str, ticket: Ticket) -> UUID:
    """Of what is written in this ticket by this page: the page sent twice writes it once."""
    return uuid5(NAMESPACE_OID, f"{key} {ticket.pk}")


# --- what can be done ------------------------------------------------------------------------------------------------


def _take(ticket: Ticket, by: Person, said: Mapping[str, Any]) -> Any:
    return moves.take(ticket, by=by)


def _why_not_taken(ticket: Ticket, by: Person) -> str:
    if ticket.state != State.NEW:
        return f"déjà « {ticket.get_state_display()} »"
    return "" if rules.may_take(ticket, by) else _elsewhere(ticket)


def _prioritise(ticket: Ticket, by: Person, said: Mapping[str, Any]) -> Any:
    axes = {"impact": said["impact"], "urgency": said["urgency"], "is_major": ticket.is_major}
    return moves.prioritise(ticket, by=by, why=said["why"], **axes)


def _categorise(ticket: Ticket, by: Person, said: Mapping[str, Any]) -> Any:
    category = Category.objects.on_offer().filter(pk=said["category"]).first()
    if category is None:
        raise Refused("Cette catégorie n’est plus proposée.")
    return linking.categorise(ticket, by=by, category=category, why=said["why"])


def _why_not_changed(ticket: Ticket, by: Person) -> str:
    return "" if ticket.is_open else f"terminé (« {ticket.get_state_display()} »)"


def _reply(ticket: Ticket, by: Person, said: Mapping[str, Any]) -> Any:
    is_internal = bool(said.get("internal"))
    return moves.say(ticket, said["body"], by=by, internal=is_internal, token=UUID(said["token"]))


def _why_not_answered(ticket: Ticket, by: Person) -> str:
    if not rules.may_reply(ticket, by):
        return "vous n’y prenez pas part"
    return rules.refusal_to_reply(ticket, by)


def _resolve_child(ticket: Ticket, by: Person, said: Mapping[str, Any]) -> Any:
    """A part of a solved ticket: fetched from the référent and taken, if nobody has, then solved as the whole was."""
    parent = ticket.parent
    if parent is None or not parent.solution:
        raise Refused("Il n’est plus réuni à un ticket résolu.", about=ticket)
    if why_not := _why_not_solved(ticket, by):
        raise Refused(f"Ce ticket n’est pas à résoudre ainsi : {why_not}.", about=ticket)
    if ticket.level == Level.CORRESPONDENT:
        reason = f"Réuni à {parent.number}, qui est résolu."
        goes_to, why = _own_level(ticket, by), HandoverReason.BEYOND_LEVEL
        ticket = moves.escalate(ticket, by=by, to=goes_to, diagnosis=reason, reason=why, is_told=False)
    if ticket.state == State.NEW:
        ticket = moves.take(ticket, by=by, is_told=False)
    return moves.resolve(ticket, by=by, solution=parent.solution, cause=parent.cause)


def _why_not_solved(ticket: Ticket, by: Person) -> str:
    if not ticket.is_open:
        return f"déjà « {ticket.get_state_display()} »"
    if ticket.state == State.TO_APPROVE:
        return "une validation y est attendue"
    if missing := rules.missing_to_resolve(ticket):
        return f"il manque {missing[0]}"
    if ticket.level == Level.CORRESPONDENT:
        if missing := rules.missing_to_escalate(ticket):
            return f"il manque {missing[0]}"
        return "" if rules.may_escalate(ticket, by) and _own_level(ticket, by) else _elsewhere(ticket)
    return "" if ticket.level != Level.VENDOR and rules.may_resolve(ticket, by) else _elsewhere(ticket)


def _own_level(ticket: Ticket, by: Person) -> str:
    """The service of this person."""
    return next(iter(sorted(rules.levels_of(ticket, by) & {Level.DSINUM.value, Level.SCLP.value})), "")


def _elsewhere(ticket: Ticket) -> str:
    return f"à un autre niveau : {NAMED[ticket.level]}"


TAKE = Action("prendre", "Prendre en charge", "check", "pris en charge", _take, _why_not_taken)
PRIORITY = Action("priorite", "Changer la priorité", "arrow-up-down", "priorité changée", _prioritise, _why_not_changed)
CATEGORY = Action("categorie", "Changer la catégorie", "tag", "catégorie changée", _categorise, _why_not_changed)
REPLY = Action("repondre", "Répondre", "message-square", "message envoyé", _reply, _why_not_answered)
RESOLVE = Action("resoudre", "Résoudre avec l’incident", "circle-check", "résolu", _resolve_child, _why_not_solved)
OF_LIST = (TAKE, PRIORITY, CATEGORY, REPLY)  # what the list offers: nothing is closed there
ACTIONS = {one.name: one for one in (*OF_LIST, RESOLVE)}
