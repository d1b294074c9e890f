"""What the list of accesses is narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from ils.models import Grant
from ils.states import GrantState
from network.models.folded import containing
from network.modules import Module


class GrantFilter(django_filters.FilterSet):
    """By name, by module, by state."""

    q = django_filters.CharFilter(method="by_words", label="Personne ou bibliothèque")
    module = django_filters.ChoiceFilter(label="Module", choices=Module, empty_label="Tous")
    state = django_filters.ChoiceFilter(label="État", choices=GrantState, empty_label="Tous")

    class Meta:
        model = Grant
        fields: list[str] = []

    def by_words(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Every word somewhere in the name of the person or of the library, accents or not."""
        return queryset.filter(containing(value, "person__sort_name", "library__sort_name"))
