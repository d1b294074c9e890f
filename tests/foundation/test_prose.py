"""Markdown becomes safe HTML, with French marks, headings in order and a table of contents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import prose
from foundation.french import NBSP
from foundation.prose import Heading


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[lien](javascript:alert(1))",
        "![image](https://exemple.fr/a.png)",
        "[lien](data:text/html;base64,PHNjcmlwdD4=)",
        "# Titre <b onclick=alert(1)>gras</b>",
        "<!-- rien -->",
    ],
)
def test_no_tag_no_script_and_no_picture_of_the_text_passes(written):
    html = prose.read(written).html

    for forbidden in ("<script", "<img", "<b", 'href="javascript', 'href="data', "<!--"):
        assert forbidden not in html


@given(st.text(alphabet="<>/a=\"'#*[]()!&;: \n`|-", max_size=60))
def test_whatever_is_typed_the_tags_are_those_of_the_renderer(written):
    html = prose.read(written).html

    allowed = [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
        "code",
        "pre",
        "blockquote",
        "hr",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
    tags = {piece.split(">")[0].split(" ")[0].strip("/") for piece in html.split("<")[1:]}
    assert tags <= set(allowed)


def test_the_words_take_french_marks_and_code_and_addresses_do_not():
    html = prose.read("Qui lit : l'agent\n\n`a : b` et [ici](https://exemple.fr/l'eau)").html

    assert f"Qui lit{NBSP}: l’agent" in html
    assert "<code>a : b</code>" in html
    assert "https://exemple.fr/l'eau" in html


def test_headings_begin_below_the_title_of_the_page_and_skip_no_level():
    found = prose.read("# Un\n\n### Deux\n\n# Trois")

    assert [piece[:2] for piece in found.html.split("<h")[1:]] == ['2 ', '3 ', '2 ']  # fmt: skip
    assert found.contents == (Heading("partie-un", "Un", 2), Heading("partie-trois", "Trois", 2))


def test_two_headings_of_one_name_have_two_anchors():
    found = prose.read("## L’été\n\n## L’été\n\n## !")

    assert [one.anchor for one in found.contents] == ["partie-l-ete", "partie-l-ete-2", "partie-titre"]
    for one in found.contents:
        assert f'id="{one.anchor}"' in found.html
