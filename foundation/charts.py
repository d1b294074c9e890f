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


@dataclass(frozen=True)
class Part:
    """One bar of a row: how many, its colour, and what is said after the number."""

    value: float
    words: str = ""  # instead of the number: « 3 h 20 », « 11, dont 2 en retard »
    fill: str = TEAL


@dataclass(frozen=True)
class Row:
    """What is counted, and its bars, one under the other."""

    label: str
    parts: Sequence[Part]


WIDE, SAID, THICK, STEP, APART = 330, 120, 14, 18, 8  # of the view box, room for words, heights


@dataclass(frozen=True)
class DrawnPart:
    """A bar with its place in the drawing."""

    part: Part
    x: int
    y: int
    length: int

    @property
    def base(self) -> int:
        """The line of its words."""
        return self.y + THICK - 3

    @property
    def after(self) -> int:
        """Where its words begin."""
        return self.x + self.length + 6

    @property
    def words(self) -> str:
        """The number, or what is said instead."""
        return self.part.words or f"{self.part.value:g}"


@dataclass(frozen=True)
class DrawnRow:
    """A row with the place of its label: at the left of its bars, or above them."""

    label: str
    x: int
    base: int
    anchor: str
    parts: Sequence[DrawnPart]


@dataclass(frozen=True)
class RowChart:
    """Bars that lie down, row under row: read on a phone as on a desk. `text` is what a screen reader says instead.

    `axis` is the room at the left for short labels; without it each label stands above its bars, however long.
    """

    key: str  # unique in the page
    title: str
    text: str
    rows: Sequence[Row]
    legend: Sequence[Key] = ()
    axis: int = 0

    @property
    def height(self) -> int:
        """Of the view box."""
        return max(sum(self._height(row) for row in self.rows), STEP)

    @property
    def drawn(self) -> list[DrawnRow]:
        """The rows to scale: the longest bar fills what the words leave."""
        longest = max((part.value for row in self.rows for part in row.parts), default=0) or 1
        room, found, top = WIDE - self.axis - SAID, [], 0
        for row in self.rows:
            first = top if self.axis else top + STEP
            parts = [
                DrawnPart(part, self.axis, first + rank * STEP, round(room * part.value / longest))
                for rank, part in enumerate(row.parts)
            ]
            x, anchor = (self.axis - 8, "end") if self.axis else (0, "start")
            found.append(DrawnRow(row.label, x, top + THICK - 3, anchor, parts))
            top += self._height(row)
        return found

    def _height(self, row: Row) -> int:
        return len(row.parts) * STEP + APART + (0 if self.axis else STEP)
