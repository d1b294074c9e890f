"""Whom something is for: a few are ticked, many are searched by their names."""

from collections.abc import Iterable
from typing import Any

from django import forms

MOST_BOXES = 20  # people to tick; more are searched


class PeopleField(forms.MultipleChoiceField):
    """Several of those offered, each by the key of their function."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Give those to choose from."""
        found = list(choices)
        if len(found) > MOST_BOXES:
            self.widget = forms.SelectMultiple(attrs={"data-choice": ""})
        self.choices = found
