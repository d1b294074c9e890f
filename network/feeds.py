"""The address of a person’s calendar: a secret that a calendar program keeps, and that its owner may revoke."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from foundation import clock, links
from foundation.models import SignedLink
from foundation.workflow import Refused

FEED = "calendar-feed"
LASTS = timedelta(days=3650)  # a program asks for years; it is revoked, or its owner leaves, long before


def make(person: Any) -> str:
    """A new address for this person, shown only now; the former one serves no more."""
    links.revoke(person, FEED)
    token = links.make(person, FEED, lasts=LASTS, single_use=False)
    return reverse("calendar_feed", args=[token])


def revoke(person: Any) -> int:
    """Make the address useless; how many were."""
    return links.revoke(person, FEED)


def current(person: Any) -> SignedLink | None:
    """The address that serves now: when it was made, not what it is."""
    standing = SignedLink.objects.filter(person=person, purpose=FEED, revoked_at=None, expires_at__gt=clock.now())
    return standing.order_by("-created_at").first()


def owner(token: str, *, asker: str) -> Any:
    """Whose calendar this address gives: someone who still holds a function. Raises Refused."""
    person = links.find(token, FEED, asker=asker).person
    if not person.is_active or not person.current_assignments(clock.today()):
        raise Refused(links.UNKNOWN)
    return person
