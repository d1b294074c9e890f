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
    """Which library or service, on which day: today, or any gone by."""

    library = forms.ChoiceField(label="Bibliothèque ou service", required=False)
    on = DayField(label="Au", required=False)

    def __init__(self, *args: Any, places: list[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places, self.today = {_key_of(one): one for one in places}, today
        groups: dict[str, list[tuple[str, str]]] = {"Bibliothèques": [], "Services": [], "Bibliothèques fermées": []}
        for key, one in self.places.items():
            groups[_group_of(one, today)].append((key, name_of(one)))
        self.fields["library"].choices = [(name, found) for name, found in groups.items() if found]
        self.first = next((key for found in groups.values() for key, _ in found), "")

    def clean_on(self) -> date:
        on = self.cleaned_data["on"] or self.today
        if on > self.today:
            raise forms.ValidationError(
                "Donnez aujourd’hui ou un jour passé : l’avenir est dans « Fermetures à venir »."
            )
        return on

    def asked(self) -> tuple[Any, date]:
        """The place and the day; the first place and today where nothing is asked, no place where it cannot be."""
        if not self.is_bound:
            return self.places.get(self.first), self.today
        if not self.is_valid():
            return None, self.today
        return self.places.get(self.cleaned_data["library"] or self.first), self.cleaned_data["on"]


def name_of(place: Any) -> str:
    """How it is told from the others: a library by its commune too."""
    return place.name_and_commune if isinstance(place, Library) else str(place)


def _key_of(place: Any) -> str:
    """What the address says: a library by its number alone."""
    return str(place.pk) if isinstance(place, Library) else f"service-{place.pk}"


def _group_of(place: Any, today: date) -> str:
    if not isinstance(place, Library):
        return "Services"
    return "Bibliothèques fermées" if place.closed_on and place.closed_on <= today else "Bibliothèques"
