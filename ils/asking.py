"""Asking, giving, refusing and taking back accesses; each mail is written with what it tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from foundation import clock
from foundation.workflow import perform
from ils import mails, people, rules
from ils.models import Grant
from network.models import Assignment
from network.modules import Module

ALREADY = "Cet accès est déjà demandé ou accordé à cette personne."


@dataclass(frozen=True)
class Outcome:
    """What became of one module asked for one person: the grant, or why there is none."""

    assignment: Assignment
    module: Module
    grant: Grant | None = None
    refusal: str = ""


def ask_all(assignments: Iterable[Assignment], modules: Iterable[str], *, by: Any) -> list[Outcome]:
    """Ask these modules for these people, each where they work; who may give accesses gives them at once.

    Each has an outcome, nobody’s refusal stops the others. PermissionDenied when one of them is not theirs to ask for.
    """
    wanted = list(assignments)
    allowed = set(
        people.team_of(by, clock.today()).filter(pk__in=[one.pk for one in wanted]).values_list("pk", flat=True)
    )
    if any(one.pk not in allowed for one in wanted):
        raise PermissionDenied("Votre fonction ne permet pas de demander un accès pour cette personne.")
    return [_ask(one, Module(module), by) for one in wanted for module in modules]


def _ask(assignment: Assignment, module: Module, by: Any) -> Outcome:
    try:
        with transaction.atomic():
            grant = _new(assignment, module, by)
            if rules.may_grant(by):
                grant = give(grant, by=by)
            else:
                mails.asked(grant)
    except (ValidationError, IntegrityError):
        return Outcome(
            assignment, module, refusal=f"{assignment.person}, {module.label} : {ALREADY[0].lower()}{ALREADY[1:]}"
        )
    return Outcome(assignment, module, grant)


def _new(assignment: Assignment, module: Module, by: Any) -> Grant:
    grant = Grant(
        person=assignment.person,
        module=module,
        library=assignment.library,
        service=assignment.service,
        asked_by=by,
        asked_on=clock.today(),
    )
    grant._history_user = by
    grant.validate_constraints()
    grant.save()
    return grant


def give(grant: Grant, *, by: Any) -> Grant:
    """The SCLP agrees; the person and who asked are told, with what is still missing."""
    with transaction.atomic():
        given = perform(grant.give, by=by)
        mails.given(given)
    return given


def refuse(grant: Grant, *, by: Any, reason: str) -> Grant:
    """The SCLP does not; the reason is told."""
    with transaction.atomic():
        refused = perform(grant.refuse, by=by, reason=reason)
        mails.refused(refused, reason)
    return refused


def cancel(grant: Grant, *, by: Any) -> Grant:
    """The request is taken back; nobody has to be told, for nothing had been given."""
    return perform(grant.cancel, by=by)


def revoke(grant: Grant, *, by: Any, reason: str) -> Grant:
    """The SCLP takes the access back, from today; the reason is told."""
    with transaction.atomic():
        revoked = perform(grant.revoke, by=by, reason=reason)
        mails.revoked(revoked, reason)
    return revoked
