"""The sheet that people sign when they come in, one per half-day: the trace of presence on paper (R09, art. 2.2)."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from foundation import clock, pdf
from foundation.french import bound, full_date, hour
from foundation.pdf.alphabet import why_unprintable
from foundation.workflow import Refused
from network.models import Assignment, UrbanCommunity
from training import attendance, rules
from training.models import HalfDay, Session

TEMPLATE = "pdf/sign_in_sheet.html"


@dataclass(frozen=True)
class Row:
    """One who signs: their name, where they come from."""

    name: str
    place: str = ""


def print_sheet(session: Session, half_day: HalfDay) -> bytes:
    """The sheet of a half-day, with those expected as they are now; it is printed anew each time, and kept on paper.

    Raises Refused, with why there is none, or what cannot be printed.
    """
    if why := rules.refusal_of_sheet(session):
        raise Refused(why)
    day = half_day.starts_at.astimezone(clock.PARIS).date()
    people = [_row(one.booking.person, one.booking.assignment) for one in attendance.participants(session)]
    trainers = [_row(one) for one in session.trainers.order_by("sort_name", "pk")]
    names = [f"{one.name} {one.place}" for one in (*people, *trainers)]
    if why := why_unprintable(" ".join([str(session.course), session.place, *names])):
        raise Refused(why)
    context: dict[str, Any] = {
        "session": session,
        "when": bound(f"{full_date(day).capitalize()}, de {hour(half_day.starts_at)} à {hour(half_day.ends_at)}"),
        "people": people,
        "trainers": trainers,
    }
    title = f"Feuille d’émargement : {session.course}"
    author = str(UrbanCommunity.objects.first() or "")
    try:
        return pdf.render(TEMPLATE, context, title=title, created=clock.now(), author=author)
    except pdf.PdfError as impossible:
        raise Refused(str(impossible)) from impossible


def file_name(half_day: HalfDay) -> str:
    """How it is named when it is saved: « émargement 2027-03-16 9h00.pdf »."""
    return f"émargement {half_day.starts_at.astimezone(clock.PARIS):%Y-%m-%d %Hh%M}.pdf"


def _row(person: Any, assignment: Assignment | None = None) -> Row:
    return Row(unicodedata.normalize("NFC", str(person)), _place(assignment) if assignment else "")


def _place(assignment: Assignment) -> str:
    """« Les Mureaux, Médiathèque … »: the commune first, by which people call themselves; a service by its name."""
    if assignment.library is None:
        return str(assignment.place)
    return f"{assignment.library.commune}, {assignment.library}"
