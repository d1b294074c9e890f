"""Gaps and names of a text are proposed as variables, and written in once accepted."""

import dataclasses
import re

import pytest

from convention.text.checks import check, check_to_save, to_verify
from convention.text.markup import html
from convention.text.parse import parse
from convention.text.proposals import Proposal, accept
from convention.text.render import render
from convention.text.structure import Text
from tests.convention.text_specimen import SPECIMEN


def proposals(source: str) -> dict[str, Proposal]:
    return {proposal.name: proposal for proposal in parse(source).proposals}


def accepted(source: str) -> Text:
    parsed = parse(source)
    return accept(parsed.text, parsed.proposals)[0]


@pytest.mark.parametrize(
    ("name", "where", "default", "kind", "source", "required"),
    [
        ("communaute", "", "Val de Brume & Aune", "text", "asked", True),
        ("hebergeur", "2.2", "D4TA", "text", "asked", True),
        ("sigle_communaute", "2.2", "VB&A", "text", "asked", True),
        ("prestataire_maintenance", "2.2", "D4TA", "text", "asked", True),
        ("departement", "3", "Les Landes", "place", "asked", True),
        ("date_effet", "4", "", "date", "convention", True),
        ("duree", "4", "3 ans", "text", "convention", True),
        ("tribunal", "5", "Pau", "place", "asked", True),
        ("exemplaires", "", "2", "text", "asked", True),
        ("lieu_signature", "", "Brumeville", "place", "asked", True),
        ("date_signature", "", "", "date", "convention", False),
        ("qualite_maire", "", "Le Maire", "text", "commune", True),
        ("maire", "", "", "person", "commune", False),
        ("qualite_president", "", "La Présidente", "text", "network", True),
        ("president", "", "Ada VERNE-HOULE", "person", "network", True),
    ],
)
def test_each_gap_and_name_is_proposed(
    name: str, where: str, default: str, kind: str, source: str, required: bool
) -> None:
    found = proposals(SPECIMEN)[name]

    assert (found.where, found.default, found.kind, found.source, found.required) == (
        where,
        default,
        kind,
        source,
        required,
    )


def test_nothing_else_is_proposed_and_the_order_is_that_of_the_text() -> None:
    assert list(proposals(SPECIMEN)) == [
        "communaute", "hebergeur", "sigle_communaute", "prestataire_maintenance", "departement", "date_effet", "duree",
        "tribunal", "exemplaires", "lieu_signature", "date_signature", "qualite_maire", "maire", "qualite_president",
        "president",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("date_effet", "Le texte laisse un blanc après « convention prend effet le »."),
        ("tribunal", "Le texte écrit « Pau »."),
        ("hebergeur", "Plus loin, il dit que D4TA fournit aussi l’hébergement."),
        (
            "prestataire_maintenance",
            "Il manque « de » après « maintenance est souscrit auprès » : la variable l’ajoute.",
        ),
        ("maire", "Nom du signataire pour la commune : la place est vide."),
        ("president", "Cela change avec le mandat."),
    ],
)
def test_each_proposal_says_why(name: str, reason: str) -> None:
    assert reason in proposals(SPECIMEN)[name].reason.replace("\u00a0", " ")


def test_one_name_written_in_several_places_is_one_proposal() -> None:
    found = proposals(SPECIMEN)

    assert [spot.article for spot in found["sigle_communaute"].spots] == ["2.2", "3", "3"]
    assert [spot.replacement for spot in found["communaute"].spots] == ["{{ COMMUNAUTE }}", "{{ communaute }}"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Elle prend effet le Elle dure.", "Elle prend effet le {{ date_effet }}. Elle dure."),
        ("Elle prend effet le ... Elle dure.", "Elle prend effet le {{ date_effet }}. Elle dure."),
        ("Elle prend effet le ______.", "Elle prend effet le {{ date_effet }}."),
        ("Elle prend effet le", "Elle prend effet le {{ date_effet }}"),
        ("Elle prendra effet à compter du 1er mars 2025.", "Elle prendra effet à compter du {{ date_effet }}."),
        ("Elle entre en vigueur le 12/03/2025.", "Elle entre en vigueur le {{ date_effet }}."),
        ("Outil hébergé par Ondine Web, loué.", "Outil hébergé par {{ hebergeur }}, loué."),
        ("hébergés par la Communauté", "hébergés par la Communauté"),
        ("Maintenance prise auprès d’Ondine.", "Maintenance prise auprès {{ de_prestataire_maintenance }}."),
        ("Achat auprès de la société Ondine.", "Achat auprès de la société {{ prestataire_maintenance }}."),
        ("le tribunal administratif du Mans", "le tribunal administratif {{ de_tribunal }}"),
        ("le Département du Nord", "le Département {{ de_departement }}"),
        ("conclue pour une durée de deux ans", "conclue pour une durée de {{ duree }}"),
        ("contacter le ... pour cela", "contacter le {{ blanc_1 }} pour cela"),
        ("entre ... et ... ici", "entre {{ blanc_1 }} et {{ blanc_2 }} ici"),
        ("(courriels, appels...)", "(courriels, appels...)"),
        ("déjà hébergés par {{ hebergeur }}", "déjà hébergés par {{ hebergeur }}"),
    ],
)
def test_accepting_writes_the_variable_in(body: str, expected: str) -> None:
    assert accepted(f"Article 1 : But\n\n{body}").article("1").body == expected


def test_gaps_of_several_articles_are_numbered_on() -> None:
    text = accepted("Article 1 : But\n\nentre ... ici\n\nArticle 2 : Fin\n\nvoir ... là")

    assert [article.body for article in text.articles] == ["entre {{ blanc_1 }} ici", "voir {{ blanc_2 }} là"]


def test_a_date_already_written_is_not_kept_as_a_value() -> None:
    assert proposals("Article 1 : But\n\nElle prend effet le 1er mars 2025.")["date_effet"].default == ""


def test_a_signatory_named_in_an_article_becomes_the_same_variable() -> None:
    source = "Article 1 : But\n\nAda VERNE préside.\n\nFait à Pau, le\n\nPour la ville, Le Président, Ada VERNE"

    assert accepted(source).article("1").body == "{{ president }} préside."


def test_the_accepted_specimen_has_no_problem_left_and_the_commune_first() -> None:
    parsed = parse(SPECIMEN)

    text, variables = accept(parsed.text, parsed.proposals)

    assert check(text, variables) == []
    assert [variable.name for variable in variables] == ["commune", *(p.name for p in parsed.proposals)]
    assert text.closing == "Fait en {{ exemplaires }} exemplaires, {{ a_lieu_signature }}, le {{ date_signature }}"


def test_a_refused_gap_stays_a_problem_shown_where_it_stands() -> None:
    parsed = parse(SPECIMEN)

    text, variables = accept(parsed.text, [p for p in parsed.proposals if p.name != "hebergeur"])
    problems = check(text, variables)

    assert [problem.article for problem in problems] == ["2.2"]
    assert "hébergés par ... et prêtés" in problems[0].excerpt


def test_a_value_changed_before_accepting_is_the_one_printed() -> None:
    parsed = parse(SPECIMEN)
    chosen = [
        dataclasses.replace(p, default="Ondine") if p.name == "prestataire_maintenance" else p for p in parsed.proposals
    ]

    printed = render(*accept(parsed.text, chosen), {"commune": "Les Mureaux", "date_effet": "2027-01-01"}).plain()

    assert "souscrit auprès d’Ondine." in printed


def test_the_real_convention_prints_for_a_commune_once_its_proposals_are_accepted(shared) -> None:
    parsed = parse((shared / "convention/convention-sigb.txt").read_text(encoding="utf-8"))

    text, variables = accept(parsed.text, parsed.proposals)
    rendered = render(text, variables, {"commune": "Achères", "date_effet": "2027-01-01"})
    printed = rendered.plain()

    assert check_to_save(text, variables) == []
    assert to_verify(text, variables) == []
    assert html(rendered.text.article("1").body).count("<strong>d’Achères</strong>") == 2
    assert "prend effet le 1er janvier 2027. Elle est conclue" in printed
    assert "ET LA COMMUNE D’ACHÈRES" in printed
    assert re.search(r"souscrit auprès de [A-Z0-9]+\. Ce dernier", printed)
    assert {p.name for p in parsed.proposals} >= {"hebergeur", "tribunal", "lieu_signature", "president", "maire"}
