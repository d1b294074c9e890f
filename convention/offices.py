"""The two offices that sign a convention, called as whoever holds them is: « la Maire », « le Président » (R45).

The title is that of the commune’s page and of the mandate at the effect date, which the text prints too; where none is
recorded, the office has the name that the convention gives it. Imports no models.
"""

from dataclasses import dataclass
from typing import Any

_OF = {"le": "du", "la": "de la"}


@dataclass(frozen=True)
class Office:
    """An office with its recorded title, « La Présidente », and whoever holds it when that is known."""

    title: str
    holder: str = ""

    @property
    def word(self) -> str:
        """« Présidente »: the label of a fact."""
        return self.title.partition(" ")[2]

    @property
    def the(self) -> str:
        """« la Présidente », within a sentence."""
        return f"{self._article} {self.word}"

    @property
    def of(self) -> str:
        """« de la Présidente », « du Maire »."""
        return f"{_OF[self._article]} {self.word}"

    @property
    def named(self) -> str:
        """« La Présidente, Dominique Exemple »; the title alone when nobody is recorded."""
        return f"{self.title}, {self.holder}" if self.holder else self.title

    @property
    def _article(self) -> str:
        return self.title.partition(" ")[0].lower()


MAYOR, PRESIDENT = Office("Le Maire"), Office("Le Président")


def mayor_of(convention: Any) -> Office:
    """Who signs for the commune: its Maire, as its page has them today."""
    commune = getattr(convention, "commune", None)
    return Office(commune.mayor_title, commune.mayor) if commune and commune.mayor_title else MAYOR


def president_of(convention: Any) -> Office:
    """Who signs for the Communauté: whoever has the mandate of the effect date (art. 6), as the text prints it.

    A list brings the title with its query (`with_president`), and no name.
    """
    if hasattr(convention, "president_title"):
        return Office(convention.president_title) if convention.president_title else PRESIDENT
    mandate = getattr(convention, "mandate", None)
    return Office(mandate.title, mandate.president) if mandate and mandate.title else PRESIDENT
