"""Who may still sit where: arithmetic on numbers, without a query, so that a test can try every case."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass
class Seats:
    """The seats of one session: `maximum` in all, some `held` for communes until a date, some `taken`.

    A commune is its key; None is who comes from no commune (a service of the Communauté, a vendor). Only the seats
    still held count: whoever builds this leaves out those whose date has passed.
    """

    maximum: int
    held: Mapping[int, int] = field(default_factory=dict)
    taken: Counter[int | None] = field(default_factory=Counter)

    @classmethod
    def of(cls, maximum: int, held: Mapping[int, int], seated: Iterable[int | None]) -> "Seats":
        """From the communes of those seated, one for each."""
        return cls(maximum, dict(held), Counter(seated))

    def free_for(self, commune: int | None) -> int:
        """How many more of this commune may sit: what is neither taken nor held for another commune."""
        for_others = sum(max(0, number - self.taken[other]) for other, number in self.held.items() if other != commune)
        return max(0, self.maximum - self.taken.total() - for_others)

    def take(self, commune: int | None) -> None:
        """Seat one of this commune. ValueError when none is free for it: the caller asked for too much."""
        if not self.free_for(commune):
            raise ValueError("No seat is free for this commune.")
        self.taken[commune] += 1
