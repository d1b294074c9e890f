"""The form that makes conventions: a model, a day, the values it asks for, communes."""

from datetime import date
from typing import Any

from django import forms

from convention import rules
from convention.forms.draft import given_values, value_fields
from convention.generation import Wish, beginning
from convention.models import ModelVersion
from convention.values import asked_of_user
from foundation.keys import KeysField
from network.forms.dates import DayField
from network.models import Commune


class GenerationForm(forms.Form):
    """One wish for every commune chosen. The communes are shown as a table by the page, one box each."""

    starts_on = DayField(label="Date d’effet", help_text="Le premier jour en vigueur, le même pour toutes.")
    communes = KeysField(
        Commune.objects.none(),
        label="Communes",
        error_messages={
            "required": "Choisissez au moins une commune.",
            "invalid_choice": "Une commune choisie n’existe pas.",
            "invalid_pk_value": "Une commune choisie n’existe pas.",
        },
    )

    def __init__(self, *args: Any, version: ModelVersion, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        communes: Any = self.fields["communes"]
        communes.queryset = Commune.objects.with_conventions_visible_to(person)
        values = value_fields(asked_of_user(version.text, version.variables), {})
        self.fields |= values
        self.value_names = list(values)

    @property
    def value_boxes(self) -> list[Any]:
        """The fields of the values, for the page."""
        return [self[name] for name in self.value_names]

    @property
    def asks_attention(self) -> bool:
        """Whether a value has to be looked at: refused, or required and not known yet."""
        return any(box.errors or (box.field.required and not box.value()) for box in self.value_boxes)

    def clean_starts_on(self) -> date:
        """Within a mandate of the Président, and not such that all would be over already (R40, art. 6)."""
        starts_on = self.cleaned_data["starts_on"]
        if why := rules.wrong_effect(beginning(starts_on, version=self.version)):
            raise forms.ValidationError(why)
        return starts_on

    @property
    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(self.version, self.cleaned_data["starts_on"], given_values(self.cleaned_data))
