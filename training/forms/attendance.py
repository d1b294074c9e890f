"""Forms of the trainer: who was there, and what they think of it."""

from typing import Any

from django import forms

from foundation.french import typography
from training.attendance import Participant
from training.models import HalfDay
from training.states import Verdict


class AttendanceForm(forms.Form):
    """Who was at a half-day: a box each, to tick on a phone."""

    present = forms.MultipleChoiceField(
        label="Présents",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": typography("Cochez qui est là, ou choisissez « Personne n’est venu ».")},
    )

    def __init__(self, *args: Any, people: list[Participant], half_day: HalfDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bookings = [one.booking for one in people]
        self.fields["present"].choices = [(str(one.pk), f"{one.person}, {one.assignment.place}") for one in bookings]
        self.initial["present"] = [str(one.booking.pk) for one in people if one.presences.get(half_day.pk)]

    def chosen(self) -> set[int]:
        """The keys of the bookings of who was there."""
        return {int(key) for key in self.cleaned_data["present"]}


class VerdictForm(forms.Form):
    """The verdict on each who came."""

    def __init__(self, *args: Any, people: list[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in people:
            if one.came:
                self.fields[f"verdict_{one.booking.pk}"] = forms.ChoiceField(
                    label=str(one.booking.person),
                    choices=Verdict.choices,
                    required=False,
                    initial=one.booking.verdict,
                    widget=forms.RadioSelect,
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.fields and not any(cleaned.values()) and not self.errors:
            raise forms.ValidationError("Donnez au moins un avis.")
        return cleaned

    def verdicts(self) -> dict[int, str]:
        """By the key of the booking."""
        return {int(name.removeprefix("verdict_")): verdict for name, verdict in self.cleaned_data.items()}
