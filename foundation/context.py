"""What the base page shows on every screen."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from foundation import clock, registry, sidebar


def page(request: HttpRequest) -> dict[str, Any]:
    """Navigation of this person, what is offered at the foot, who they are, the day, and whether this is the demo."""
    person = getattr(request, "user", None)
    is_known = person is not None and person.is_authenticated
    return {
        # A page is drawn with many parts, each with this context: the side bar is asked by the one that shows it.
        "nav": SimpleLazyObject(lambda: sidebar.entries_of(person)) if is_known else [],
        "page_links": registry.page_links.collect(person, request.path) if is_known else [],
        "searched": SimpleLazyObject(lambda: _searched(person)) if is_known else "",
        "signed_in_as": _identity(person) if is_known else None,
        "today": clock.today(),
        "demo": settings.MAILLAGE_DEMO,
    }


def _searched(person: Any) -> str:
    """What this person looks for: the first two things that the apps name; "" when none does."""
    return ", ".join(registry.searched.collect(person)[:2])


def _identity(person: Any) -> dict[str, str]:
    assignment = next(iter(person.current_assignments(clock.today())), None)
    return {
        "name": person.get_full_name(),
        "function": assignment.get_role_display().capitalize() if assignment else "",
        "place": str(assignment.place) if assignment else "",
    }
