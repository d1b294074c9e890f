"""What the lists of the committees are narrowed by."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet

from committees import vacancies
from committees.models import Committee, Designation, Seat
from committees.models.days import open_on
from committees.states import EMPTY, OPEN, Capacity, Kind, Standing, Voice
from foundation import clock
from foundation.french import fold, holds_words
from network.forms.dates import DayField
from network.models import Commune
from network.models.folded import containing

TO_FILL, ALL = "empty", "all"
NOBODY, NO_PARTICIPANT = "nobody", "participant"


class DayFilter(django_filters.DateFilter):
    """A day of the browser’s calendar."""

    field_class = DayField


class CommitteeFilter(django_filters.FilterSet):
    """By words, by kind; those that are closed when they are asked for."""

    q = django_filters.CharFilter(method="by_words", label="Nom")
    kind = django_filters.ChoiceFilter(label="Sorte", choices=Kind, empty_label="Toutes")
    closed = django_filters.ChoiceFilter(
        method="by_closed", label="Ouvert", empty_label="Oui", choices=[("closed", "Fermés")]
    )

    class Meta:
        model = Committee
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word in the name or the code: there are few bodies."""
        keys = [one.pk for one in queryset if holds_words(f"{one.name} {one.code}", fold(value))]
        return queryset.filter(pk__in=keys)

    def by_closed(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that are not open today."""
        return queryset.exclude(open_on(clock.today()))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those open today, unless the others are asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("closed") else found.filter(open_on(clock.today()))


class SeatFilter(django_filters.FilterSet):
    """By words, by capacity, by voice, by how they stand on a day: those open that day, unless others are asked for.

    `le` is read by the view, which computes everything for that day.
    """

    q = django_filters.CharFilter(method="by_words", label="Nom ou lieu")
    capacity = django_filters.ChoiceFilter(label="Qualité", choices=Capacity, empty_label="Toutes")
    standing = django_filters.ChoiceFilter(
        method="by_standing",
        label="État",
        empty_label="Ouverts",
        choices=[(TO_FILL, "à pourvoir (vacants ou à remplacer)"), *Standing.choices, (ALL, "tous, fermés compris")],
    )
    voice = django_filters.ChoiceFilter(label="Voix", choices=Voice, empty_label="Toutes")
    le = DayFilter(method="by_day", label="Composition au")

    class Meta:
        model = Seat
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word somewhere in the place, or in the name of who sits there that day."""
        places = containing(value, "commune__sort_name", "library__sort_name", "library__commune__sort_name")
        day = self.form.cleaned_data.get("le") or clock.today()
        sitting = Designation.objects.running(day).filter(containing(value, "person__sort_name"))
        return queryset.filter(places | Q(pk__in=sitting.values("seat")))

    def by_standing(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those that stand so; those that nobody speaks for; or all."""
        if value == ALL:
            return queryset
        return queryset.filter(standing__in=EMPTY if value == TO_FILL else [value])

    def by_day(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """As the view has computed them."""
        return queryset

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those open that day, unless the others are asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("standing") else found.filter(standing__in=OPEN)


class CommuneSeatsFilter(django_filters.FilterSet):
    """By name, by what is missing there."""

    q = django_filters.CharFilter(method="by_name", label="Nom")
    lacks = django_filters.ChoiceFilter(
        method="by_lack",
        label="Il manque",
        empty_label="Peu importe",
        choices=[(NOBODY, "personne ne siège"), (NO_PARTICIPANT, "sans participant désigné")],
    )

    class Meta:
        model = Commune
        fields: list[str] = []

    def by_name(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(containing(value, "sort_name"))

    def by_lack(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those for which nobody sits, or those that owe a participant (R37)."""
        return vacancies.without_voice(queryset) if value == NOBODY else vacancies.without_participant(queryset)
