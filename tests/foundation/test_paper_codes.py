"""Codes of papers: read however they are copied, and no slip of the pen is another paper’s code."""

import itertools

import pytest

from foundation import paper_codes
from foundation.paper_codes import ALPHABET, LENGTH, draw, read, shown


def test_a_code_is_twelve_characters_that_nobody_mistakes_for_others():
    drawn = [draw() for _ in range(200)]
    assert {len(code) for code in drawn} == {LENGTH}
    assert set("".join(drawn)) == set(ALPHABET)
    assert not set("01OIL") & set(ALPHABET)
    assert len(set(drawn)) == len(drawn)
    assert [read(code) for code in drawn] == drawn


@pytest.mark.parametrize(
    "typed",
    [
        "{0}-{1}-{2}", "{0} {1} {2}", " {0}{1}{2}\n", "{0}\u00a0{1}\u00a0{2}", "{0}–{1}–{2}", "{0}\u2011{1}\u2011{2}",
        "{0}.{1}.{2}",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_set_apart_and_in_small_letters(typed):
    code = draw()
    copied = typed.format(code[:4], code[4:8], code[8:])
    assert read(copied) == read(copied.lower()) == code


def test_a_code_is_printed_by_fours_and_read_back():
    code = draw()
    assert shown(code) == f"{code[:4]}-{code[4:8]}-{code[8:]}"
    assert read(shown(code)) == code


def test_one_character_mistaken_or_two_exchanged_is_always_noticed():
    code = draw()
    for place, other in itertools.product(range(LENGTH), ALPHABET):
        mistaken = code[:place] + other + code[place + 1 :]
        assert read(mistaken) == (code if other == code[place] else "")
    for one, two in itertools.combinations(range(LENGTH), 2):
        letters = list(code)
        letters[one], letters[two] = letters[two], letters[one]
        assert read("".join(letters)) == (code if code[one] == code[two] else "")


@pytest.mark.parametrize("typed", ["", "-", "0" * LENGTH, "é" * LENGTH, "a\x00b", "\ud800"])
def test_what_cannot_be_a_code_is_none(typed):
    assert read(typed) == ""


def test_what_is_too_short_or_too_long_is_none():
    code = draw()

    assert [read(code[:-1]), read(f"{code}2"), read("2" * 100_000)] == ["", "", ""]


def test_no_code_is_made_of_spaces_as_long_as_a_book():
    code = draw()
    assert read(code + " " * paper_codes.LONGEST_TYPED) == ""
