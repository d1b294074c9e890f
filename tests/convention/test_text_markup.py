"""The small markup gives safe HTML, plain text, and nothing but what it allows."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convention.text.markup import Block, blocks, html, line_html, literal, plain
from convention.text.variables import Variable

BODY = "Intro **forte** :\n\n### Frais :\n\n- un\n- deux\n  - *bis*\n\n2. trois\n\nFin."
ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "h4", "mark"}


def test_paragraphs_lists_bold_and_sub_headings_become_html() -> None:
    assert re.sub(r"\n", "", html(BODY)) == (
        "<p>Intro <strong>forte</strong> :</p><h4>Frais :</h4>"
        "<ul><li>un</li><li>deux<ul><li><em>bis</em></li></ul></li></ul>"
        '<ol start="2"><li>trois</li></ol><p>Fin.</p>'
    )


def test_sub_headings_take_the_level_asked_for() -> None:
    assert html("# Un\n\n#### Deux", heading_level=5) == "<h5>Un</h5>\n<h5>Deux</h5>\n"


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[lien](javascript:alert(1))",
        "![image](https://exemple.fr/a.png)",
        "`code`",
        "> citation",
        "| a | b |\n|---|---|\n| c | d |",
        "    code",
        "***\n\n---",
        "https://exemple.fr",
        "&lt;b&gt;",
    ],
)
def test_everything_else_stays_characters(body: str) -> None:
    rendered = html(body)

    assert set(re.findall(r"</?(\w+)", rendered)) <= ALLOWED
    assert "href" not in rendered
    assert "<script" not in rendered


@given(st.text("<>&\"'`[]()!*_#-+.123 \n\tabé{}\\|", max_size=120))
def test_no_text_whatever_makes_a_tag_that_is_not_allowed(body: str) -> None:
    tags = re.findall(r"<([^<>]*)>", html(body))

    assert all(re.fullmatch(r'br|/?(?:p|ul|ol|li|strong|em|h4)|ol start="\d+"', tag) for tag in tags), tags


def test_an_ampersand_and_guillemets_stay_themselves() -> None:
    assert html("« GPS&O » & l’État") == "<p>« GPS&amp;O » &amp; l’État</p>\n"
    assert plain("« GPS&O » & l’État") == "« GPS&O » & l’État"


def test_blocks_say_kind_depth_and_marker() -> None:
    assert list(blocks(BODY)) == [
        Block("paragraph", "Intro forte :"),
        Block("heading", "Frais :"),
        Block("item", "un", 1, "– "),
        Block("item", "deux", 1, "– "),
        Block("item", "bis", 2, "– "),
        Block("item", "trois", 1, "2. "),
        Block("paragraph", "Fin."),
    ]


def test_plain_text_sets_paragraphs_apart_and_indents_items() -> None:
    assert plain(BODY) == "Intro forte :\n\nFrais :\n\n– un\n– deux\n  – bis\n2. trois\n\nFin."


def test_a_backslash_at_the_end_of_a_line_breaks_it() -> None:
    assert html("un\\\ndeux") == "<p>un<br>\ndeux</p>\n"
    assert plain("un\\\ndeux") == "un\ndeux"


COMMUNE = Variable("commune", "Nom de la commune", "place", "commune")


def test_variables_are_said_in_words_and_unknown_ones_as_such() -> None:
    shown = html("À {{ de_commune }}, **{{COMMUNE}}**, {{ autre_lieu }}", show=[COMMUNE])

    assert '<mark class="variable" title="Nom de la commune">de la commune</mark>' in shown
    assert (
        '<strong><mark class="variable is-capitals" title="Nom de la commune">nom de la commune</mark></strong>'
        in shown
    )
    assert '<mark class="variable" title="variable non déclarée">autre lieu</mark>' in shown


def test_a_title_is_shown_with_its_variables_in_words_and_its_french_marks() -> None:
    shown = line_html("L'accord de {{ DE_COMMUNE }} & <b>", [COMMUNE])

    assert shown == (
        'L’accord de <mark class="variable is-capitals" title="Nom de la commune">de la commune</mark> &amp; &lt;b&gt;'
    )


def test_a_variable_with_an_example_is_shown_by_it_and_named_to_who_hears_the_page() -> None:
    examples = {"commune": "Le Mesnil & <b>"}
    named = '<span class="visually-hidden">Nom de la commune\u00a0: </span>'

    shown = html("La commune {{ de_commune }}, {{ a_commune }}, {{ COMMUNE }}", show=[COMMUNE], examples=examples)
    title = line_html("Convention avec {{ commune }}", [COMMUNE], examples)

    assert (
        f'La commune <mark class="variable" title="Nom de la commune">{named}du Mesnil &amp; &lt;b&gt;</mark>' in shown
    )
    assert f">{named}au Mesnil &amp; &lt;b&gt;</mark>" in shown
    assert f'<mark class="variable is-capitals" title="Nom de la commune">{named}Le Mesnil' in shown
    assert title.endswith(f"{named}Le Mesnil &amp; &lt;b&gt;</mark>")


def test_a_variable_without_an_example_stays_in_words_beside_those_that_have_one() -> None:
    mayor = Variable("maire", "Nom du Maire", "person", "commune", required=False)

    shown = line_html("{{ maire }}, {{ commune }}, {{ inconnue }}", [COMMUNE, mayor], {"commune": "Poissy"})

    assert '<mark class="variable" title="Nom du Maire">nom du Maire</mark>' in shown
    assert ">Poissy</mark>" in shown
    assert '<mark class="variable" title="variable non déclarée">inconnue</mark>' in shown


def test_without_variables_to_show_the_text_stays_as_it_is_written() -> None:
    assert html("l'an {{ commune }}") == "<p>l'an {{ commune }}</p>\n"


def test_a_quote_in_a_label_stays_inside_the_attribute() -> None:
    variable = Variable("lieu", 'le "lieu" <b>', "place", "asked")

    shown = html("{{ lieu }}", show=[variable])

    assert 'title="le &quot;lieu&quot; &lt;b&gt;"' in shown
    assert ">le «\u00a0lieu\u00a0» &lt;b&gt;</mark>" in shown


@pytest.mark.parametrize(
    "value", ["a*b*c", "_x_", "# titre", "- tiret", "+ plus", "1. un", "2) deux", "\\n", "**gras**"]
)
def test_a_literal_value_is_printed_as_it_is_wherever_it_stands(value: str) -> None:
    assert plain(literal(value)) == value
    assert plain(f"avant {literal(value)} après") == f"avant {value} après"
    assert set(re.findall(r"<(\w+)", html(literal(value)))) == {"p"}


@given(st.text("*_#-+.)123 abé[]`\\&<é", min_size=1, max_size=30).filter(lambda value: value.strip()))
def test_any_literal_value_survives_the_markup(value: str) -> None:
    assert plain(literal(value)) == " ".join(value.split())
