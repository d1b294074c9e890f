"""What the list of conventions is narrowed by."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from convention import generation
from convention.coverage import worth
from convention.models import Convention, ModelVersion
from convention.rules import is_paper_draft, sees_all_conventions
from convention.states import PAPER, PAPER_LABEL, REDATE, REDATE_LABEL, RUNNING, Situation, State, is_void
from foundation import clock
from foundation.french import month_name, sort_key
from foundation.legal_dates import add_months
from network.models import Commune

WINDOWS = (30, 60, 90, 180)  # days
MONTHS = 24  # of the timeline of ends


# Beside the drafts to validate, those to date again and the paper ones to complete.
STATES = [State.choices[0], (REDATE, REDATE_LABEL), (PAPER, PAPER_LABEL), *State.choices[1:]]


class ConventionFilter(django_filters.FilterSet):
    """By words, state, situation, end to come, arrondissement and model; and by the run that made them.

    That last one is offered only where it is asked for, by the link of the run.
    Discarded ones show only when they are asked for, by state or by situation: the list is of what counts. Who reads
    the few conventions of the own communes is offered only what tells them apart.
    """

    q = django_filters.CharFilter(method="by_words", label="Commune ou numéro")
    state = django_filters.ChoiceFilter(
        method="by_state", label="État", choices=STATES, empty_label="Tous sauf abandon"
    )
    situation = django_filters.ChoiceFilter(
        method="by_situation", label="Situation", choices=Situation.choices, empty_label="Toutes sauf abandon"
    )
    ends = django_filters.ChoiceFilter(
        method="by_end",
        label="Prend fin",
        choices=[],
        empty_label="À toute date",
    )
    arrondissement = django_filters.ChoiceFilter(
        field_name="commune__arrondissement", label="Arrondissement", choices=[], empty_label="Tous"
    )
    version = django_filters.ChoiceFilter(label="Modèle", choices=[], empty_label="Tous", field_name="version")
    run = django_filters.ChoiceFilter(method="by_run", label="Créées ensemble", choices=[], empty_label="Toutes")

    class Meta:
        model = Convention
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        person, on = self.request.user, clock.today()
        self._offer("ends", _ends_to_choose(on))
        if sees_all_conventions(person):
            choices = _choices(person)
            for name in ("arrondissement", "version"):
                self._offer(name, [(value, label) for of, value, label in choices if of == name])
        else:
            self._keep_to(_own(person), on)
        self._keep_run()

    def _keep_run(self) -> None:
        """The run that made them is offered only where the address asks for it; another work of theirs made none."""
        self.run = None
        if key := self.data.get("run"):
            self.run = generation.job_of(self.request.user, key)
            self._offer("run", [(key, self.run.label)] if self.run else [])
        else:
            del self.filters["run"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.filters[name].extra["choices"] = choices

    def _keep_to(self, own: Sequence[Convention], on: date) -> None:
        """Leave out each filter that offers these conventions one choice, unless the address asks it."""
        named = {one.commune.arrondissement: one.commune.arrondissement for one in own if one.commune.arrondissement}
        models = {str(one.version_id): str(one.version) for one in own if one.version}
        self._offer("arrondissement", _by_name(named))
        self._offer("version", _by_name(models))
        found = {
            "state": {_state_of(one) for one in own},
            "situation": {worth(one, on) for one in own},
            "ends": _ends_among([one for one in own if worth(one, on) in RUNNING], on),
            "arrondissement": set(named),
            "version": set(models),
        }
        for name, values in found.items():
            self._narrow(name, values)
        if len({one.commune_id for one in own}) < 2 and not self.data.get("q"):
            del self.filters["q"]

    def _narrow(self, name: str, values: Collection[str]) -> None:
        asked = self.data.get(name, "")
        kept = [(value, label) for value, label in self.filters[name].extra["choices"] if value in {*values, asked}]
        self._offer(name, kept)
        if len(kept) < 2 and not asked:
            del self.filters[name]

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        found = super().filter_queryset(queryset)
        return found if asked.get("state") or asked.get("situation") else found.not_discarded()

    def by_words(self, queryset, name, value):
        return queryset.matching(value)

    def by_state(self, queryset, name, value):
        return queryset.in_state(value)

    def by_situation(self, queryset, name, value):
        return queryset.in_situation(value, clock.today())

    def by_run(self, queryset, name, value):
        return queryset.filter(number__in=generation.numbers_made(self.run))

    def by_end(self, queryset, name, value):
        if value.isdecimal():
            return queryset.ending_within(int(value), after=clock.today())
        first = date.fromisoformat(f"{value}-01")
        return queryset.in_force(clock.today()).filter(ends_on__gte=first, ends_on__lt=add_months(first, 1))


def _state_of(one: Any) -> str:
    """The state by which one asks for it: the rule of `in_state`."""
    if is_paper_draft(one):
        return PAPER
    return REDATE if one.state == State.DRAFT and is_void(one.starts_on, one.ends_on) else one.state


def _ends_to_choose(on: date) -> list[tuple[str, str]]:
    """The windows from today, then the months of the timeline."""
    months = [add_months(on.replace(day=1), n) for n in range(MONTHS)]
    within = [(str(days), f"sous {days} jours") for days in WINDOWS]
    return [*within, *((f"{first:%Y-%m}", f"en {month_name(first)}") for first in months)]


def _ends_among(running: Sequence[Any], on: date) -> set[str]:
    """The choices of `_ends_to_choose` that some of these answer; none where one alone runs."""
    if len(running) < 2:
        return set()
    lefts = [(one.ends_on - on).days for one in running]
    return {f"{one.ends_on:%Y-%m}" for one in running} | {str(days) for days in WINDOWS if min(lefts) <= days}


def _own(person: Any) -> list[Any]:
    """The conventions of the own communes of somebody who does not read them all: some, never hundreds."""
    return list(Convention.objects.visible_to(person).with_end().select_related("commune", "version__model"))


def _by_name(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Value → label, as choices in the order of their labels."""
    return sorted(labels.items(), key=lambda one: sort_key(one[1]))


def _choices(person: Any) -> list[tuple[str, str, str]]:
    """What the two open filters offer this person, by label: (filter, value, label); one query for both."""
    names = Commune.objects.with_conventions_visible_to(person).exclude(arrondissement="").order_by()
    versions = ModelVersion.objects.filter(conventions__in=Convention.objects.visible_to(person)).order_by()
    label = Concat("model__name", Value(", version "), Cast("number", CharField()))
    offered = names.values_list(Value("arrondissement"), F("arrondissement"), F("arrondissement")).union(
        versions.values_list(Value("version"), Cast("pk", CharField()), label)
    )
    return sorted(offered, key=lambda one: sort_key(one[2]))
