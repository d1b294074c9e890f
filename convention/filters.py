"""What the list of conventions is narrowed by."""

from datetime import date
from typing import Any

import django_filters
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from convention import generation
from convention.models import Convention, ModelVersion
from convention.states import PAPER, PAPER_LABEL, Situation, State
from foundation import clock
from foundation.french import month_name, sort_key
from foundation.legal_dates import add_months
from network.models import Commune

WINDOWS = (30, 60, 90, 180)  # days
MONTHS = 24  # of the timeline of ends


STATES = [State.choices[0], (PAPER, PAPER_LABEL), *State.choices[1:]]  # a paper one to complete beside the drafts


class ConventionFilter(django_filters.FilterSet):
    """By words, state, situation, end to come, arrondissement and model; and by the run that made them.

    That last one is offered only where it is asked for, by the link of the run.
    Discarded ones show only when they are asked for, by state or by situation: the list is of what counts.
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
        choices = _choices(self.request.user)
        for name in ("arrondissement", "version"):
            self.filters[name].extra["choices"] = [(value, label) for of, value, label in choices if of == name]

        self.filters["ends"].extra["choices"] = _ends_to_choose(clock.today())
        self.run = None
        if key := self.data.get("run"):
            self.run = generation.run_of(self.request.user, key)
            self.filters["run"].extra["choices"] = [(key, self.run.label)] if self.run else []
        else:
            del self.filters["run"]

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


def _ends_to_choose(on: date) -> list[tuple[str, str]]:
    """The windows from today, then the months of the timeline."""
    months = [add_months(on.replace(day=1), n) for n in range(MONTHS)]
    within = [(str(days), f"sous {days} jours") for days in WINDOWS]
    return [*within, *((f"{first:%Y-%m}", f"en {month_name(first)}") for first in months)]


def _choices(person: Any) -> list[tuple[str, str, str]]:
    """What the two open filters offer this person, by label: (filter, value, label); one query for both."""
    names = Commune.objects.with_conventions_visible_to(person).exclude(arrondissement="").order_by()
    versions = ModelVersion.objects.filter(conventions__in=Convention.objects.visible_to(person)).order_by()
    label = Concat("model__name", Value(", version "), Cast("number", CharField()))
    offered = names.values_list(Value("arrondissement"), F("arrondissement"), F("arrondissement")).union(
        versions.values_list(Value("version"), Cast("pk", CharField()), label)
    )
    return sorted(offered, key=lambda one: sort_key(one[2]))
