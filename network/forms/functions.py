"""Forms of what people hold: a function in a place, its end, the référent of a library."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from foundation import clock
from foundation.french import typography
from foundation.keys import KeyField, is_key
from network.forms.dates import DayField
from network.models import Assignment, Commune, Library, Person, Service, Vendor
from network.roles import FUNCTIONS, PlaceKind, Role
from network.rules import may_give, may_manage_network

KINDS = {"library": Library, "commune": Commune, "service": Service, "vendor": Vendor}
ENDS_TOO_SOON = "La fin ne peut pas précéder le début."


class PlaceField(forms.ChoiceField):
    """One list of every place a function may be held in, grouped by kind; the value is « library-12 »."""

    def to_python(self, value: Any) -> Any:
        kind, _, key = str(value or "").partition("-")
        model = KINDS.get(kind)
        return model.objects.filter(pk=key).first() if model and is_key(key) else None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return initial != data


def places_for(person: Person) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a place, for whoever manages the network: services, vendors, communes, libraries."""
    libraries = Library.objects.visible_to(person).open_on(clock.today()).select_related("commune")
    return [
        ("Communauté urbaine", [(f"service-{one.pk}", one.name) for one in Service.objects.all()]),
        ("Titulaires du marché", [(f"vendor-{one.pk}", one.name) for one in Vendor.objects.all()]),
        ("Communes", [(f"commune-{one.pk}", one.name) for one in Commune.objects.visible_to(person)]),
        ("Bibliothèques", [(f"library-{one.pk}", one.name_and_commune) for one in libraries]),
    ]


class AssignmentForm(forms.Form):
    """A function that the giver may give, a place, a first day and maybe a last one."""

    role = forms.ChoiceField(label="Fonction")
    place = PlaceField(label="Lieu", widget=forms.Select(attrs={"data-choice": ""}))
    starts_on = DayField(label="À partir du")
    ends_on = DayField(
        label="Jusqu’au", required=False,
        help_text=typography("Le dernier jour où la fonction est tenue ; laissez vide s’il n’est pas connu."),
    )  # fmt: skip

    def __init__(self, *args: Any, person: Person, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        may_be_given = [(role.value, role.label) for role in Role if may_give(role, by)]
        self.fields["role"].choices = [("", "Choisissez"), *may_be_given]
        self.fields["place"].choices = places_for(by)

    def clean(self) -> None:
        cleaned = super().clean() or {}
        place, role = cleaned.get("place"), cleaned.get("role")
        if not (place and role and cleaned.get("starts_on")):
            return
        kind = next(name for name, model in KINDS.items() if isinstance(place, model))
        held_in = PlaceKind(place.code) if kind == "service" else PlaceKind[kind.upper()]
        if held_in not in FUNCTIONS[Role(role)].places:
            allowed = " ou ".join(sorted(one.label for one in FUNCTIONS[Role(role)].places))
            self.add_error("place", typography(f"La fonction « {Role(role).label} » s’exerce ici : {allowed}."))
        elif cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", ENDS_TOO_SOON)
        else:
            dates = {"starts_on": cleaned["starts_on"], "ends_on": cleaned.get("ends_on")}
            self.assignment = Assignment(person=self.person, role=role, **{kind: place}, **dates)


class CorrespondentForm(forms.Form):
    """Who becomes the référent informatique of a library: one of its people, or anyone for the coordination."""

    person = KeyField(
        Person.objects.none(), label="Personne", widget=forms.Select(attrs={"data-choice": ""}), empty_label="Choisir…"
    )
    starts_on = DayField(label="À partir du")

    def __init__(self, *args: Any, library: Library, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.library = library
        people = Person.objects.visible_to(by).filter(anonymised_at=None)
        if not may_manage_network(by):
            here = Assignment.objects.current(clock.today()).filter(library=library)
            people = people.filter(pk__in=here.values("person"))
            self.fields["person"].help_text = "Une personne qui travaille déjà dans la bibliothèque."
        self.fields["person"].queryset = people

    def clean(self) -> None:
        cleaned = super().clean() or {}
        person, starts_on = cleaned.get("person"), cleaned.get("starts_on")
        if not (person and starts_on):
            return
        held = Assignment.objects.from_day(starts_on).filter(role=Role.IT_CORRESPONDENT, library=self.library)
        if held.filter(person=person).exists():
            self.add_error("person", f"{person} est déjà référent informatique de cette bibliothèque.")
            return
        self.assignment = Assignment(
            person=person, role=Role.IT_CORRESPONDENT, library=self.library, starts_on=starts_on
        )


class EndAssignmentForm(forms.Form):
    """The last day of a function: rights end with it."""

    ends_on = DayField(label="Dernier jour de la fonction")

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def clean_ends_on(self) -> Any:
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.assignment.starts_on:
            raise ValidationError(ENDS_TOO_SOON)
        return ends_on
