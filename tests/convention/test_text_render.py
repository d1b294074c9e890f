"""A text printed for one commune: elisions, dates, typography; what is missing is refused with its place."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convention.model_text import load_model_text
from convention.text.markup import html
from convention.text.render import BY_HAND, Incomplete, render
from convention.text.structure import Article, Signatory, Text
from convention.text.variables import Value, Variable

COMMUNE = Variable("commune", "Nom de la commune", "place", "commune")
HOST = Variable("hebergeur", "Hébergeur", "text", "asked", default="Ondine")
EFFECT = Variable("date_effet", "Date d’effet", "date", "convention")
SIGNED = Variable("date_signature", "Date de signature", "date", "convention", required=False)
VARIABLES = (COMMUNE, HOST, EFFECT, SIGNED)


def printed(body: str, **values: Value) -> str:
    text = Text("Convention", (Article("6", 1, "Durée", body),))
    return render(text, VARIABLES, values).text.articles[0].body


@pytest.mark.parametrize(
    ("commune", "of", "at"),
    [
        ("Achères", "d’Achères", "à Achères"),
        ("Mantes-la-Jolie", "de Mantes-la-Jolie", "à Mantes-la-Jolie"),
        ("Les Mureaux", "des Mureaux", "aux Mureaux"),
        ("Le Tertre-Saint-Denis", "du Tertre-Saint-Denis", "au Tertre-Saint-Denis"),
        ("La Falaise", "de La Falaise", "à La Falaise"),
        ("Évecquemont", "d’Évecquemont", "à Évecquemont"),
        ("Hardricourt", "d’Hardricourt", "à Hardricourt"),
    ],
)
def test_the_preposition_agrees_with_the_commune(commune: str, of: str, at: str) -> None:
    body = printed("La commune {{ de_commune }}, {{ a_commune }} ({{ commune }})", commune=commune)

    assert body == f"La commune {of}, {at} ({commune})"


def test_a_variable_in_capitals_is_printed_in_capitals() -> None:
    assert printed("COMMUNE {{ DE_COMMUNE }}", commune="Épône") == "COMMUNE D’ÉPÔNE"


@pytest.mark.parametrize("value", [date(2027, 3, 12), "2027-03-12"])
def test_dates_are_printed_in_full(value: Value) -> None:
    assert printed("le {{ date_effet }}", date_effet=value) == "le 12 mars 2027"


def test_the_first_of_the_month_is_ordinal() -> None:
    assert printed("le {{ date_effet }}", date_effet=date(2027, 1, 1)) == "le 1er janvier 2027"


def test_a_default_is_used_where_no_value_is_given() -> None:
    assert printed("chez {{ hebergeur }}, avis {{ de_hebergeur }}") == "chez Ondine, avis d’Ondine"
    assert printed("chez {{ hebergeur }}", hebergeur="Nacelle") == "chez Nacelle"


def test_what_is_not_required_and_not_given_is_a_dotted_line() -> None:
    assert printed("Fait le {{ date_signature }}") == f"Fait le {BY_HAND}"


def test_a_place_filled_in_by_hand_keeps_its_preposition() -> None:
    place = Variable("lieu", "Lieu", "place", "asked", required=False)
    text = Text("{{ a_lieu }} {{ de_lieu }} {{ lieu }}")

    assert render(text, [place], {}).text.title == f"à {BY_HAND} de {BY_HAND} {BY_HAND}"


@pytest.mark.parametrize(
    ("body", "values", "message"),
    [
        ("la commune {{ de_commune }}", {}, "l’article 6 : « Nom de la commune » n’a pas de valeur."),
        ("le {{ date_effet }}", {"date_effet": " "}, "l’article 6 : « Date d’effet » n’a pas de valeur."),
        ("le {{ date_effet }}", {"date_effet": "2027-02-31"}, "l’article 6 : « Date d’effet » n’est pas une date"),
        ("le {{ date_effet }}", {"date_effet": "demain"}, "« Date d’effet » n’est pas une date"),
        ("la commune XXX", {}, "l’article 6 : « XXX » tient encore la place"),
        ("{{ ville }}", {}, "l’article 6 : La variable « ville » n’est pas déclarée."),
        ("chez {{ hebergeur }}", {"hebergeur": "{{ commune }}"}, "l’article 6 : « {{ » vient d’une valeur"),
        ("à {{ commune }}", {"commune": "XXX"}, "l’article 6 : « XXX » vient d’une valeur : corrigez-la."),
    ],
)
def test_what_is_missing_or_wrong_is_refused_with_its_article_and_label(
    body: str, values: dict[str, Value], message: str
) -> None:
    with pytest.raises(Incomplete) as refusal:
        printed(body, **values)

    assert message in str(refusal.value).replace("\u00a0", " ")
    assert {problem.article for problem in refusal.value.problems} == {"6"}


def test_the_same_lack_in_one_article_is_said_once() -> None:
    with pytest.raises(Incomplete) as refusal:
        printed("{{ commune }} {{ commune }}")

    assert str(refusal.value).count("n’a pas de valeur") == 1
    assert len(refusal.value.problems) == 2


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("l'accès d'abord", "l’accès d’abord"),
        ("les buts suivants :", "les buts suivants\u00a0:"),
        ("un ; deux ! trois ?", "un\u00a0; deux\u00a0! trois\u00a0?"),
        ("les logiciels « full web »", "les logiciels «\u00a0full web\u00a0»"),
        ("GPS&O et l’État", "GPS&O et l’État"),
        ("à 10:30 sur https://exemple.fr", "à 10:30 sur https://exemple.fr"),
        ("### Frais :\n\n- un ;\n- **deux**", "### Frais\u00a0:\n\n- un\u00a0;\n- **deux**"),
    ],
)
def test_typography_is_french(written: str, expected: str) -> None:
    assert printed(written) == expected


@pytest.mark.parametrize("value", ["**Ondine**", "- Ondine", "# Ondine", "1. Ondine", "<b>Ondine</b>", "On_di_ne"])
def test_a_value_never_acts_as_markup(value: str) -> None:
    escaped = value.replace("<", "&lt;").replace(">", "&gt;")

    assert html(printed("{{ hebergeur }}", hebergeur=value)) == f"<p>{escaped}</p>\n"


def test_titles_and_signatures_take_values_as_they_are_on_one_line() -> None:
    text = Text("Avec {{ hebergeur }}", signature=(Signatory("Pour {{ hebergeur }}", "Le Maire"),))

    result = render(text, VARIABLES, {"hebergeur": "On*di\nne"}).text

    assert (result.title, result.signature[0].party) == ("Avec On*di ne", "Pour On*di ne")


def test_the_printed_values_are_kept_beside_the_text() -> None:
    result = render(Text("Titre"), VARIABLES, {"commune": "Les Mureaux", "date_effet": "2027-01-01"})

    assert result.values == {
        "commune": "Les Mureaux",
        "hebergeur": "Ondine",
        "date_effet": "1er janvier 2027",
        "date_signature": BY_HAND,
    }


def test_the_table_of_contents_gives_number_level_title_and_anchor() -> None:
    text = Text("T", (Article("1", 1, "But {{ de_commune }}"), Article("1.1", 2, "Suite")))

    contents = render(text, VARIABLES, {"commune": "Issou"}).contents

    assert [(e.number, e.level, e.title, e.anchor) for e in contents] == [
        ("1", 1, "But d’Issou", "article-1"),
        ("1.1", 2, "Suite", "article-1-1"),
    ]


def test_the_plain_text_reads_from_title_to_signatures() -> None:
    text = Text(
        "T", (Article("1", 1, "But", "- un\n- deux"),), "Fait à Pau", (Signatory("Pour nous", "Le Maire", "Jo"),)
    )

    assert render(text, (), {}).plain() == (
        "T\n\nArticle 1 – But\n\n– un\n– deux\n\nFait à Pau\n\nPour nous\nLe Maire\nJo"
    )


@given(st.text(min_size=1, max_size=30).filter(lambda name: name.strip() and "{{" not in name and "}}" not in name))
def test_any_name_is_printed_or_refused_never_half_printed(name: str) -> None:
    try:
        body = printed("La commune {{ de_commune }}.", commune=name)
    except Incomplete:
        assert "XXX" in name
    else:
        assert body.startswith("La commune d")
        assert "{{" not in body


def test_nothing_is_left_to_fill_in_for_any_commune_of_the_territory(shared) -> None:
    communes = json.loads((shared / "data/communes_gpseo.json").read_text(encoding="utf-8"))["communes"]
    text, variables = load_model_text()

    for commune in communes:
        plain = render(text, variables, {"commune": commune["nom"], "date_effet": date(2027, 1, 1)}).plain()

        assert "{{" not in plain
        assert "XXX" not in plain
        assert not any(wrong in plain for wrong in (" de Le ", " de Les ", " de A", " de É", "commune Le"))
    assert len(communes) == 73
