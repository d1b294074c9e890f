"""What a cell may mean: functions that take a cell’s value and give the fact, or say in French why they cannot.

Each takes a filled cell and returns its value, or `Noted` when something should be looked at; it raises CellError
for what cannot be read. None of them guesses between two readings.
"""

from foundation.tabular.cells.contacts import email, phone_fr, url
from foundation.tabular.cells.dates import date_fr
from foundation.tabular.cells.identifiers import insee, postal_code, siren, siret
from foundation.tabular.cells.plain import boolean, choice, decimal, integer, text
from foundation.tabular.cells.reading import CellError, Imprecise, Noted, Parse, written

__all__ = [
    "CellError",
    "Imprecise",
    "Noted",
    "Parse",
    "boolean",
    "choice",
    "date_fr",
    "decimal",
    "email",
    "insee",
    "integer",
    "phone_fr",
    "postal_code",
    "siren",
    "siret",
    "text",
    "url",
    "written",
]
