"""Today and now, from one place, in Europe/Paris.

`MAILLAGE_TODAY=2026-11-22` moves the day (the hour keeps running), for the demo and for tests; production
refuses to start with it (config.safety).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

PARIS = ZoneInfo("Europe/Paris")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_now", default=None)


def now() -> datetime:
    """This moment, aware, in Europe/Paris."""
    if frozen := _frozen.get():
        return frozen
    real = datetime.now(PARIS)
    if not settings.MAILLAGE_TODAY:
        return real
    moved = date.fromisoformat(settings.MAILLAGE_TODAY)
    return real.replace(year=moved.year, month=moved.month, day=moved.day)


def today() -> date:
    """The current day in Paris: a convention that ends today ends at midnight there."""
    return now().date()


@contextmanager
def frozen_at(moment: datetime | date | str) -> Iterator[datetime]:
    """Stop the clock, for the demo’s past and for tests. A bare date means noon of that day."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 12, tzinfo=PARIS)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=PARIS)
    token = _frozen.set(moment.astimezone(PARIS))
    try:
        yield moment.astimezone(PARIS)
    finally:
        _frozen.reset(token)
