"""The text of an attachment, where there is one to read; what has none is for the sender to look at."""

from html.parser import HTMLParser

from foundation.files.kinds import Kind, kind_of
from foundation.tabular.encoding import decode
from foundation.tabular.sheet import UnreadableTable

_BREAKS = "address article br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table tr ul"
BREAKS = frozenset(_BREAKS.split())
_AS_THEY_ARE = frozenset({Kind.CSV, Kind.JSON, Kind.XML})


def scannable(name: str, content: bytes) -> str | None:
    """What can be read of an attachment (text, CSV, log, JSON, XML, HTML); None for an image, a PDF, an archive.

    What it is, its content says; the name counts only for a page, whose beginning may look like any text.
    """
    kind = kind_of(content)
    if kind == Kind.EMPTY:
        return ""
    is_page = kind == Kind.HTML or (kind in _AS_THEY_ARE and name.lower().endswith((".html", ".htm")))
    if not is_page and kind not in _AS_THEY_ARE:
        return None
    try:
        text = decode(content)[0]
    except UnreadableTable:
        return None
    return _Page(text).words if is_page else text


class _Page(HTMLParser):
    """The words of a page, and what its attributes and comments say: a mail address may be there alone."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.asides: list[str] = []
        self.feed(text)
        self.close()

    @property
    def words(self) -> str:
        """What is read on the page, line by line; below, what is behind it."""
        return "\n".join(["".join(self.pieces), *self.asides])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append("\n" if tag in BREAKS else " " if tag in ("td", "th") else "")
        self.asides += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append("\n" if tag in BREAKS else "")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.asides.append(data)
