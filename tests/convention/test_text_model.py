"""The model convention that the product ships: complete, in its own words, and printable."""

import re
from datetime import date

import pytest

from convention.model_text import load_model_text
from convention.text.checks import check
from convention.text.markup import blocks
from convention.text.parse import parse
from convention.text.render import render
from convention.text.structure import Text
from convention.text.variables import used_in
from foundation.french import fold

NUMBERS = [
    "1", "2", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "3.3", "4", "4.1", "4.2", "4.3", "4.4", "4.5",
    "5", "5.1", "5.2", "6", "7", "8", "9",
]  # fmt: skip
TOO_LONG_TO_BE_CHANCE = 8


def sentences(text: Text) -> list[str]:
    """Every paragraph, item and title, without its variables."""
    pieces = []
    for part in text.parts():
        content = re.sub(r"\{\{.*?\}\}", " | ", part.content)
        pieces += [block.content for block in blocks(content)] if part.is_markup else [content]
    return [stretch for piece in pieces for stretch in piece.split("|")]


def runs(text: Text) -> set[tuple[str, ...]]:
    words = [fold(sentence).split() for sentence in sentences(text)]
    size = TOO_LONG_TO_BE_CHANCE
    return {tuple(w[i : i + size]) for w in words for i in range(len(w) - size + 1)}


def test_it_has_the_articles_of_the_real_one_in_order() -> None:
    text, _ = load_model_text()

    assert [article.number for article in text.articles] == NUMBERS
    assert all(article.title for article in text.articles)
    assert [signatory.party for signatory in text.signature] == [
        "Pour la commune {{ de_commune }}",
        "Pour la Communauté urbaine {{ communaute }}",
    ]


def test_it_declares_all_it_calls_and_calls_all_it_declares() -> None:
    text, variables = load_model_text()

    assert check(text, variables) == []
    assert used_in(text, variables) == {variable.name for variable in variables}


def test_its_reader_has_nothing_to_repair_or_propose() -> None:
    text, variables = load_model_text()
    source = render(text, variables, {"commune": "Poissy", "date_effet": date(2027, 1, 1)}).plain()

    assert [finding.message for finding in parse(source).findings] == [
        "La place du nom de la commune («\u00a0XXX\u00a0») n’a pas été trouvée."
    ]


@pytest.mark.parametrize(
    ("article", "substance"),
    [
        ("1", "SIGB"),
        ("2.1", "kiosque"),
        ("2.2", "charte de rédaction"),
        ("2.2", "quiconque y travaille"),
        ("2.2", "6 janvier 1978"),
        ("2.3", "budget communal"),
        ("3.1", "associatives"),
        ("3.2", "SCLP"),
        ("3.3", "prérequis techniques"),
        ("4.1", "douze heures par an"),
        ("4.1", "maintenance de premier niveau"),
        ("4.1", "délégué à la protection des données"),
        ("4.1", "dossier d’architecture technique"),
        ("4.1", "évaluation"),
        ("4.2", "instruit les décisions"),
        ("4.3", "rapports et des bilans"),
        ("4.4", "comité stratégique"),
        ("4.5", "heures d’ouverture"),
        ("5.1", "une ou plusieurs personnes"),
        ("5.2", "très haut débit"),
        ("5.2", "mots de passe"),
        ("6", "préavis d’un mois"),
        ("6", "lettre recommandée"),
        ("6", "mandat du Président"),
        ("7", "dotation générale de décentralisation"),
        ("7", "reprise des données"),
        ("8", "avenant"),
        ("9", "tribunal administratif"),
    ],
)
def test_it_holds_the_substance_of_each_clause(article: str, substance: str) -> None:
    text, _ = load_model_text()

    assert substance in text.article(article).body


def test_it_fills_nine_or_ten_pages() -> None:
    text, variables = load_model_text()

    words = render(text, variables, {"commune": "Les Mureaux", "date_effet": "2027-01-01"}).plain().split()

    assert 3_500 <= len(words) <= 4_000


def test_its_declared_facts_make_a_readable_ending() -> None:
    text, variables = load_model_text()

    ending = render(text, variables, {"commune": "Les Mureaux", "date_effet": "2027-01-01"}).plain()[-220:]

    assert ending.split("\n\n")[-3].startswith("Fait en deux exemplaires originaux, à Aubergenville, le …")
    assert "Pour la commune des Mureaux\nLe Maire\n…" in ending
    assert ending.endswith("Pour la Communauté urbaine Grand Paris Seine & Oise\nLe Président\nCamille DESROSIERS")


def test_it_borrows_no_sentence_from_the_real_one(shared) -> None:
    text, _ = load_model_text()
    real = parse((shared / "convention/convention-sigb.txt").read_text(encoding="utf-8")).text

    assert {" ".join(run) for run in runs(text) & runs(real)} == set()


def test_it_says_the_same_numbers_of_articles_as_the_real_one(shared) -> None:
    real = parse((shared / "convention/convention-sigb.txt").read_text(encoding="utf-8")).text

    assert [(a.number, a.level) for a in load_model_text()[0].articles] == [(a.number, a.level) for a in real.articles]
