"""The forms of accesses."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst

from ils.access import grouped
from network.forms.choosing import PeopleField
from network.forms.dates import DayField
from network.models import Library
from network.modules import Module


class AskForm(forms.Form):
    """Which modules, for whom: people of one’s libraries, each where they work."""

    people = PeopleField(label="Pour qui ?")
    modules = forms.MultipleChoiceField(
        label="Quels modules ?",
        choices=[(one.value, capfirst(one.label)) for one in Module],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, assignments: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignments = {str(rows[0].pk): rows[0] for rows in grouped(assignments).values()}
        self.fields["people"].offer((key, f"{one.person}, {one.place}") for key, one in self.assignments.items())

    def chosen(self) -> list[Any]:
        """Where those chosen work, in the order of the page."""
        return [one for key, one in self.assignments.items() if key in self.cleaned_data["people"]]


class TeamForm(forms.Form):
    """Which library, on which day: today, or any gone by."""

    library = forms.ModelChoiceField(label="Bibliothèque", queryset=Library.objects.none(), empty_label=None)
    on = DayField(label="Au", required=False)

    def __init__(self, *args: Any, libraries: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["library"].queryset = libraries
        self.today = today

    def clean_on(self) -> date:
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError(
                "Donnez aujourd’hui ou un jour passé : l’avenir est dans « Fermetures à venir »."
            )
        return on

    def asked(self) -> tuple[Any, date]:
        """The library and the day; the first library and today where nothing is asked, or it cannot be."""
        library = self.fields["library"].queryset.first()
        if not self.is_bound or not self.is_valid():
            return library, self.today
        return self.cleaned_data["library"], self.cleaned_data["on"]
