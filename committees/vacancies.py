"""Who speaks for each commune in a body, and which have nobody (R37, art. 5.1): computed, never stored."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from committees.models import Committee, Seat
from committees.states import Capacity, Standing
from convention.models import Convention
from network.models import Commune, Library


def _counted(rows: Any) -> Coalesce:
    number = rows.order_by().annotate(n=Func(F("pk"), function="COUNT", output_field=models.IntegerField()))
    return Coalesce(Subquery(number.values("n"), output_field=models.IntegerField()), 0)


def by_commune(committee: Committee, on: date) -> models.QuerySet:
    """The communes that this body concerns: a convention in force, a library, or a seat there.

    Each with `is_covered`, `seat_count`, `filled_count` and `participant_count`, of the seats open that day.
    """
    covered = Convention.objects.in_force(on).filter(commune=OuterRef("pk"))
    libraries = Library.objects.open_on(on).filter(commune=OuterRef("pk"))
    own = Q(commune=OuterRef("pk")) | Q(library__commune=OuterRef("pk"))
    seats = Seat.objects.open_on(on).filter(own, committee=committee)
    filled = seats.with_standing(on).filter(standing=Standing.FILLED)
    communes = Commune.objects.annotate(
        is_covered=Exists(covered),
        has_library=Exists(libraries),
        seat_count=_counted(seats),
        filled_count=_counted(filled),
        participant_count=_counted(filled.filter(capacity=Capacity.PARTICIPANT)),
    )
    return communes.filter(Q(is_covered=True) | Q(has_library=True) | Q(seat_count__gt=0))


def with_participant(on: date) -> Any:
    """The keys of the communes for which a participant sits that day, in whatever body (R37)."""
    filled = Seat.objects.open_on(on).with_standing(on).filter(standing=Standing.FILLED, capacity=Capacity.PARTICIPANT)
    return filled.values("commune")


def without_voice(communes: models.QuerySet) -> models.QuerySet:
    """Of these, those for which nobody sits: no seat, or seats without a holder."""
    return communes.filter(filled_count=0)


def without_participant(communes: models.QuerySet) -> models.QuerySet:
    """Of these, those under a convention that have designated no participant (R37)."""
    return communes.filter(is_covered=True, participant_count=0)


def with_counts(committees: models.QuerySet, seats: Any, on: date) -> models.QuerySet:
    """Each body with how many of these seats are open that day, filled, to be replaced and vacant."""
    own = seats.open_on(on).filter(committee=OuterRef("pk"))
    standing = own.with_standing(on)
    return committees.annotate(
        seat_count=_counted(own),
        filled_count=_counted(standing.filter(standing=Standing.FILLED)),
        to_replace_count=_counted(standing.filter(standing=Standing.TO_REPLACE)),
        vacant_count=_counted(standing.filter(standing=Standing.VACANT)),
    )
