"""The communes to choose from when conventions are made: which are shown, which are ticked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from convention.coverage import NONE, Covered
from convention.states import Situation

ALL = "toutes"
CHIPS: dict[str, tuple[str, Callable[[Covered], bool]]] = {  # what each button above the communes shows
    ALL: ("Toutes", lambda one: True),
    "sans": ("Sans convention", lambda one: one.situation in (NONE, Situation.VOID)),
    "echues": ("Échues", lambda one: one.situation == Situation.EXPIRED),
    "a-renouveler": ("À renouveler", lambda one: one.is_awaiting_next),
}
SHOW, TICK, UNTICK = "show-", "tick", "untick"


@dataclass(frozen=True)
class Row:
    """One commune, with the convention that counts for it today."""

    covered: Covered
    is_shown: bool
    is_ticked: bool


@dataclass(frozen=True)
class Chip:
    """One button that narrows the communes shown."""

    action: str
    label: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Board:
    """The table of communes, as it is after what was just asked."""

    rows: list[Row]
    chips: list[Chip]
    shown: str

    @staticmethod
    def is_move(action: str) -> bool:
        """Whether a button of the board was pressed, rather than one that checks or launches."""
        return action.startswith(SHOW) or action in (TICK, UNTICK)

    @property
    def ticked(self) -> int:
        """How many communes are chosen, shown or not."""
        return sum(row.is_ticked for row in self.rows)


def board_of(covered: Iterable[Covered], ticked: Iterable[str], shown: str, action: str) -> Board:
    """The board once `action` is done; a commune that is hidden stays ticked."""
    covered = list(covered)
    if action.startswith(SHOW):
        shown = action.removeprefix(SHOW)
    if shown not in CHIPS:
        shown = ALL
    visible = {str(one.commune.pk) for one in covered if CHIPS[shown][1](one)}
    chosen = set(ticked)
    if action == TICK:
        chosen |= visible
    elif action == UNTICK:
        chosen -= visible
    rows = [Row(one, str(one.commune.pk) in visible, str(one.commune.pk) in chosen) for one in covered]
    chips = [
        Chip(SHOW + name, label, sum(map(is_shown, covered)), name == shown)
        for name, (label, is_shown) in CHIPS.items()
    ]
    return Board(rows, chips, shown)
