"""Reading conventions: who sees which, what they are worth on a day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models.functions import Coalesce, Greatest, Least

from convention.states import FROZEN, IN_PATH, PAPER, REDATE, RENEWAL_WINDOW, Situation, State
from foundation.french import fold
from network.models import Commune, PresidentMandate
from network.models.folded import containing

IS_VOID = models.Q(ends_on__lt=models.F("starts_on"))  # the rule of `states.is_void`, for the database


@cache
def _ends() -> dict[str, models.expressions.Combinable]:
    """The two annotations of `with_end`, made once: nearly every query of conventions has them."""
    mandate = (
        PresidentMandate.objects.filter(starts_on__lte=models.OuterRef("starts_on"))
        .order_by("-starts_on")
        .values(last=Coalesce("actual_end", "estimated_end"))[:1]
    )
    term = models.F("term_ends_on")
    return {
        "mandate_ends_on": models.Subquery(mandate, output_field=models.DateField()),
        "ends_on": Least(term, Coalesce("mandate_ends_on", term), Coalesce("terminated_on", term)),
    }


@cache
def _president_title() -> models.Subquery:
    begun = PresidentMandate.objects.filter(starts_on__lte=models.OuterRef("starts_on")).order_by("-starts_on")
    return models.Subquery(begun.values("title")[:1])


def _ahead(on: date) -> models.Q:
    """In preparation or notified for later, and not over before it begins."""
    today = models.Value(on, models.DateField())
    is_ahead = models.Q(state__in=IN_PATH) | models.Q(state=State.NOTIFIED, starts_on__gt=on)
    return is_ahead & models.Q(ends_on__gte=Greatest("starts_on", today))


@lru_cache(maxsize=2)
def _next_state(on: date) -> models.Subquery:
    """The annotation of `with_next`, made once a day."""
    today = models.Value(on, models.DateField())
    over = Greatest(models.OuterRef("ends_on"), today, output_field=models.DateField())
    former_end = models.ExpressionWrapper(models.OuterRef("ends_on"), output_field=models.DateField())
    taking_over = _ahead(on) | models.Q(state=State.NOTIFIED, former_end__lt=on)
    after = _conventions().annotate(former_end=former_end).filter(taking_over, *_soon_after(over))
    first = after.order_by("starts_on", "pk").values("state")[:1]
    return models.Subquery(first, output_field=models.CharField())


@lru_cache(maxsize=2)
def _has_next(on: date) -> models.Exists:
    """What `awaiting_next` leaves out, made once a day."""
    return models.Exists(_conventions().filter(_ahead(on), *_soon_after(models.OuterRef("ends_on"))))


def _conventions() -> ConventionQuerySet:
    return ConventionQuerySet(apps.get_model("convention", "Convention")).with_end()


def _soon_after(end: models.expressions.Combinable) -> tuple[models.Q, ...]:
    """Of the same commune, begun after the outer one, and within the time of a renewal after this `end`."""
    return (
        models.Q(commune=models.OuterRef("commune")),
        models.Q(starts_on__gt=models.OuterRef("starts_on")),
        models.Q(starts_on__lte=end + timedelta(days=RENEWAL_WINDOW)),
    )


class ConventionQuerySet(models.QuerySet):
    """Conventions by what they are worth on a day, and by who may read them."""

    def visible_to(self, person) -> Self:
        """Those of the communes whose conventions this person may read (design: functions)."""
        return self.filter(commune__in=Commune.objects.with_conventions_visible_to(person))

    def with_end(self) -> Self:
        """Each with `ends_on`, the last day in force, and `mandate_ends_on`: the rule of `end_of`, for the database.

        Without a mandate, the two years and the termination remain (R40, art. 6).
        """
        return self.annotate(**_ends())

    def with_president(self) -> Self:
        """Each with `president_title`, that of its mandate: what `offices` calls the Président by in a list."""
        return self.annotate(president_title=_president_title())

    def with_next(self, on: date) -> Self:
        """Each with `next_state`, that of the first one that takes over: the rule of `follows`, for the database.

        Null when nothing does. Only what is in preparation or notified for later takes over, as `coverage` has it; from
        one that is over, whatever was notified after it too.
        """
        return self.with_end().annotate(next_state=_next_state(on))

    def awaiting_next(self, on: date) -> Self:
        """Those to renew that nothing takes over from yet: what is left to do.

        They are in force: the rule of `with_next` without what it says of one that is over.
        """
        return self.to_renew(on).exclude(_has_next(on))

    def in_force(self, on: date) -> Self:
        """Notified, and `on` within its dates, both included (R40)."""
        return self.with_end().filter(state=State.NOTIFIED, starts_on__lte=on, ends_on__gte=on)

    def upcoming(self, on: date) -> Self:
        """Notified, and not yet begun."""
        return self.with_end().filter(state=State.NOTIFIED, starts_on__gt=on).exclude(IS_VOID)

    def void(self) -> Self:
        """Notified, and over before its first day: never in force, as long as the dates stay so (R40, art. 6)."""
        return self.with_end().filter(IS_VOID, state=State.NOTIFIED)

    def ending_within(self, days: int, *, after: date) -> Self:
        """In force on `after` and whose last day comes within so many days."""
        last = after + timedelta(days=days)
        return self.with_end().filter(state=State.NOTIFIED, starts_on__lte=after, ends_on__range=(after, last))

    def to_renew(self, on: date) -> Self:
        """In force, ending within the time that a renewal takes, and not because a party left."""
        return self.ending_within(RENEWAL_WINDOW, after=on).filter(terminated_on=None)

    def expired(self, on: date) -> Self:
        """Notified, begun, and over before `on`."""
        return self.with_end().filter(state=State.NOTIFIED, starts_on__lte=on, ends_on__lt=on).exclude(IS_VOID)

    def in_path(self) -> Self:
        """On their way to being notified."""
        return self.filter(state__in=IN_PATH)

    def not_discarded(self) -> Self:
        """All but those that were begun by mistake: what boards, lists and checks of dates go by."""
        return self.exclude(state=State.DISCARDED)

    def frozen(self) -> Self:
        """Whose text no longer changes: validated or further."""
        return self.filter(state__in=FROZEN)

    def to_complete(self) -> Self:
        """Paper conventions that still lack dates: `rules.is_paper_draft`, for the database."""
        return self.filter(state=State.DRAFT, version=None)

    def in_state(self, asked: str) -> Self:
        """Those in one state; of the drafts, those that can be validated.

        The others are asked for apart: the paper ones (`PAPER`), and those that would never be in force (`REDATE`).
        """
        if asked == PAPER:
            return self.to_complete()
        if asked not in (State.DRAFT, REDATE):
            return self.filter(state=asked)
        made_here = self.with_end().filter(state=State.DRAFT).exclude(version=None)
        return made_here.filter(IS_VOID) if asked == REDATE else made_here.exclude(IS_VOID)

    def in_situation(self, situation: str, on: date) -> Self:
        """Those in one situation that day; each convention is in exactly one."""
        limit = on + timedelta(days=RENEWAL_WINDOW)
        return {
            Situation.IN_PATH: lambda: self.with_end().in_path(),
            Situation.UPCOMING: lambda: self.upcoming(on),
            Situation.IN_FORCE: lambda: self.in_force(on).filter(ends_on__gt=limit, terminated_on=None),
            Situation.TO_RENEW: lambda: self.to_renew(on),
            Situation.TERMINATED: lambda: self.in_force(on).exclude(terminated_on=None),
            Situation.EXPIRED: lambda: self.expired(on),
            Situation.VOID: self.void,
            Situation.DISCARDED: lambda: self.with_end().filter(state=State.DISCARDED),
        }[Situation(situation)]()

    def running_between(self, first: date, last: date) -> Self:
        """Whose dates, from effect to last day, have a day in common with these two, all included."""
        return self.with_end().filter(starts_on__lte=last, ends_on__gte=first).exclude(IS_VOID)

    def matching(self, words: str) -> Self:
        """Whose number or commune’s name holds these words, whatever their case, accents and marks."""
        folded = fold(words).split()
        if not folded:
            return self.none()
        return self.filter(models.Q(number__icontains="-".join(folded)) | containing(words, "commune__sort_name"))
