"""What somebody typed, understood: words, phrases, beginnings, refusals; and nothing that breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.fulltext.query import LONGEST, MOST, Query, Way, parse


def words(*found: str) -> tuple:
    """Clauses of one word each."""
    return tuple((Way((word,)),) for word in found)


def test_every_word_must_be_there():
    assert parse("Imprimantes bloquées") == Query(words("imprim", "bloqu"))


@pytest.mark.parametrize("text", ['"prise de rendez-vous"', "« prise de rendez-vous »", "“prise de rendez-vous”"])
def test_a_phrase_keeps_its_little_words(text):
    assert parse(text) == Query(((Way(("pri", "de", "rend", "vou")),),))


def test_little_words_are_passed_over_beside_others():
    assert parse("la panne de l’imprimante") == Query(words("pann", "imprim"))


def test_little_words_alone_are_looked_for():
    assert parse("de la") == Query(words("de", "la"))


def test_a_star_asks_for_a_beginning_as_written():
    assert parse("impriman*") == Query(((Way(("impriman",), is_beginning=True),),))


@pytest.mark.parametrize("text", ["a*", "*", "* *"])
def test_a_beginning_of_one_letter_is_none(text):
    assert not any(way.is_beginning for clause in parse(text).wanted for way in clause)


def test_a_minus_refuses():
    found = parse('imprimante -toner -"hors service"')

    assert found == Query(words("imprim"), (*words("ton"), (Way(("hor", "servic")),)))


def test_a_hyphen_inside_is_no_minus():
    assert parse("wi-fi") == Query(((Way(("wi", "fi")), Way(("wif",))),))


def test_only_refusals_look_for_nothing():
    assert not parse("-imprimante")


def test_the_last_word_may_be_unfinished():
    typed = parse("panne impri", prefix_last=True)

    assert typed == Query((*words("pann"), (Way(("impri",), is_beginning=True), Way(("impri",)))))


@pytest.mark.parametrize("text", ["panne imprimante ", 'panne "imprimante"', "panne im", "imprimante -panne "])
def test_what_is_finished_or_too_short_is_a_word(text):
    assert not any(way.is_beginning for clause in parse(text, prefix_last=True).wanted for way in clause)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("T-2026-0*", ((Way(("t20260",), is_beginning=True),),)),
        ("camille.dup*", (*words("camill"), (Way(("dup",), is_beginning=True),))),
    ],
)
def test_a_code_may_be_only_begun(text, ways):
    assert parse(text).wanted == ways


def test_a_quote_never_closed_is_passed_over():
    assert parse('"imprimante en panne') == Query(words("imprim", "pann"))


HOSTILE = [
    "' OR 1=1 --", '"', '""', "'''", "\\", "\\'", "a & | ! <-> b", "(((", "a:*b:A", "NEAR(a b, 2)", "a AND OR NOT b",
    "{a b} : c", "^a", "a + b", "kind:¤12", "¤12", "\x00", "a\x00b", "%s %(x)s %%", "*" * 500, "-" * 500, "x" * 10_000,
    "mot " * 3_000, '"' * 999, "-" + '"' * 999, "🖨️ imprimante", "مكتبة", "図書館", "́", "½ ² ﬁ ﷺ", "ß İ ı", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_typed_breaks_it(text):
    found = parse(text, prefix_last=True)

    assert len(found.wanted) <= MOST
    assert all(word.isalnum() for clause in found.wanted for way in clause for word in way.words)


@given(st.text(st.one_of(st.characters(), st.sampled_from("\"'-*«»“” ()&|!:<>\\\x00")), max_size=80), st.booleans())
def test_whatever_is_typed_is_words(text, is_typed):
    found = parse(text, prefix_last=is_typed)

    for clause in (*found.wanted, *found.unwanted):
        assert clause
        assert all(word.isalnum() for way in clause for word in way.words)


def test_what_is_too_long_is_cut():
    assert parse("a" * (LONGEST - 3) + " bb cccc") == parse("a" * (LONGEST - 3) + " bb")
