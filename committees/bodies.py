"""Bodies and seats opened and closed; each act holds the row of the body, so that two seats never take one number."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from committees import rules, seating
from committees.models import Committee, Seat
from foundation.french import long_date, typography
from foundation.workflow import Refused

NOT_YOURS = "Votre fonction ne permet pas de tenir les comités."


def open_seat(seat: Seat, *, by: Any) -> Seat:
    """Give a new seat the next number of its body; numbers are never given again."""
    with _held(seat.committee, by) as committee:
        if not rules.is_open(committee, seat.opened_on):
            raise Refused(typography(f"{committee} n’est pas ouvert le {long_date(seat.opened_on)}."), about=committee)
        if refusal := rules.refusal_of_place(seat):
            raise Refused(typography(refusal), about=committee)
        seat.committee = committee
        seat.number = (committee.seats.aggregate(last=Max("number"))["last"] or 0) + 1
        seat._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        seat.save()
    return seat


def close_seat(seat: Seat, *, by: Any, last_day: date) -> Seat:
    """Nobody sits there after that day."""
    with _held(seat.committee, by):
        fresh = Seat.objects.with_place().select_for_update(of=("self",)).get(pk=seat.pk)
        if fresh.closed_on is not None:
            raise Refused(typography(f"Ce siège est déjà fermé : {long_date(fresh.closed_on)}."), about=fresh)
        return _close(fresh, last_day, by)


def close_committee(committee: Committee, *, by: Any, last_day: date) -> Committee:
    """End a working group; its seats and those who sit there end with it, and stay in the history."""
    with _held(committee, by) as fresh:
        if refusal := rules.refusal_to_close(fresh):
            raise Refused(typography(f"{fresh} ne se ferme pas : {refusal}."), about=fresh)
        if last_day < fresh.opened_on:
            raise Refused(typography(f"{fresh} n’est ouvert que depuis le {long_date(fresh.opened_on)}."), about=fresh)
        for seat in fresh.seats.filter(closed_on=None).order_by("pk").select_for_update(of=("self",)):
            _close(seat, last_day, by)
        fresh.closed_on = last_day
        fresh._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
        fresh.save()
        return fresh


def _close(seat: Seat, last_day: date, by: Any) -> Seat:
    if last_day < seat.opened_on:
        raise Refused(typography(f"Le {seat} n’est ouvert que depuis le {long_date(seat.opened_on)}."), about=seat)
    seating.end_all(seat, last_day, by=by)
    seat.closed_on = last_day
    seat._history_user = by  # type: ignore[attr-defined]  # simple_history reads it
    seat.save()
    return seat


@contextmanager
def _held(committee: Committee, by: Any) -> Iterator[Committee]:
    """The body as it is now, held until the transaction ends, for who keeps the bodies."""
    if not rules.may_keep(by):
        raise PermissionDenied(NOT_YOURS)
    with transaction.atomic():
        yield Committee.objects.select_for_update().get(pk=committee.pk)
