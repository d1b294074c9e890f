"""The words that a variable would replace, shown where they stand: no space is lost around the highlight."""

import pytest

from convention.forms.model_import import _excerpt
from convention.text.proposals import Spot


@pytest.mark.parametrize(
    ("content", "start", "end", "expected"),
    [
        ("La commune XXX partage.", 11, 14, ("La commune ", "XXX", " partage.")),
        ("La commune XXX partage.", 10, 15, ("La commune ", "XXX", " partage.")),
        ("Elle prend effet le", 19, 19, ("Elle prend effet le ", "", "")),
        ("Elle prend effet le  .", 20, 21, ("Elle prend effet le  ", "", ".")),
        ("Avant\nLa commune XXX\nAprès", 17, 20, ("La commune ", "XXX", "")),
    ],
)
def test_the_spaces_around_the_words_stay_outside_the_highlight(content, start, end, expected):
    shown = _excerpt(content, Spot("path", "1", start, end, "", ""))

    assert (shown["before"], shown["words"], shown["after"]) == expected
