"""What the scenes share: the pages to look at, who looks, a day (see tests.browser.scenes)."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from foundation import clock
from network.models import Person

COORDINATOR, ADMINISTRATOR, NOBODY = "coordinatrice", "admin", ""
HELD = timedelta(hours=1)  # longer than the tests last


class Scenes:
    """What is put on the stage, and the pages that show it."""

    def __init__(self) -> None:

        self.by = Person.objects.get(email=f"{COORDINATOR}@demo.example")
        self.pages: list[dict[str, str]] = []

    def show(self, name: str, *args: Any, account: str = COORDINATOR, query: str = "") -> None:
        """Have this page looked at, by who signs in with this account; « » is nobody."""

        self.pages.append({"name": name, "path": reverse(name, args=args) + query, "account": account})


def day(number: int) -> date:
    """So many days from today."""
    return clock.today() + timedelta(days=number)
