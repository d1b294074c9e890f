"""A day, as the browser’s own calendar gives it."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)  # beyond, a year was mistyped
WITHIN = f"Donnez une date de {FIRST_DAY.year} à {LAST_DAY.year}."
CALENDAR = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}


class DayField(forms.DateField):
    """A day chosen in the browser’s calendar (its value is always year-month-day), of the years one works with."""

    def __init__(self, **kwargs: Any) -> None:
        calendar = forms.DateInput(attrs=CALENDAR, format="%Y-%m-%d")
        super().__init__(**{"widget": calendar, **kwargs})
        self.validators += [MinValueValidator(FIRST_DAY, WITHIN), MaxValueValidator(LAST_DAY, WITHIN)]
