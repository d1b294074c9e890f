"""How far someone has come: what they are certified for, what must come first."""

from datetime import date, datetime

from foundation import clock
from network.models import Person
from training.models import Certification, Course


def has_passed(course: Course, person: Person, on: date) -> bool:
    """Whether that day someone holds what this course gives: its own attestation, or others for all its modules."""
    held = Certification.objects.filter(person=person).valid(on)
    if held.filter(course=course).exists():
        return True
    needed = set(course.modules.values_list("module", flat=True))
    return bool(needed) and needed <= set(held.values_list("modules__module", flat=True))


def lacking(course: Course, person: Person, at: datetime) -> list[Course]:
    """The courses that someone must have passed before, by the day the session begins."""
    on = at.astimezone(clock.PARIS).date()
    return [one for one in course.prerequisites.all() if not has_passed(one, person, on)]


def lacking_prerequisites(course: Course, person: Person, at: datetime) -> list[str]:
    """The same, by their titles."""
    return [str(one) for one in lacking(course, person, at)]
