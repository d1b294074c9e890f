"""The end of a convention that comes: from when it is told, and in which words, wherever it is."""

from datetime import date, timedelta

from convention.coverage import Covered
from convention.states import State
from foundation.french import count, long_date

TOLD_BEFORE = 90  # days
SOON = 30  # days: an end that a next one, as long as it is not signed, does not hide


def ends_within(covered: Covered, on: date, days: int) -> bool:
    """Whether what covers the commune ends within so many days."""
    return covered.is_in_force and covered.convention.ends_on <= on + timedelta(days=days)


def is_to_tell(covered: Covered, on: date) -> bool:
    """Whether it ends soon and nothing makes that harmless.

    One that another takes over from is told as long as that other leaves days uncovered, and in the last month while it
    is not signed.
    """
    if not ends_within(covered, on, TOLD_BEFORE):
        return False
    if not covered.is_being_renewed or covered.days_uncovered:
        return True
    is_signed = covered.next_one.state in (State.SIGNED, State.NOTIFIED)
    return not is_signed and ends_within(covered, on, SOON)


def told(covered: Covered) -> str:
    """« prend fin le 12 mars 2027, rien ne la suit »."""
    convention = covered.convention
    text = f"prend fin le {long_date(convention.ends_on)}"
    if convention.terminated_on == convention.ends_on:
        return f"{text}, par dénonciation"
    if covered.days_uncovered:
        begins = long_date(covered.next_one.starts_on)
        gap = f"{count(covered.days_uncovered, 'jour')} sans convention"
        return f"{text}, la suivante ne commence que le {begins} : {gap}"
    if covered.next_one is None:
        return f"{text}, rien ne la suit"
    return f"{text}, la suivante est « {covered.next_one.state_label} »"
