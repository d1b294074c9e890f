"""By what each clock’s targets are promised: how pressing a ticket is, or how grave a case with the vendor is (R17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import TextChoices

from tickets.priorities import Priority
from tickets.states import Clock, Severity


@dataclass(frozen=True)
class Axis:
    """The codes by which a promise is made, and their name in a sentence: « priorité P2 », « gravité majeure »."""

    name: str
    codes: type[TextChoices]

    def checked(self, code: str) -> str:
        """The code itself. Raises ValueError for one that is not of this axis: nothing would be promised, unseen."""
        return str(self.codes(code).value)

    def told(self, code: str) -> str:
        """A code with the name of its axis."""
        return f"{self.name} {self.codes(code).label}"


BY_PRIORITY = Axis("priorité", Priority)
BY_SEVERITY = Axis("gravité", Severity)
# The market grades what the vendor owes by how grave it is; the priority is between the libraries and the Communauté.
AXES: Mapping[str, Axis] = MappingProxyType({Clock.SLA: BY_PRIORITY, Clock.OLA: BY_PRIORITY, Clock.UC: BY_SEVERITY})
