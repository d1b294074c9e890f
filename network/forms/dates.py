"""A day, as the browser’s own calendar gives it."""

from typing import Any

from django import forms


def day_input() -> forms.DateInput:
    """The browser’s calendar; its value is always year-month-day."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day chosen in the browser’s calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": day_input(), **kwargs})
