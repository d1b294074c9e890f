"""Lists of what is offered or withdrawn: a catalogue, categories. Short enough to be read whole."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from foundation.french import fold, holds_words


class OnOfferFilter(django_filters.FilterSet):
    """By words, accents or not; what is withdrawn when it is asked for. Of models with a day `withdrawn_on`."""

    q = django_filters.CharFilter(method="by_words", label="Mots")
    offer = django_filters.ChoiceFilter(
        method="by_offer", label="Proposé", empty_label="Oui", choices=[("withdrawn", "Retirés")]
    )

    def said(self, one: Any) -> str:
        """What the words are looked for in."""
        return str(one)

    def by_words(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Every word somewhere in what is said of it."""
        keys = [one.pk for one in queryset if holds_words(self.said(one), fold(value))]
        return queryset.filter(pk__in=keys)

    def by_offer(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Those withdrawn instead of those on offer."""
        return queryset.filter(withdrawn_on__isnull=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those on offer, unless the others are asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("offer") else found.filter(withdrawn_on__isnull=True)
