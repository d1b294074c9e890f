"""What reading a cell gives back: a value, a value to look at, or the reason why there is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from foundation.files.refusals import sentence
from foundation.french import short_date
from foundation.one_line import one_line as visible_line
from foundation.tabular.sheet import CellValue, Flaw

QUOTED = 60  # characters of a cell that a message repeats
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)


class CellError(Exception):
    """The cell cannot be read; `message_fr` says why, in the words the preview shows."""

    def __init__(self, message_fr: str) -> None:
        self.message_fr = sentence(message_fr)
        super().__init__(self.message_fr)


class Imprecise(CellError):
    """The cell says something true that is not precise enough to be kept: « mars 2026 » where a day is due."""


@dataclass(frozen=True)
class Noted:
    """A value that was read, with what its author should check about it."""

    value: object
    message_fr: str


Parse = Callable[[CellValue], object]


def noted(value: object, *messages: str) -> object:
    """The value alone, or with its remarks when there are any."""
    said = " ".join(message for message in messages if message)
    return Noted(value, sentence(said)) if said else value


def quoted(value: CellValue) -> str:
    """A cell as a message repeats it: « 31/02/2026 », cut when it is long."""
    shown = written(value).replace("\n", " ")
    return f"« {shown if len(shown) <= QUOTED else shown[:QUOTED].rstrip() + '…'} »"


def written(value: CellValue) -> str:
    """A cell as a French spreadsheet shows it: 12/03/2027, 7,65, VRAI, 30:00:00; an empty cell is an empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "VRAI" if value else "FAUX"
        case float():
            return f"{value:.15G}".replace(".", ",")
        case datetime():
            return f"{short_date(value)} {value:%H:%M}"
        case date():
            return short_date(value)
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
        case Flaw():
            return value.written
    return str(value)


def one_line(value: CellValue) -> str:
    """The cell’s text on one line, as `foundation.one_line` says. Raises CellError for a cell without a value."""
    if isinstance(value, Flaw):
        raise CellError(value.message_fr)
    return visible_line(written(value))


def code(value: CellValue) -> str:
    """The figures and letters of a code, its spaces and points left out; « 78 440 » and 78440 are the same.

    Raises CellError for a number that a spreadsheet has shortened: its last figures are lost.
    """
    if isinstance(value, (bool, date, time, timedelta)):
        raise CellError(f"{quoted(value)} n’est pas un code : mettez la colonne au format Texte.")
    bare = re.sub(r"[\s.]", "", one_line(value))
    if _SCIENTIFIC.fullmatch(bare.replace(",", "")) or _SCIENTIFIC.fullmatch(one_line(value)):
        raise CellError(
            f"{quoted(value)} : le tableur a abrégé ce nombre et perdu des chiffres. "
            "Mettez la colonne au format Texte, puis saisissez-le de nouveau."
        )
    return bare.upper()


ZERO_RESTORED = "Le zéro du début, effacé par un tableur, a été remis."
