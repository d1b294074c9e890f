"""The structure of a text: stored as JSON and read back, walked through part by part."""

import json

import pytest

from convention.text.parse import parse
from convention.text.structure import Article, InvalidText, Signatory, Text
from tests.convention.text_specimen import SPECIMEN

TEXT = Text(
    "Convention",
    (Article("1", 1, "But", "Un."), Article("1.1", 2, "Suite", "Deux.")),
    "Fait à Pau",
    (Signatory("Pour la ville", "Le Maire", "Jo"),),
    "Entre nous :",
)


@pytest.mark.parametrize("text", [TEXT, Text(""), parse(SPECIMEN).text])
def test_a_text_goes_through_json_and_comes_back_equal(text: Text) -> None:
    assert Text.from_dict(json.loads(json.dumps(text.as_dict()))) == text


@pytest.mark.parametrize(
    "change",
    [
        {"title": None},
        {"articles": None},
        {"articles": [{"number": "1", "level": 3, "title": "But", "body": ""}]},
        {"articles": [{"number": 1, "level": 1, "title": "But", "body": ""}]},
        {"articles": [{"number": "1", "level": 1, "name": "But"}]},
        {"articles": ["Article 1"]},
        {"signature": [{"party": "Pour la ville", "capacity": "Le Maire", "name": 3}]},
    ],
)
def test_data_that_is_not_a_text_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidText, match="Ce n’est pas le texte d’une convention"):
        Text.from_dict(TEXT.as_dict() | change)


def test_data_without_one_of_its_parts_is_refused() -> None:
    data = TEXT.as_dict()
    del data["closing"]

    with pytest.raises(InvalidText, match="closing"):
        Text.from_dict(data)


def test_parts_come_in_reading_order_with_a_french_label() -> None:
    assert [(part.path, part.label) for part in TEXT.parts()] == [
        ("title", "le titre"),
        ("preamble", "le préambule"),
        ("articles.0.title", "l’intitulé de l’article 1"),
        ("articles.0.body", "l’article 1"),
        ("articles.1.title", "l’intitulé de l’article 1.1"),
        ("articles.1.body", "l’article 1.1"),
        ("closing", "la formule finale"),
        ("signature.0.party", "la partie de la signature n° 1"),
        ("signature.0.capacity", "la qualité de la signature n° 1"),
        ("signature.0.name", "le nom de la signature n° 1"),
    ]


def test_mapping_changes_every_part_and_keeps_the_structure() -> None:
    shouted = TEXT.map(lambda part: part.content.upper())

    assert [part.content for part in shouted.parts()] == [part.content.upper() for part in TEXT.parts()]
    assert [(article.number, article.level) for article in shouted.articles] == [("1", 1), ("1.1", 2)]


def test_an_article_is_found_by_number_and_has_an_anchor() -> None:
    assert TEXT.article("1.1").anchor == "article-1-1"
    with pytest.raises(KeyError):
        TEXT.article("2")
