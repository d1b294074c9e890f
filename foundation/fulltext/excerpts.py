"""Why a text was found: the piece of it around the words looked for, with these marked."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from foundation.fulltext.query import Query, parse
from foundation.fulltext.words import Placed, terms

LENGTH = 240  # characters shown
BEFORE = 60  # of them, before the first word found


def excerpt(text: str, query: str, *, length: int = LENGTH, prefix_last: bool = False) -> SafeString:
    """A piece of the text, in one line, escaped, where the words looked for are `<mark>`; its beginning if none is."""
    text = " ".join(text.split())
    asked = parse(query, prefix_last=prefix_last)
    found = [placed for placed in terms(text) if _is_wanted(placed, asked)]
    start, end = _window(text, found[0].start if found else 0, length)
    shown = [placed for placed in found if start <= placed.start and placed.end <= end]
    pieces, done = [], start
    for placed in shown:
        pieces.append(text[done : placed.start])
        pieces.append(format_html("<mark>{}</mark>", text[placed.start : placed.end]))
        done = placed.end
    pieces.append(text[done:end])
    cut = ("… " if start else "", " …" if end < len(text) else "")
    return format_html_join("", "{}", ((piece,) for piece in (cut[0], *pieces, cut[1])))


def _is_wanted(placed: Placed, query: Query) -> bool:
    """Whether this term is one of the words looked for, or one of the row that is."""
    words = {*placed.term.stems, *placed.term.forms}
    return any(way.holds(words) for clause in query.wanted for way in clause)


def _window(text: str, first: int, length: int) -> tuple[int, int]:
    """From where to where the text is shown, between words where there is a space near."""
    if len(text) <= length:
        return 0, len(text)
    start = max(0, min(first - BEFORE, len(text) - length))
    if start:
        start = min(max(start, text.find(" ", start) + 1), first)
    end = min(len(text), start + length)
    if end < len(text):
        space = text.rfind(" ", start, end + 1)
        end = space if space > first else end
    return start, end
