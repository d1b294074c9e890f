"""A choice of libraries: each told with its commune, for several bear the same name."""

from typing import Any

from foundation.keys import KeyField, KeyFilter
from network.models import Library


def by_name(libraries: Any) -> Any:
    """These libraries as a choice lists them: by name, then by commune."""
    return libraries.select_related("commune").order_by("sort_name", "commune__sort_name", "pk")


class LibraryField(KeyField):
    """One library: « Bibliothèque du Lavoir, Poissy »."""

    def label_from_instance(self, obj: Library) -> str:
        return obj.name_and_commune


class LibraryFilter(KeyFilter):
    """The same, to narrow a list."""

    field_class = LibraryField
