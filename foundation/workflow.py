"""The only door to a state: `perform` (design: mechanisms).

A transition is a method decorated by django_fsm on a `ConcurrentTransitionMixin` model. Its French names are
`custom={"label": "Envoyer en signature", "told": "a envoyé la convention en signature"}`: what one does, and what is
told of who did it. A guard that explains itself is `requires(missing_to_sign)`, where `missing_to_sign(obj)` returns
what still lacks, in the words the page shows.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import models, transaction
from django_fsm import ConcurrentTransition

from foundation import clock
from foundation.french import enumerate_fr
from foundation.models import Transition

Model = TypeVar("Model", bound=models.Model)


class Refused(Exception):
    """The state or the facts forbid this, in French, for the person who asked; shown with HTTP 409.

    `about` is what it was asked of: the page leads back there, for whoever may read it.
    """

    def __init__(self, message: str, *, missing: Iterable[str] = (), about: Any = None) -> None:
        self.message = message
        self.missing = list(missing)
        self.about = about
        super().__init__(message)


class Condition(Protocol):
    """A guard of django_fsm that also says what it waits for."""

    missing: Callable[[Any], list[str]]

    def __call__(self, instance: Any) -> bool: ...


def requires(missing: Callable[[Any], list[str]]) -> Condition:
    """Turn “what is missing” into a django_fsm condition that keeps its reasons."""

    def is_complete(instance: Any) -> bool:
        return not missing(instance)

    is_complete.missing = missing  # type: ignore[attr-defined]  # a function carries its reasons
    return is_complete  # type: ignore[return-value]  # it has its `missing` now


@dataclass(frozen=True)
class Action:
    """A transition that this person may do, now or once what is missing is there."""

    name: str
    label: str
    refusal: str = ""


def perform(transition_method: Any, *, by: Any, reason: str = "", **facts: Any) -> Any:
    """Change a state and return the fresh instance; the one passed in is stale afterwards.

    In one transaction: fetch again under a row lock, check the state, then the right, then the facts, run, save,
    write the `Transition`. `by=None` is the system itself, allowed where the transition says `automatic`.

    Raises Refused when the state or the facts forbid it, PermissionDenied when the right is missing.
    """
    stale = transition_method.__self__
    with transaction.atomic():
        fresh = _locked(stale)
        bound = getattr(fresh, transition_method.__name__)
        meta = bound.__func__._django_fsm
        before = meta.field.get_state(fresh)
        step = _step(meta, fresh, before)
        _check_right(step, fresh, by)
        _check_facts(step, fresh)
        _run(bound, fresh, by, reason, facts)
        Transition.objects.create(
            about=fresh,
            name=transition_method.__name__,
            label=label_of(step),
            from_state=before,
            to_state=meta.field.get_state(fresh),
            by=by,
            at=clock.now(),
            reason=reason,
        )
    return fresh


def actions(instance: Any, person: Any) -> Iterator[Action]:
    """What this person may do with it, in the order the model declares; the impossible with its reason.

    Transitions of other states, and those the person has no right to, are left out.
    """
    for step in _steps_from_here(instance):
        if _may(step, instance, person):
            yield Action(step.name, label_of(step), enumerate_fr(missing_for(step, instance)))


def missing_for(step: Any, instance: Any) -> list[str]:
    """What the guards of this transition still wait for; empty when it can go."""
    found: list[str] = []
    for condition in step.conditions:
        if hasattr(condition, "missing"):
            found.extend(condition.missing(instance))
        elif not condition(instance):
            found.append(f"« {label_of(step)} » n’est pas possible pour l’instant")
    return found


def label_of(step: Any) -> str:
    """The French name of a transition."""
    return str(step.custom["label"])


def told_as(obj: Any, done: Transition) -> str:
    """What is told of who did it: « a validé le texte »; by its name where the model has that transition no more."""
    machine = getattr(getattr(type(obj), done.name, None), "_django_fsm", None)
    steps = machine.transitions.values() if machine else ()
    return next((str(step.custom["told"]) for step in steps), f"a fait « {done.label} »")


def check_declared(step: Any) -> None:
    """A transition says its French names and who may do it: a rule, or `automatic` for the system alone.

    django_fsm lets everybody through where nothing is said, and asks for texts a Person that has none.
    Raises ImproperlyConfigured.
    """
    if not step.custom.get("label"):
        raise ImproperlyConfigured(f"The transition {step.name} has no French label.")
    if not step.custom.get("told"):
        raise ImproperlyConfigured(f"The transition {step.name} has no words for the life of its object.")
    if isinstance(step.permission, str):
        raise ImproperlyConfigured(f"The permission of {step.name} is a text; name a function of rules.py.")
    if step.permission is None and not step.custom.get("automatic"):
        raise ImproperlyConfigured(f"The transition {step.name} says neither who may do it nor that it is automatic.")


def _locked(stale: Any) -> Any:
    manager = type(stale)._base_manager
    try:
        return manager.select_for_update(of=("self",)).get(pk=stale.pk)
    except type(stale).DoesNotExist as gone:
        raise Refused("Cet élément n’existe plus.") from gone


def _step(meta: Any, fresh: Any, state: str) -> Any:
    step = meta.get_transition(state)
    if step is None or not meta.has_transition(state):
        label = next((label_of(one) for one in meta.transitions.values()), "Cette action")
        display = getattr(fresh, f"get_{meta.field.name}_display")()
        raise Refused(f"« {label} » n’est plus possible : l’état est maintenant « {display} ».", about=fresh)
    return step


def _check_right(step: Any, fresh: Any, by: Any) -> None:
    if not _may(step, fresh, by):
        raise PermissionDenied(f"Vous n’avez pas le droit de faire « {label_of(step)} » ici.")


def _may(step: Any, instance: Any, by: Any) -> bool:
    """The rule that the transition names; without a rule, the system alone."""
    check_declared(step)
    if by is None:
        return bool(step.custom.get("automatic"))
    return step.permission is not None and bool(step.permission(instance, by))


def _check_facts(step: Any, fresh: Any) -> None:
    if missing := missing_for(step, fresh):
        why = f"« {label_of(step)} » n’est pas encore possible. Il manque : {enumerate_fr(missing)}."
        raise Refused(why, missing=missing, about=fresh)


def _run(bound: Any, fresh: Any, by: Any, reason: str, facts: dict[str, Any]) -> None:
    bound(by=by, **facts)
    fresh._history_user = by
    fresh._change_reason = reason or None
    try:
        fresh.save()
    except ConcurrentTransition as raced:
        raise Refused("Quelqu’un d’autre vient de changer cet état. Relisez la page.") from raced


def _steps_from_here(instance: Any) -> Iterator[Any]:
    model = type(instance)
    field = next(f for f in model._meta.get_fields() if hasattr(f, "get_all_transitions"))
    state = field.get_state(instance)
    declared = [name for base in reversed(model.__mro__) for name in vars(base)]  # django_fsm sorts by letters
    for name in sorted(field.transitions[model], key=declared.index):
        meta = field.transitions[model][name]._django_fsm
        if meta.has_transition(state):
            yield meta.get_transition(state)
