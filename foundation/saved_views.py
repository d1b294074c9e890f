"""The views of a list that someone keeps: a name and an address, for that person alone."""

from typing import Any

from django import forms
from django.http import QueryDict

from foundation.models import SavedView

MOST = 20  # views of one list for one person: beyond, a name is no longer found at a glance


def of(person: Any, list_name: str) -> list[SavedView]:
    """This person’s views of this list, by name."""
    return list(SavedView.objects.filter(person=person, list_name=list_name))


class SavedViewForm(forms.ModelForm):
    """Name the filters, order and size of the list one is looking at."""

    class Meta:
        model = SavedView
        fields = ["name", "list_name", "query"]
        labels = {"name": "Nom de la vue"}

    def __init__(self, data: QueryDict, *, person: Any) -> None:
        super().__init__(data, instance=SavedView(person=person))

    def clean_query(self) -> str:
        """The state of the list, without the page one happened to be on."""
        query = QueryDict(self.cleaned_data["query"].removeprefix("?"), mutable=True)
        for name in ("page", "export"):
            query.pop(name, None)
        return query.urlencode()

    def clean(self) -> None:
        """A name once, and a number of views that one can read."""
        super().clean()
        mine = SavedView.objects.filter(person=self.instance.person, list_name=self.cleaned_data.get("list_name", ""))
        if mine.count() >= MOST:
            raise forms.ValidationError(f"Vous avez déjà {MOST} vues de cette liste. Supprimez-en une.")

    def _get_validation_exclusions(self) -> set[str]:
        # The person is not a field, yet « a name once » must be checked with it.
        return super()._get_validation_exclusions() - {"person"}  # type: ignore[misc]  # unknown to the stubs
