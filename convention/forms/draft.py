"""The form of a draft: its effect date, the values that the text asks for, remarks."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from convention import rules
from convention.models import Convention
from convention.text.variables import Variable
from convention.values import asked_of_user
from foundation.french import long_date
from foundation.versions import VersionedForm

DAY = {"type": "date"}
PREFIX = "valeur_"


def day_field(label: str, **options: Any) -> forms.DateField:
    """A day, chosen in a calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **options)


def value_fields(variables: Iterable[Variable], given: dict[str, str]) -> dict[str, forms.Field]:
    """One field per value that the user gives, filled with what was given or with the model’s own."""
    fields: dict[str, forms.Field] = {}
    for variable in variables:
        options: dict[str, Any] = {"required": variable.required, "label": variable.label}
        options["initial"] = given.get(variable.name) or variable.default
        is_day = variable.kind == "date"
        field = day_field(**options) if is_day else forms.CharField(max_length=200, strip=True, **options)
        fields[PREFIX + variable.name] = field
    return fields


def given_values(cleaned: dict[str, Any]) -> dict[str, str]:
    """The values typed, by variable; a day as ISO text."""
    typed = {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items() if value}


class DraftForm(VersionedForm, forms.ModelForm):
    """What can still be changed before validation."""

    starts_on = day_field("Date d’effet", help_text="Le premier jour en vigueur. La fin en découle (art. 6).")

    class Meta:
        model = Convention
        fields = ["starts_on", "remarks"]
        widgets = {"remarks": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"remarks": "Elles ne sont pas imprimées. La commune peut les lire ici."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = self.instance.version
        asked = asked_of_user(version.text, version.variables) if version else []
        self.fields |= value_fields(asked, self.instance.given_values)
        names = [PREFIX + variable.name for variable in asked]
        self.fieldsets = [("Dates", ["starts_on"]), ("Dans le texte", names), ("Suivi", ["remarks"])]
        self.fieldsets = [(title, fields) for title, fields in self.fieldsets if fields]

    def clean_starts_on(self) -> date:
        """Within a mandate, and outside the commune’s other conventions (R40)."""
        starts_on = self.cleaned_data["starts_on"]
        self.instance.set_start(starts_on)
        if why := rules.wrong_start(self.instance.mandate, starts_on):
            raise forms.ValidationError(why)
        if clash := self.instance.overlapping():
            raise forms.ValidationError(
                f"La convention {clash.number} court du {long_date(clash.starts_on)} au {long_date(clash.end.date)}."
            )
        return starts_on

    def clean(self) -> dict[str, Any]:
        """The values typed join the convention."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.given_values = given_values(cleaned)
        return cleaned
