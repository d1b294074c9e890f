"""What the list of conventions is narrowed by."""

import django_filters

from convention.models import Convention, ModelVersion
from convention.states import Situation, State
from foundation import clock
from network.models import Commune

WINDOWS = (30, 60, 90, 180)  # days


class ConventionFilter(django_filters.FilterSet):
    """By words, state, situation, end to come, arrondissement and model."""

    q = django_filters.CharFilter(method="by_words", label="Commune ou numéro")
    state = django_filters.ChoiceFilter(label="État", choices=State.choices, empty_label="Tous")
    situation = django_filters.ChoiceFilter(
        method="by_situation", label="Situation", choices=Situation.choices, empty_label="Toutes"
    )
    ends = django_filters.ChoiceFilter(
        method="by_end",
        label="Prend fin",
        choices=[(str(days), f"sous {days} jours") for days in WINDOWS],
        empty_label="À toute date",
    )
    arrondissement = django_filters.ChoiceFilter(
        field_name="commune__arrondissement", label="Arrondissement", choices=[], empty_label="Tous"
    )
    version = django_filters.ChoiceFilter(label="Modèle", choices=[], empty_label="Tous", field_name="version")

    class Meta:
        model = Convention
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = Commune.objects.exclude(arrondissement="").order_by("arrondissement").values_list("arrondissement")
        versions = ModelVersion.objects.filter(conventions__isnull=False).select_related("model").distinct()
        self.filters["arrondissement"].extra["choices"] = [(name, name) for (name,) in names.distinct()]
        self.filters["version"].extra["choices"] = [(version.pk, str(version)) for version in versions]

    def by_words(self, queryset, name, value):
        return queryset.matching(value)

    def by_situation(self, queryset, name, value):
        return queryset.in_situation(value, clock.today())

    def by_end(self, queryset, name, value):
        return queryset.ending_within(int(value), after=clock.today())
