"""What pages are made of, as values: a view builds them, the tags of `maillage` show them."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class Button:
    """Something one may do from a page; with a `refusal`, something one cannot do yet, and why.

    `method="post"` makes a form of it; `confirm` is the question asked first.
    """

    label: str
    url: str = ""
    method: str = "get"
    primary: bool = False
    danger: bool = False
    icon: str = ""
    refusal: str = ""
    confirm: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a timeline: who did what, when, and what they wrote.

    `kind` is "" for what happened, "internal" for a note kept between colleagues, "planned" for what is to come,
    "late" for what should have happened.
    """

    who: str
    what: str
    at: datetime | date | None
    body: str = ""
    kind: str = ""
    badge: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)  # label, address: files, mails
    aside: str = ""  # what the reader’s own service adds to it, which was not in what was written


@dataclass(frozen=True)
class Step:
    """One step of a path: its name, a detail (a date, a person) and whether it is done, current or to come."""

    label: str
    state: str  # done, current, todo
    detail: str = ""
