"""Forms of the seats and of who sits there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from committees.capacities import ANYWHERE, PLACES, SITTINGS
from committees.models import Seat
from committees.rules import where_of
from committees.states import Capacity, Rank, Voice
from foundation import clock
from foundation.confirming import ConfirmedForm
from foundation.french import enumerate_fr, typography
from foundation.keys import KeyField
from foundation.one_line import OneLineInput
from foundation.versions import VersionedForm
from network.forms.dates import DayField
from network.forms.functions import KINDS, PlaceField, places_for
from network.models import Assignment, Person
from network.roles import Role

SEARCHED = {"data-choice": ""}


class SeatForm(ConfirmedForm, forms.Form):
    """A seat to open: in what capacity, for which place, with what voice. One that is there already is told first."""

    capacity = forms.ChoiceField(label="Qualité", choices=[("", "Choisissez"), *Capacity.choices])
    place = PlaceField(
        label="Pour",
        required=False,
        widget=forms.Select(attrs=SEARCHED),
        help_text=typography(
            "La commune, la bibliothèque ou le service que le siège représente. Vide pour la DGA, la DAC, un élu."
        ),
    )
    voice = forms.ChoiceField(label="Voix", choices=Voice, initial=Voice.DELIBERATIVE)
    title = OneLineInput(
        label="Intitulé",
        required=False,
        max_length=120,
        help_text=typography("Seulement s’il dit plus que la qualité."),
    )
    opened_on = DayField(label="Ouvert le")

    def __init__(self, *args: Any, committee: Any, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.committee = committee
        self.fields["place"].choices = [("", "Aucun lieu"), *places_for(by)]

    def effects(self, by: Any) -> list[str]:
        """That the body has such a seat: a commune may have several participants, a double click opens one."""
        new = self.seat
        same = {name: getattr(new, f"{name}_id") for name in PLACES}
        there = Seat.objects.filter(committee=new.committee, capacity=new.capacity, closed_on=None, **same)
        return [typography(f"Ce comité a déjà un siège comme celui-là : {one}.") for one in there.with_place()]

    def clean(self) -> dict[str, Any]:
        """A seat whose place suits its capacity, with the sentence of the model where it does not."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        place = cleaned.get("place")
        there = {next(name for name, model in KINDS.items() if isinstance(place, model)): place} if place else {}
        words = {name: cleaned[name] for name in ("capacity", "voice", "title", "opened_on")}
        self.seat = Seat(committee=self.committee, **words, **there)
        try:
            self.seat.clean()
            self.seat.validate_constraints(exclude=["number"])
        except ValidationError as refusal:
            self.add_error("place", [typography(message) for message in refusal.messages])
        return cleaned


class EditSeatForm(VersionedForm, forms.ModelForm):
    """What a seat is called and what its voice counts for; its capacity and its place never change."""

    class Meta:
        model = Seat
        fields = ["title", "voice"]
        help_texts = {"title": typography("Seulement s’il dit plus que la qualité.")}


class SitterField(KeyField):
    """Someone, with what they hold today: two people may bear the same name."""

    def label_from_instance(self, obj: Any) -> str:
        held = enumerate_fr([str(one) for one in obj.current_assignments(clock.today())][:2])
        return f"{obj}, {held}" if held else str(obj)


def candidates(seat: Seat, by: Person, *, roles: tuple[Role, ...] = ()) -> Any:
    """Who may be chosen for a seat: those who hold a function there today or later; for an office, whoever one sees.

    The day itself is looked at once it is known, by `seating`.
    """
    people = Person.objects.filter(anonymised_at=None).with_assignments(clock.today())
    if seat.place is None:
        return people.filter(pk__in=Person.objects.visible_to(by).values("pk"))
    held = Assignment.objects.from_day(clock.today())
    if roles:
        held = held.filter(role__in=roles)
    if seat.commune_id:
        held = held.filter(Q(commune=seat.commune_id) | Q(library__commune=seat.commune_id))
    else:
        field = next(name for name, model in KINDS.items() if isinstance(seat.place, model))
        held = held.filter(**{field: seat.place.pk})
    return people.filter(pk__in=held.values("person"))


def not_from_there(seat: Seat, roles: tuple[Role, ...]) -> str:
    """What is told of someone who cannot be chosen: what is missing, and the remedy; no name, which may not be seen."""
    if seat.place is None:
        return "Choisissez une personne de la liste."
    needed = f"la fonction « {roles[0].label} »" if roles else ANYWHERE
    told = f"Cette personne ne tient pas {needed} {where_of(seat)}."
    return typography(f"{told} Enregistrez d’abord sa fonction, ou choisissez-en une autre.")


class SitterForm(forms.Form):
    """Who sits there, from when, by which act."""

    person = SitterField(Person.objects.none(), label="Personne", widget=forms.Select(attrs=SEARCHED))
    starts_on = DayField(label="À partir du")
    reference = OneLineInput(
        label="Acte de désignation",
        required=False,
        max_length=160,
        help_text=typography("Un courrier, un arrêté, une délibération : ce qui permet de le retrouver."),
    )

    def __init__(self, *args: Any, seat: Seat, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = self.roles_asked(seat)
        people = self.fields["person"]
        people.queryset, people.empty_label = candidates(seat, by, roles=roles), "Choisir…"
        people.error_messages["invalid_choice"] = not_from_there(seat, roles)
        if seat.place is not None:
            people.help_text = typography(self.who_is_listed(seat))

    def roles_asked(self, seat: Seat) -> tuple[Role, ...]:
        """The functions of which one is needed whatever the rank."""
        return ()

    def who_is_listed(self, seat: Seat) -> str:
        """Who may be chosen, and what the holder needs."""
        if roles := SITTINGS[Capacity(seat.capacity)].roles:
            return f"Quelqu’un qui tient une fonction ici ; le titulaire, celle de « {roles[0].label} »."
        if not seat.commune_id:
            return "Quelqu’un qui tient une fonction ici."
        return (
            "Quelqu’un qui tient une fonction dans la commune ou dans une de ses bibliothèques. La fonction « membre "
            "de comité » est pour qui n’en a pas d’autre."
        )


class DesignationForm(SitterForm):
    """The same, with the rank and a last day that may be known already."""

    rank = forms.ChoiceField(label="Rang", choices=Rank, initial=Rank.HOLDER)
    ends_on = DayField(
        label="Jusqu’au", required=False, help_text=typography("Laissez vide si le dernier jour n’est pas connu.")
    )
    field_order = ["person", "rank", "starts_on", "ends_on", "reference"]


class ReplaceForm(SitterForm):
    """Who comes in place of the holder: the other ends the day before."""

    def roles_asked(self, seat: Seat) -> tuple[Role, ...]:
        """Those of the holder."""
        return SITTINGS[Capacity(seat.capacity)].roles

    reason = OneLineInput(
        label="Motif", required=False, max_length=200, help_text="Pourquoi le titulaire change, si c’est utile."
    )
