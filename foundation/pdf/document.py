"""What goes into the press beside the text, and what comes out."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document says of itself: read by the machine that files it and by the screen reader that announces it."""

    title: str
    created: datetime
    language: str
    author: str
    subject: str

    def __post_init__(self) -> None:
        if self.created.tzinfo is None:
            raise ValueError("A document is dated by an aware datetime.")

    @property
    def timestamp(self) -> str:
        """The creation date as PDF metadata want it, in UTC so that one instant is written in one way."""
        return self.created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One line of the outline that a reader shows beside the pages: a heading and where it stands."""

    label: str
    page: int  # counted from 1
    level: int  # 1 for a top heading


@dataclass(frozen=True, slots=True)
class Document:
    """A printed document: one file, both PDF/A-2a (to be kept) and PDF/UA-1 (to be read by everyone)."""

    content: bytes
    pages: int
    bookmarks: tuple[Bookmark, ...]
