"""What the page of the flow is kept to."""

from typing import Any

from django import forms

from network.forms.libraries import LibraryField, by_name
from network.models import Library
from tickets.flow import WEEKS


class FlowForm(forms.Form):
    """So many weeks, of one library or of all; what is not understood is the usual."""

    weeks = forms.TypedChoiceField(
        label="Période", coerce=int, required=False, choices=[(n, f"{n} semaines") for n in WEEKS], empty_value=WEEKS[0]
    )
    library = LibraryField(label="Bibliothèque", queryset=Library.objects.none(), required=False, empty_label="Toutes")

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].queryset = by_name(Library.objects.visible_to(person))

    @property
    def asked(self) -> tuple[int, Library | None]:
        """The weeks and the library asked for."""
        found = self.cleaned_data if self.is_valid() else {}
        return found.get("weeks") or WEEKS[0], found.get("library")
