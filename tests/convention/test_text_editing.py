"""Articles are added, moved and taken out; the others are renumbered, and what names a former number is told."""

import pytest

from convention.text.editing import (
    broken_references,
    is_numbered_in_order,
    may_move,
    renumbered,
    with_article,
    with_article_moved,
    with_new_article,
    without_article,
)
from convention.text.structure import Article, Text

TEXT = Text(
    title="Convention",
    articles=(
        Article("1", 1, "Objet", "Voir l’article 3.1."),
        Article("2", 1, "Règles"),
        Article("2.1", 2, "Pour tous", "Selon l’article 6 de la loi."),
        Article("2.2", 2, "Le service"),
        Article("3", 1, "Durée"),
        Article("3.1", 2, "Effet", "Comme le dit l’article 2.2."),
    ),
)


def outline(text: Text) -> list[str]:
    return [f"{article.number} {article.title}" for article in text.articles]


def test_a_text_in_order_keeps_its_numbers():
    assert is_numbered_in_order(TEXT)
    assert renumbered(TEXT.articles) == TEXT.articles


def test_doubles_and_gaps_are_numbered_again():
    odd = Text("T", (Article("4", 1, "A"), Article("4", 1, "B"), Article("9.3", 2, "C")))
    assert not is_numbered_in_order(odd)
    assert outline(Text("T", renumbered(odd.articles))) == ["1 A", "2 B", "2.1 C"]


def test_a_text_never_begins_with_a_sub_article():
    [first] = renumbered([Article("1.1", 2, "A")])
    assert (first.number, first.level) == ("1", 1)


def test_an_article_rewritten_leaves_the_others_alone():
    changed = with_article(TEXT, 2, Article("2.1", 2, "Pour chacun", "Autre."))
    assert outline(changed)[2] == "2.1 Pour chacun"
    assert changed.articles[3:] == TEXT.articles[3:]


def test_a_sub_article_that_becomes_an_article_renumbers_what_follows():
    changed = with_article(TEXT, 3, Article("2.2", 1, "Le service"))
    assert outline(changed)[2:] == ["2.1 Pour tous", "3 Le service", "4 Durée", "4.1 Effet"]


@pytest.mark.parametrize(
    ("after", "level", "expected"),
    [
        (-1, 1, ["1 Neuf", "2 Objet", "3 Règles", "3.1 Pour tous"]),
        (0, 2, ["1 Objet", "1.1 Neuf", "2 Règles", "2.1 Pour tous"]),
        (1, 2, ["1 Objet", "2 Règles", "2.1 Neuf", "2.2 Pour tous"]),
    ],
)
def test_a_new_article_takes_the_number_of_its_place(after, level, expected):
    assert outline(with_new_article(TEXT, after, Article("", level, "Neuf")))[:4] == expected


def test_a_new_article_may_come_last():
    assert outline(with_new_article(TEXT, 5, Article("", 1, "Fin")))[-1] == "4 Fin"


def test_an_article_goes_with_its_sub_articles():
    assert outline(without_article(TEXT, 1)) == ["1 Objet", "2 Durée", "2.1 Effet"]


def test_a_sub_article_goes_alone():
    assert outline(without_article(TEXT, 2))[1:3] == ["2 Règles", "2.1 Le service"]


def test_an_article_moves_with_its_sub_articles():
    expected = ["1 Règles", "1.1 Pour tous", "1.2 Le service", "2 Objet", "3 Durée", "3.1 Effet"]
    assert outline(with_article_moved(TEXT, 1, up=True)) == expected
    assert with_article_moved(TEXT, 0, up=False) == with_article_moved(TEXT, 1, up=True)


def test_a_sub_article_moves_by_one_place_and_out_of_its_article():
    assert outline(with_article_moved(TEXT, 3, up=True))[2:4] == ["2.1 Le service", "2.2 Pour tous"]
    assert outline(with_article_moved(TEXT, 3, up=False))[3:] == ["3 Durée", "3.1 Le service", "3.2 Effet"]
    assert outline(with_article_moved(TEXT, 2, up=True))[:3] == ["1 Objet", "1.1 Pour tous", "2 Règles"]


@pytest.mark.parametrize(
    ("index", "up", "expected"),
    [(0, True, False), (0, False, True), (1, True, True), (4, False, False), (5, False, False), (5, True, True)],
)
def test_an_article_moves_where_there_is_a_place(index, up, expected):
    assert may_move(TEXT, index, up=up) is expected
    assert (with_article_moved(TEXT, index, up=up) == TEXT) is not expected


def test_the_first_sub_article_never_comes_before_the_first_article():
    text = Text("T", (Article("1", 1, "A"), Article("1.1", 2, "B")))
    assert not may_move(text, 1, up=True)


def test_what_names_a_former_number_is_told_with_the_new_one():
    after = with_article_moved(TEXT, 1, up=True)
    assert [(found.place, found.written, found.now) for found in broken_references(TEXT, after)] == [
        ("l’article 3.1", "article 2.2", "1.2")
    ]


def test_what_names_an_article_that_is_gone_is_told():
    found = broken_references(TEXT, without_article(TEXT, 3))
    assert [(reference.written, reference.now) for reference in found] == [("article 2.2", "")]


def test_an_article_rewritten_in_its_place_breaks_no_reference():
    assert broken_references(TEXT, with_article(TEXT, 3, Article("2.2", 2, "Autre", "Autres mots."))) == []


def test_an_article_of_a_law_is_not_ours():
    law = Text("T", (*TEXT.articles, *(Article(str(n), 1, f"A{n}") for n in range(4, 8))))
    assert "article 6" not in [found.written for found in broken_references(law, without_article(law, 0))]
