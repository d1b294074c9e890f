"""What moving a mandate of the President would do to conventions, frozen or still drafts (R40, art. 6)."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import groupby, pairwise
from typing import Any

from convention.models import Convention
from convention.states import State
from foundation import clock
from foundation.french import count, long_date, some_of
from network.models import PresidentMandate

TOLD = 3


def objections(mandate: PresidentMandate) -> list[str]:
    """Conventions of one commune that would come to run on the same days; not those that do already."""
    stored = list(PresidentMandate.objects.all())
    wanted = [one for one in stored if one.pk != mandate.pk] + [mandate]
    known = {(first.pk, second.pk) for first, second in clashes(stored)}
    new = [pair for pair in clashes(wanted) if (pair[0].pk, pair[1].pk) not in known]
    told = [
        f"La convention {first.number}, {first.commune}, courrait jusqu’au {long_date(first.end.date)}, alors que "
        f"{second.number} commence le {long_date(second.starts_on)}."
        for first, second in new[:TOLD]
    ]
    return [*told, f"Et {len(new) - TOLD} autres."] if len(new) > TOLD else told


def effects(mandate: PresidentMandate) -> list[str]:
    """What its dates would change: conventions that never begin, close, run again, or end elsewhere; then drafts.

    Each convention is told once, by what weighs most; the gravest first, what is frozen before what can still be
    given another effect date.
    """
    stored = sorted(PresidentMandate.objects.all(), key=lambda one: one.starts_on)
    wanted = sorted([*(one for one in stored if one.pk != mandate.pk), mandate], key=lambda one: one.starts_on)
    moved: dict[tuple[bool, Effect, date], list[str]] = {}
    dated = Convention.objects.not_discarded().exclude(starts_on=None).select_related("commune")
    for convention in dated.order_by("commune__sort_name", "pk"):
        before, had_mandate = under(stored, convention).end.date, convention.mandate is not None
        after, is_draft = under(wanted, convention).end.date, convention.state == State.DRAFT
        if had_mandate and convention.mandate is None:
            moved.setdefault((is_draft, Effect.ORPHAN, convention.starts_on), []).append(str(convention))
        elif before != after:
            moved.setdefault((is_draft, _effect(convention, before, after), after), []).append(str(convention))
    order = list(Effect)
    return [
        effect.told(names, after, is_draft=is_draft)
        for (is_draft, effect, after), names in sorted(
            moved.items(), key=lambda one: (one[0][0], order.index(one[0][1]), one[0][2])
        )
    ]


class Effect(Enum):
    """What befalls a convention, of one and of several; the gravest first."""

    ORPHAN = "n’aurait plus de mandat à sa date d’effet, le", "n’auraient plus de mandat à leur date d’effet, le"
    NEVER = "ne prendrait jamais effet, finissant avant, le", "ne prendraient jamais effet, finissant avant, le"
    CLOSED = "cesserait dès aujourd’hui, ayant pris fin le", "cesseraient dès aujourd’hui, ayant pris fin le"
    AGAIN = "serait de nouveau en vigueur, jusqu’au", "seraient de nouveau en vigueur, jusqu’au"
    EARLIER = "finirait plus tôt, le", "finiraient plus tôt, le"
    LATER = "finirait plus tard, le", "finiraient plus tard, le"

    def told(self, names: list[str], after: date, *, is_draft: bool) -> str:
        """The sentence of these conventions, or of these drafts."""
        one, many = self.value
        noun = "brouillon" if is_draft else "convention"
        what = count(len(names), f"{noun} {one}", f"{noun}s {many}")
        return f"{what} {long_date(after)} : {some_of(names, TOLD)}."


def _effect(convention: Any, before: date, after: date) -> Effect:
    today = clock.today()
    if after < convention.starts_on:
        return Effect.NEVER
    if convention.state == State.NOTIFIED and convention.starts_on <= today:
        if before >= today > after:
            return Effect.CLOSED
        if after >= today > before:
            return Effect.AGAIN
    return Effect.EARLIER if after < before else Effect.LATER


def clashes(mandates: Iterable[PresidentMandate]) -> Iterator[tuple[Any, Any]]:
    """Each two frozen conventions of one commune, one after the other, that share a day under these mandates."""
    begun = sorted(mandates, key=lambda one: one.starts_on)
    frozen = Convention.objects.frozen().select_related("commune").order_by("commune", "starts_on", "pk")
    for _, conventions in groupby(frozen, key=lambda one: one.commune_id):
        real = [one for one in (under(begun, each) for each in conventions) if one.end.date >= one.starts_on]
        yield from ((one, other) for one, other in pairwise(real) if one.end.date >= other.starts_on)


def under(begun: list[PresidentMandate], convention: Any) -> Any:
    """The convention as it would be with these mandates, in the order of their beginnings."""
    convention.mandate = next((one for one in reversed(begun) if one.starts_on <= convention.starts_on), None)
    return convention
