"""Figures as pictures: our own SVG, the same in page and PDF, always beside its words (design: screens)."""

from collections.abc import Sequence
from dataclasses import dataclass

TEAL, SHADE, RUST = "#0f5c6e", "#9dbfc9", "#b4531b"
COLUMN, GAP, HEIGHT, TOP = 30, 17, 84, 22


@dataclass(frozen=True)
class Key:
    """One line of a legend: a colour and what it means, in words that suffice in black and white."""

    fill: str
    words: str


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
    legend: Sequence[Key] = ()

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


@dataclass(frozen=True)
class Moment:
    """One line of a timeline: what it is called, how many, where it leads, and what a screen reader says of it."""

    label: str
    value: int
    url: str = ""
    words: str = ""
    fill: str = TEAL
    note: str = ""


LINE, AXIS, UNIT_WIDTH, TIMELINE = 26, 84, 150, 330  # heights and widths, in units of the view box


@dataclass(frozen=True)
class DrawnMoment:
    """A moment with its place in the drawing."""

    moment: Moment
    top: int
    length: int

    @property
    def bar(self) -> int:
        """Where its bar begins, from the top."""
        return self.top + 5

    @property
    def base(self) -> int:
        """The line of its words."""
        return self.top + 18

    @property
    def after(self) -> int:
        """Where the number stands, after the bar."""
        return AXIS + self.length + 6


@dataclass(frozen=True)
class Timeline:
    """Time from top to bottom, so that it is read on a phone too; `today` is the share of the first moment gone by."""

    key: str  # unique in the page
    title: str
    moments: Sequence[Moment]
    today: float
    legend: Sequence[Key] = ()

    @property
    def height(self) -> int:
        """Of the view box."""
        return LINE * max(len(self.moments), 1) + 2

    @property
    def mark(self) -> float:
        """Where today is, from the top."""
        return round(LINE * self.today, 1)

    @property
    def drawn(self) -> list[DrawnMoment]:
        """The moments to scale: the longest bar fills the width."""
        longest = max((one.value for one in self.moments), default=0) or 1
        return [
            DrawnMoment(one, rank * LINE, round(UNIT_WIDTH * one.value / longest))
            for rank, one in enumerate(self.moments)
        ]
