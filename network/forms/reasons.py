"""Why: the one field of an act that is explained to the people whom it concerns."""

from typing import Any

from django import forms

LONGEST = 500  # characters: a few sentences, read in a mail


def reason_field(label: str, **options: Any) -> forms.CharField:
    """Why, in a few words that stay in the history."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), **options)


class ReasonForm(forms.Form):
    """Why, in words that the people concerned will read."""

    reason = reason_field("Motif")
