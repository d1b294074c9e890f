"""The form of a draft: its effect date, the values that the text asks for, remarks."""

from collections.abc import Iterable
from datetime import date
from typing import Any, cast

from django import forms
from django.db import models

from convention import rules
from convention.models import Convention
from convention.text.variables import Variable
from convention.values import asked_of_user
from foundation.french import long_date, typography
from foundation.one_line import OneLineInput
from foundation.pdf.alphabet import refuse_unprintable
from foundation.versions import FIELD, VersionedForm, kept_meanwhile, row_read
from network.forms.dates import DayField

PREFIX = "valeur_"


def refuse_unwritable(value: str) -> None:
    """Raise ValidationError for what would not be printed as typed: a variable’s braces, a letter without a glyph."""
    if "{{" in value or "}}" in value:
        raise forms.ValidationError(typography("Écrivez la valeur elle-même, sans « {{ » ni « }} »."))
    refuse_unprintable(value)


def value_field(**options: Any) -> OneLineInput:
    """A few words on one line, printed as they are typed."""
    return OneLineInput(max_length=200, validators=[refuse_unwritable], **options)


def value_fields(variables: Iterable[Variable], given: dict[str, str]) -> dict[str, forms.Field]:
    """One field per value that the user gives, filled with what was given or with the model’s own."""
    fields: dict[str, forms.Field] = {}
    for variable in variables:
        options: dict[str, Any] = {"required": variable.required, "label": variable.label}
        options["initial"] = given.get(variable.name) or variable.default
        is_day = variable.kind == "date"
        fields[PREFIX + variable.name] = DayField(**options) if is_day else value_field(**options)
    return fields


def given_values(cleaned: dict[str, Any]) -> dict[str, str]:
    """The values typed, by variable; a day as ISO text."""
    typed = {name.removeprefix(PREFIX): value for name, value in cleaned.items() if name.startswith(PREFIX)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in typed.items() if value}


class StartForm(VersionedForm, forms.ModelForm):
    """A form that gives a convention its effect date."""

    starts_on = DayField(label="Date d’effet", help_text="Le premier jour en vigueur. Le dernier en découle (art. 6).")

    def clean_starts_on(self) -> date:
        """Within a mandate, not over already, and outside the commune’s other conventions (R40)."""
        starts_on = self.cleaned_data["starts_on"]
        self.instance.set_start(starts_on)
        if why := rules.wrong_effect(self.instance) or rules.wrong_neighbour(self.instance):
            raise forms.ValidationError(why)
        return starts_on


class DraftForm(StartForm):
    """What can still be changed before validation."""

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

    def clean(self) -> dict[str, Any]:
        """The values typed join the convention."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.given_values = given_values(cleaned)
        return cleaned

    def explain_conflict(self, current: models.Model) -> None:
        """Each value of the text that someone else changed is shown as kept, like the fields of the model."""
        super().explain_conflict(current)
        read = row_read(current, self.cleaned_data[FIELD])
        kept, typed = cast(Convention, current).given_values, self.instance.given_values
        for name in [name for name in self.fields if name.startswith(PREFIX)]:
            now, mine = (values.get(name.removeprefix(PREFIX), "") for values in (kept, typed))
            if now != mine and (read is None or read.given_values.get(name.removeprefix(PREFIX), "") != now):
                is_day = isinstance(self.fields[name], forms.DateField)
                self.add_error(name, kept_meanwhile(long_date(date.fromisoformat(now)) if is_day and now else now))
