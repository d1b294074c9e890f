"""The slow oracle: somebody with a watch who looks at the ticket and at the door every minute, and writes it down.

Nothing here is shared with the clocks but the names of the states.
"""

from dataclasses import dataclass
from datetime import UTC, date, time
from functools import cache

from foundation.clock import PARIS
from foundation.workcalendar import public_holidays
from tests.tickets.random_histories import CALENDARS, MINUTE, ORIGINS, Story

WATCHED = 25 * 24 * 60  # minutes from the origin: what comes later is only known to be later
LATER = "later"


@dataclass
class Seen:
    """What the watcher wrote down."""

    state: str = "NOT_BEGUN"
    consumed: int = 0
    promised: int | None = None
    due: int | str | None = None
    marks: tuple = ()
    breached: int | None = None


def in_minutes(shown: time) -> int:
    """A time of the day in minutes since midnight."""
    return shown.hour * 60 + shown.minute


@cache
def faces(origin: str) -> list[tuple[date, int]]:
    """The day, minute after minute, and the latest time that its clock has shown, in minutes since midnight.

    A clock put back neither reopens a door that has closed nor closes one that has opened.
    """
    start = ORIGINS[origin].astimezone(UTC)
    moment = ORIGINS[origin].replace(hour=0, minute=0).astimezone(UTC)
    found: list[tuple[date, int]] = []
    day, latest = None, -1
    while moment < start + WATCHED * MINUTE:
        local = moment.astimezone(PARIS)
        if local.date() != day:
            day, latest = local.date(), -1
        latest = max(latest, in_minutes(local.time()))
        if moment >= start:
            found.append((day, latest))
        moment += MINUTE
    return found


@cache
def doors(calendar: str, origin: str) -> list[bool]:
    """Whether the service is open, minute after minute."""
    hours = CALENDARS[calendar]
    week = [[(in_minutes(opens), in_minutes(closes) or 1440) for opens, closes in day] for day in hours.week]
    shut = {day for day, _ in faces(origin) if day in hours.closed or day in public_holidays(day.year)}
    return [
        day not in shut and any(opens <= shown < closes for opens, closes in week[day.weekday()])
        for day, shown in faces(origin)
    ]


def doing(clock: str, chapter: tuple, minute: int, pauses: dict) -> tuple[str, int | None]:
    """What the clock does in that minute: run, pause, stop or over; and until when a pause is known to last."""
    _, state, level, reason, resumes = chapter
    if state in ("RESOLVED", "CLOSED", "CANCELLED", "REFUSED", "MERGED"):
        return "over", None
    awaited = {"TO_APPROVE": "APPROVAL", "WAITING": reason}.get(state, "")
    if clock == "UC":
        if level != "VENDOR" and awaited not in ("VENDOR", "BUYER"):
            return "over", None
    elif level == "COMMUNE" or (clock == "OLA" and level == "VENDOR"):
        return "stop", None
    if awaited and awaited in pauses[clock] and (resumes is None or minute < resumes):
        return ("stop" if awaited == "COMMUNE" else "pause"), resumes
    return "run", None


def takes(clock: str, chapter: tuple) -> bool:
    """Whether the party has the ticket in hand in that chapter."""
    _, state, level, _, _ = chapter
    if state == "NEW":
        return False
    return level == "VENDOR" if clock == "UC" else clock == "OLA" or level != "COMMUNE"


def in_force(dated: tuple, minute: int):
    """The last of what is dated by that minute."""
    return [one for one in dated if one[0] <= minute][-1]


def hops_of(story: Story) -> list[tuple[int, int | None]]:
    """From when and until when each level had the ticket."""
    starts = [chapter[0] for i, chapter in enumerate(story.chapters) if not i or chapter[2] != story.chapters[i - 1][2]]
    return list(zip(starts, [*starts[1:], None], strict=True))


def watch(story: Story, clock: str, target: str, hop: int = 0) -> Seen:
    """A clock and a target of a story at its minute `now`, found by looking at every minute until then."""
    begin, end = {"SLA": (0, None), "OLA": hops_of(story)[hop], "UC": (story.received, None)}[clock]
    if begin is None or begin > story.now:
        return Seen()
    _, targets, pauses = max(
        (one for one in enumerate(story.versions) if one[1][0] <= begin), key=lambda one: (one[1][0], one[0])
    )[1]
    graded = story.severities if clock == "UC" else story.priorities
    door, seen = doors(story.calendar, story.origin), Seen()
    done: list[int] = []  # when each working minute was over
    last, is_ended, chapter = None, False, 0  # the last minute with something to do: what it did, its code
    aimed = begin  # since when the target is waited for
    for minute in range(begin, story.now + 1):
        while chapter + 1 < len(story.chapters) and story.chapters[chapter + 1][0] <= minute:
            chapter += 1
        has_it = takes(clock, story.chapters[chapter]) or (clock == "UC" and minute in story.news)
        if (end is not None and minute >= end) or (target == "TAKE" and has_it):
            is_ended = True
            break
        if target == "NEXT_UPDATE" and minute > begin and minute in story.news:
            done, seen.breached, last, aimed = [], None, None, minute
        does, until = doing(clock, story.chapters[chapter], minute, pauses)
        code = in_force(graded, minute)[1]
        if does != "over":
            last = (does, until, code, minute)
        if does == "run" and minute < story.now:
            promised = targets.get(code, {}).get(target)
            if promised and len(done) >= promised and seen.breached is None:
                seen.breached = minute
            if door[minute]:
                done.append(minute + 1)
    is_over = is_ended or does == "over"
    seen.state = "STOPPED" if is_over else {"run": "RUNNING", "pause": "PAUSED", "stop": "STOPPED"}[does]
    seen.consumed = len(done)
    code = last[2] if last else in_force(graded, aimed)[1]
    promised = seen.promised = targets.get(code, {}).get(target)
    if promised:
        seen.due = look_ahead(door, done, last, story.now, promised, is_over)
        wanted = [promised * percent // 100 for percent in (50, 75, 90, 100)]
        seen.marks = tuple(
            done[n - 1] if n <= len(done) else None if is_over else look_ahead(door, done, last, story.now, n, is_over)
            for n in wanted
        )
    return seen


def look_ahead(door: list[bool], done: list[int], last: tuple | None, now: int, wanted: int, is_over: bool):
    """When so many working minutes will be over if the last thing done goes on; None if it is a pause without end."""
    if wanted <= len(done):
        return done[wanted - 1]
    if last is None:
        return None
    does, until, _, minute = last
    if does != "run" and until is None:
        return None
    start = (minute + 1 if is_over else now) if does == "run" else until
    left = wanted - len(done)
    for later in range(start, WATCHED):
        left -= door[later]
        if not left:
            return later + 1
    return LATER
