"""The line that opens an article: « ARTICLE 6 : DURÉE », « Art. 2.1 – Les valeurs », « Article premier »."""

import re
from dataclasses import dataclass

from convention.text.structure import Level

MAX_TITLE = 250  # beyond, the article's text stands on the line of its number

_NUMBER = r"(?P<number>\d{1,2}(?:[.-]\d{1,2}){0,3}|premier|[ivx]{1,5})(?P<ordinal>er)?"
_SEPARATOR = r"\s*(?P<separator>[:–—.\-]+)?"
_NAMED = re.compile(
    rf"[#\s]*\**\s*(?:article|art\.?)\s*(?:n°\s*)?{_NUMBER}(?!\w){_SEPARATOR}\s*(?P<title>.*?)\**", re.IGNORECASE
)
_BARE_SUB = re.compile(rf"[#\s]*\**(?P<number>\d{{1,2}}\.\d{{1,2}}){_SEPARATOR}\s+(?P<title>[^\W\d_].*?)\**")
_BARE_TOP = re.compile(rf"[#\s]*\**(?P<number>\d{{1,2}}){_SEPARATOR}\s+(?=.*[A-ZÀ-Þ]{{3}})(?P<title>[^a-zà-ÿ]+?)\**")
_ROMAN = {"i": 1, "v": 5, "x": 10}


@dataclass(frozen=True)
class Heading:
    """An article's number as we write it ("4.1"), the title on the same line, and whether the number was rewritten."""

    number: str
    title: str
    body: str = ""
    is_renumbered: bool = False
    is_too_deep: bool = False

    @property
    def level(self) -> Level:
        return 2 if "." in self.number else 1


def heading_of(line: str, *, named_only: bool) -> Heading | None:
    """The heading that a line holds, or None. With `named_only`, « 1. OBJET » is a list item, not an article."""
    found = _NAMED.fullmatch(line)
    if found:
        return _heading(found) if _opens_an_article(found) else None
    found = _BARE_SUB.fullmatch(line)
    if found is None and not named_only:
        found = _BARE_TOP.fullmatch(line)
    return _heading(found) if found and not found["title"].endswith((";", ".", ",")) else None


def looks_like_heading(line: str) -> bool:
    """A line that begins like an article but goes on like a sentence (« Article 6 de la loi … »)."""
    found = _NAMED.fullmatch(line)
    return found is not None and not _opens_an_article(found)


def _opens_an_article(found: re.Match[str]) -> bool:
    title = found["title"]
    if not title or found["separator"]:
        return True
    return title[0].isupper() and not title.endswith((".", ";", ",")) and len(title) <= MAX_TITLE


def _heading(found: re.Match[str]) -> Heading:
    written, title = found["number"], found["title"].strip()
    number = _arabic(written)
    parts = number.split(".")
    body = ""
    if len(title) > MAX_TITLE or (title.endswith(".") and len(title.split()) > 25):
        title, body = "", title
    return Heading(number, title, body, is_renumbered=number != written, is_too_deep=len(parts) > 2)


def _arabic(written: str) -> str:
    if written[0].isdigit():
        return written.replace("-", ".")
    if written.lower() == "premier":
        return "1"
    values = [_ROMAN[letter] for letter in written.lower()]
    total = sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
    return str(total)
