"""What the reader of a printed document sees: pages, numbers, contents, words."""

import re
from io import BytesIO

import pikepdf
import pytest

from foundation.pdf import Bookmark
from tests.foundation.pdf_specimen import COMMUNE, SIGNATORY, TITLE, deed, printed_content, report
from tests.foundation.pdf_text import flowing, pages_of, text_of

FILLER = "Une ligne de texte."


def test_each_page_says_its_number_among_all():
    pages = pages_of(deed().content)
    assert len(pages) == deed().pages
    assert [re.findall(r"Page \d+/\d+", text) for text in pages] == [
        [f"Page {number}/{deed().pages}"] for number in range(1, deed().pages + 1)
    ]


def test_the_running_title_and_the_reference_stand_on_each_page_but_the_title_page_has_no_running_title():
    first, *others = pages_of(deed().content)
    assert f"Convention de partage – {COMMUNE}" not in first
    assert all(f"Convention de partage – {COMMUNE}" in text for text in others)
    assert all("SPEC-2026-0001" in text for text in (first, *others))


@pytest.mark.parametrize(
    "words",
    [
        TITLE,
        f"et la commune {COMMUNE}, représentée par {SIGNATORY}.",
        "Les équipes sont formées avant l’ouverture de leurs accès : nul ne catalogue, ne prête ni ne modifie",
        "Migration des données d’une bibliothèque volontaire Communauté urbaine 3 900 €",
        "Fait à Exempleville, en deux exemplaires, le 22 novembre 2026.",
        f"Pour la commune {COMMUNE} Le Maire, {SIGNATORY}",
    ],
)
def test_the_text_reads_as_it_was_written_across_lines(words):
    assert words in text_of(deed().content)


def test_the_bookmarks_are_the_headings_and_their_pages():
    assert deed().bookmarks[:4] == (
        Bookmark(TITLE, page=1, level=1),
        Bookmark("Sommaire", page=2, level=2),
        Bookmark("Article 1 – Obligations réciproques des parties", page=3, level=2),
        Bookmark("Article 1.1 – Conditions particulières de l’intercommunalité", page=3, level=3),
    )
    assert deed().bookmarks[-1].label == "Annexe – Répartition des charges"


def test_the_table_of_contents_gives_the_page_where_each_heading_stands():
    contents = flowing(pages_of(deed(5).content)[1])
    articles = [mark for mark in deed(5).bookmarks if mark.label.startswith("Article")]
    assert len(articles) == 15
    assert len({mark.page for mark in articles}) > 5
    for mark in articles:
        assert f"{mark.label} {mark.page} " in f"{contents} "


def test_a_word_divided_at_the_end_of_a_line_is_copied_whole():
    words = "l’intercommunalité et l’informatisation des bibliothèques, " * 20
    document = printed_content(f"<p>{words}</p>")
    lines = "\n".join(pages_of(document.content))
    assert "\u00ad\n" in lines
    assert "\u2010" not in lines
    assert " ".join(words.split()) in text_of(document.content)


def test_no_word_of_a_deed_is_divided():
    assert "\u00ad" not in "\n".join(pages_of(deed().content))


@pytest.mark.parametrize(
    "words",
    [
        "« Chaque année »\u202f; douze heures\u00a0: c’est dit\u202f!",
        "12\u202f400\u00a0€ – Mantes-la-Jolie, porte-à-porte",
        "Łukasz Žižka, Ÿvette, l’œuvre, ½ m²",
    ],
)
def test_french_punctuation_and_names_are_copied_as_they_are(words):
    copied = text_of(printed_content(f"<p>{words}</p>").content)
    assert " ".join(words.split()) in copied


@pytest.mark.parametrize("html", ["<p>\u202fd’abord une fine</p>", "<p>d’abord une espace\u202f!</p>"])
def test_each_kind_of_space_keeps_its_own_glyph(html):
    """Else the first one met in the document would stand for all when the text is copied."""
    document = pikepdf.open(BytesIO(printed_content(html).content))
    maps = [bytes(font.ToUnicode.read_bytes()) for font in document.pages[0].Resources.Font.values()]
    meanings = [re.findall(rb"^<(\w+)> <(\w+)>$", text, re.MULTILINE) for text in maps]
    regular = next(dict(pairs) for pairs in meanings if b"202f" in dict(pairs).values())
    assert {b"0020", b"202f"} <= set(regular.values())
    assert b"2009" not in regular.values()


def test_a_non_breaking_hyphen_is_drawn_and_copied_as_a_hyphen():
    assert "peut-être là-bas" in text_of(printed_content("<p>peut\u2011être là\u2010bas</p>").content)


def test_the_head_of_a_table_comes_back_on_each_page_and_its_total_at_the_end():
    pages = pages_of(report().content)
    assert len(pages) > 2
    assert all("N° Commune État Heures" in text for text in pages)
    assert [text.count("Ensemble du réseau 876") for text in pages] == [0] * (len(pages) - 1) + [1]


def test_every_row_of_a_long_table_is_printed():
    text = text_of(report().content)
    assert [n for n in range(1, 74) if f"{n} Commune {COMMUNE} et Montgolfier n° {n} " not in text] == []


@pytest.mark.parametrize("lines", range(37, 47))
def test_a_heading_never_ends_a_page(lines):
    html = f"<p>{FILLER}</p>" * lines + f"<h2>Un titre</h2><p>{FILLER}</p>" + f"<p>{FILLER}</p>" * 20
    sheet = next(text for text in pages_of(printed_content(html).content) if "Un titre" in text)
    assert sheet.split("Un titre")[1].lstrip().startswith(FILLER)


@pytest.mark.parametrize("lines", range(20, 44, 3))
def test_signatures_stand_together_and_never_alone(lines):
    parties = '<div class="signatory"><p class="party">Pour</p><p class="name">Nom</p></div>' * 2
    html = f"<p>{FILLER}</p>" * lines + f'<section class="signatures"><div class="parties">{parties}</div></section>'
    last = pages_of(printed_content(html).content)[-1]
    assert FILLER in last
    assert last.count("Nom") == 2
