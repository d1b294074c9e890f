"""Figures as pictures: our own SVG, the same in page and PDF, always beside its words (design: screens)."""

from collections.abc import Sequence
from dataclasses import dataclass

TEAL, SHADE, RUST = "#0f5c6e", "#9dbfc9", "#b4531b"
COLUMN, GAP, HEIGHT, TOP = 30, 17, 84, 22


@dataclass(frozen=True)
class Bar:
    """One bar: what it counts, how many, its colour, and what is said above it beyond the number."""

    label: str
    value: int
    fill: str = TEAL
    note: str = ""


@dataclass(frozen=True)
class Drawn:
    """A bar with its place in the drawing, in units of the view box."""

    bar: Bar
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where its words are centred."""
        return self.x + COLUMN // 2

    @property
    def above(self) -> int:
        """The line of the number above it."""
        return self.y - 6


@dataclass(frozen=True)
class BarChart:
    """Upright bars in a row. `title` and `text` are what a screen reader says instead."""

    key: str  # unique in the page
    title: str
    text: str
    bars: Sequence[Bar]

    @property
    def width(self) -> int:
        """Of the view box."""
        return max(len(self.bars), 1) * (COLUMN + GAP) + GAP

    @property
    def height(self) -> int:
        """Of the view box, with the words above and below."""
        return TOP + HEIGHT + 26

    @property
    def base(self) -> int:
        """The line that the bars stand on."""
        return TOP + HEIGHT

    @property
    def words(self) -> int:
        """The line of the labels."""
        return self.base + 17

    @property
    def drawn(self) -> list[Drawn]:
        """The bars to scale: the tallest fills the height; one of nought is a line."""
        tallest = max((bar.value for bar in self.bars), default=0) or 1
        drawn = []
        for index, bar in enumerate(self.bars):
            height = round(HEIGHT * bar.value / tallest)
            drawn.append(Drawn(bar, GAP + index * (COLUMN + GAP), self.base - height, height))
        return drawn
