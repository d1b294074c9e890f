"""The day on which the tests load the demo network."""

from datetime import date

DAY = date(2026, 11, 22)
