"""Who sits where: designated, replaced, ended, taken back. The only way to a `Designation`.

Each act holds the row of the seat: of two at the same moment, the second sees what the first has done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from committees import rules
from committees.models import Designation, Seat
from committees.states import Rank
from foundation import clock
from foundation.french import long_date, typography
from foundation.workflow import Refused
from network.models import Assignment, Person

NOT_YOURS = "Votre fonction ne permet pas de désigner qui occupe ce siège."
REPLACED = "Remplacement"
SEAT_CLOSED = "Siège fermé"


def designate(
    seat: Seat,
    person: Person,
    *,
    by: Any,
    starts_on: date,
    ends_on: date | None = None,
    rank: str = Rank.HOLDER,
    reference: str = "",
) -> Designation:
    """Someone sits there from a day. Refused, with the remedy, when they do not speak for that place that day (R37)."""
    with _held(seat, by) as fresh:
        return _new(fresh, person, by, starts_on, ends_on, rank, reference)


def replace(
    seat: Seat, person: Person, *, by: Any, starts_on: date, reference: str = "", reason: str = REPLACED
) -> Designation:
    """Someone holds the seat in place of who does: one ends the day before the other begins."""
    with _held(seat, by) as fresh:
        for one in fresh.designations.running(starts_on).filter(rank=Rank.HOLDER):
            if one.starts_on >= starts_on:
                since = long_date(one.starts_on)
                raise _refused(f"{one.person} n’est titulaire que depuis le {since} : choisissez un jour après.", fresh)
            _end(one, starts_on - timedelta(days=1), reason or REPLACED, by)
        return _new(fresh, person, by, starts_on, None, Rank.HOLDER, reference)


def end(designation: Designation, *, by: Any, ends_on: date, reason: str = "") -> Designation:
    """Say its last day, and why."""
    with _held(designation.seat, by) as fresh:
        found = _of(fresh, designation)
        if refusal := rules.refusal_to_end(found, ends_on):
            raise _refused(refusal, fresh)
        return _end(found, ends_on, reason, by)


def take_back(designation: Designation, *, by: Any) -> None:
    """One that nobody has sat by yet is as if it had never been; the history alone remembers it."""
    with _held(designation.seat, by) as fresh:
        found = _of(fresh, designation)
        if rules.has_begun(found, clock.today()):
            raise _refused("Elle a commencé : mettez-y fin.", fresh)
        found._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        found.delete()


def end_all(seat: Seat, last_day: date, *, by: Any) -> None:
    """A seat that closes ends what runs there; what would begin after is first to be taken back."""
    for one in seat.designations.from_day(last_day + timedelta(days=1)).select_related("person"):
        if one.starts_on > last_day:
            since = long_date(one.starts_on)
            raise _refused(f"Une désignation commence le {since} ({one.person}) : retirez-la d’abord.", seat)
        _end(one, last_day, SEAT_CLOSED, by)


@contextmanager
def _held(seat: Seat, by: Any) -> Iterator[Seat]:
    """The seat as it is now, held until the transaction ends, for who may designate there."""
    with transaction.atomic():
        fresh = Seat.objects.with_place().select_for_update(of=("self",)).get(pk=seat.pk)
        if not rules.may_designate(fresh, by):
            raise PermissionDenied(NOT_YOURS)
        yield fresh


def _of(seat: Seat, designation: Designation) -> Designation:
    found = seat.designations.select_related("person").filter(pk=designation.pk).first()
    if found is None:
        raise _refused("Cette désignation n’existe plus.", seat)
    found.seat = seat
    return found


def _new(
    seat: Seat, person: Person, by: Any, starts_on: date, ends_on: date | None, rank: str, reference: str
) -> Designation:
    new = Designation(
        seat=seat,
        person=person,
        rank=rank,
        starts_on=starts_on,
        ends_on=ends_on,
        reference=reference,
        designated_by=by,
    )
    if refusal := refusal_of(new):
        raise _refused(refusal, seat)
    new._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    new.save()
    return new


def refusal_of(new: Designation) -> str:
    """Why this designation cannot be, of its days, of who sits beside, of what its person holds on the first day."""
    held = Assignment.objects.current(new.starts_on).filter(person=new.person).with_place()
    others = list(new.seat.designations.exclude(pk=new.pk).select_related("person"))
    return (
        rules.refusal_of_days(new.seat, new.starts_on, new.ends_on)
        or rules.refusal_of_rank(new, others, new.seat.committee.substitutes_per_seat)
        or rules.refusal_to_sit(new, held)
    )


def _end(designation: Designation, ends_on: date, reason: str, by: Any) -> Designation:
    designation.ends_on, designation.end_reason = ends_on, reason
    designation._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    designation.save()
    return designation


def _refused(message: str, seat: Seat) -> Refused:
    return Refused(typography(message), about=seat)
