"""Forms of people and of what they hold."""

from django import forms

from foundation import clock
from foundation.versions import VersionedForm
from network.models import Assignment, Commune, Library, Person, Service, Vendor
from network.roles import FUNCTIONS, PlaceKind, Role

DAY = {"type": "date"}
KINDS = {"library": Library, "commune": Commune, "service": Service, "vendor": Vendor}


class PersonForm(VersionedForm, forms.ModelForm):
    """A person; without an address they cannot sign in, which is said."""

    class Meta:
        model = Person
        fields = ["first_name", "last_name", "email", "phone", "is_active"]
        help_texts = {
            "email": "Sans adresse, cette personne peut être formée et siéger, mais pas se connecter.",
            "is_active": "Décochez pour fermer l’accès tout de suite.",
        }

    def clean_email(self) -> str | None:
        return (self.cleaned_data.get("email") or "").lower() or None


class PlaceField(forms.ChoiceField):
    """One list of every place a function may be held in, grouped by kind; the value is « library-12 »."""

    def to_python(self, value):
        kind, _, key = str(value or "").partition("-")
        model = KINDS.get(kind)
        return model.objects.filter(pk=key).first() if model and key.isdigit() else None

    def validate(self, value) -> None:
        forms.Field.validate(self, value)

    def has_changed(self, initial, data) -> bool:
        return initial != data


def places_for(person) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a place, for whoever manages the network: services, vendors, communes, libraries."""
    libraries = Library.objects.visible_to(person).open_on(clock.today()).select_related("commune")
    return [
        ("Communauté urbaine", [(f"service-{one.pk}", one.name) for one in Service.objects.all()]),
        ("Titulaires du marché", [(f"vendor-{one.pk}", one.name) for one in Vendor.objects.all()]),
        ("Communes", [(f"commune-{one.pk}", one.name) for one in Commune.objects.visible_to(person)]),
        ("Bibliothèques", [(f"library-{one.pk}", f"{one.name}, {one.commune}") for one in libraries]),
    ]


class AssignmentForm(forms.Form):
    """A function, a place, a first day and maybe a last one."""

    role = forms.ChoiceField(label="Fonction", choices=Role.choices)
    place = PlaceField(label="Lieu", widget=forms.Select(attrs={"data-choice": ""}))
    starts_on = forms.DateField(label="À partir du", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    ends_on = forms.DateField(
        label="Jusqu’au", required=False, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text="Le dernier jour où la fonction est tenue ; laissez vide s’il n’est pas connu.",
    )  # fmt: skip

    def __init__(self, *args, person: Person, by: Person, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["place"].choices = places_for(by)

    def clean(self) -> None:
        cleaned = super().clean()
        place, role = cleaned.get("place"), cleaned.get("role")
        if not (place and role and cleaned.get("starts_on")):
            return
        kind = next(name for name, model in KINDS.items() if isinstance(place, model))
        held_in = PlaceKind(place.code) if kind == "service" else PlaceKind[kind.upper()]
        if held_in not in FUNCTIONS[Role(role)].places:
            allowed = " ou ".join(sorted(one.label for one in FUNCTIONS[Role(role)].places))
            self.add_error("place", f"La fonction « {Role(role).label} » s’exerce ici : {allowed}.")
        elif cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", "La fin ne peut pas précéder le début.")
        else:
            dates = {"starts_on": cleaned["starts_on"], "ends_on": cleaned.get("ends_on")}
            self.assignment = Assignment(person=self.person, role=role, **{kind: place}, **dates)


class EndAssignmentForm(forms.Form):
    """The last day of a function: rights end with it."""

    ends_on = forms.DateField(label="Dernier jour de la fonction", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))

    def __init__(self, *args, assignment: Assignment, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.assignment.starts_on:
            raise forms.ValidationError("La fin ne peut pas précéder le début.")
        return ends_on
