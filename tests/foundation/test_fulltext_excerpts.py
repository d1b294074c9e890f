"""The piece of a text that says why it was found: in one line, escaped, its words marked."""

import pytest

from foundation.fulltext.excerpts import excerpt

LONG = f"{'mot ' * 200}l’imprimante est bloquée {'fin ' * 200}"


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("Les imprimantes sont là", "imprimante", "Les <mark>imprimantes</mark> sont là"),
        ("De l’imprimante.", "IMPRIMANTES", "De <mark>l’imprimante</mark>."),
        ("Un\n  écran", "ecran", "Un <mark>écran</mark>"),
        ("Un écran", "écr*", "Un <mark>écran</mark>"),
        ("Un écran", "-écran", "Un écran"),
        ("Le wi-fi", "wifi", "Le <mark>wi-fi</mark>"),
        ("T-2026-00042", "42", "<mark>T-2026-00042</mark>"),
        ("Prise de courant", '"prise de courant"', "<mark>Prise</mark> <mark>de</mark> <mark>courant</mark>"),
        ("Rien", "imprimante", "Rien"),
        ("", "imprimante", ""),
        ("<b>écran</b> & {x}", "écran", "&lt;b&gt;<mark>écran</mark>&lt;/b&gt; &amp; {x}"),
    ],
)
def test_words_looked_for_are_marked(text, query, shown):
    assert excerpt(text, query) == shown


def test_a_long_text_is_shown_around_the_first_word_found():
    shown = excerpt(LONG, "imprimantes", length=120)

    assert shown.startswith("… mot")
    assert shown.endswith("fin …")
    assert "<mark>l’imprimante</mark> est bloquée" in shown
    assert len(shown) < 150


def test_a_long_text_without_the_word_is_shown_from_its_beginning():
    shown = excerpt(LONG, "écran", length=50)

    assert shown.startswith("mot mot")
    assert shown.endswith("mot …")
    assert len(shown) <= 52


def test_a_text_without_spaces_is_cut():
    assert len(excerpt("é" * 5_000, "écran", length=100)) == 102


def test_a_word_being_typed_is_marked():
    assert excerpt("Un écran", "écr", prefix_last=True) == "Un <mark>écran</mark>"
