"""Variables: how they are written, and what prevents a text from being saved, told where it stands."""

from datetime import date

import pytest

from convention.text.checks import Problem, check
from convention.text.structure import Article, Signatory, Text
from convention.text.variables import Value, Variable, placeholders, used_in

COMMUNE = Variable("commune", "Nom de la commune", "place", "commune")
HOST = Variable("hebergeur", "Hébergeur", "text", "asked", default="Ondine")
EFFECT = Variable("date_effet", "Date d’effet", "date", "convention")
SIGNED = Variable("date_signature", "Date de signature", "date", "convention", required=False)
VARIABLES = (COMMUNE, HOST, EFFECT, SIGNED)


def problems(body: str, values: dict[str, Value] | None = None, *variables: Variable) -> list[tuple[int, str]]:
    text = Text("Convention", (Article("1", 1, "But", body),))
    return [(p.offset, p.message.replace("\u00a0", " ")) for p in check(text, variables or VARIABLES, values)]


def test_a_text_that_calls_only_declared_variables_is_right() -> None:
    assert problems("La commune {{ de_commune }}, chez {{hebergeur}}, dès le {{ date_effet }}.") == []


def test_placeholders_are_found_in_order_with_their_place() -> None:
    found = placeholders("à {{ de_commune }} et {{COMMUNE}} {{ Pas Un Nom }}")

    assert [(hole.written, hole.start, hole.end, hole.is_capitals) for hole in found] == [
        ("de_commune", 2, 18, False),
        ("COMMUNE", 22, 33, True),
    ]


@pytest.mark.parametrize(
    ("body", "offset", "message"),
    [
        ("Voici {{ ville }}.", 6, "La variable « ville » n’est pas déclarée."),
        ("{{ communes }}", 0, "La variable « communes » n’est pas déclarée. Vouliez-vous dire « commune » ?"),
        (
            "{{ de_date_effet }}",
            0,
            "La variable « de_date_effet » n’est pas déclarée. Vouliez-vous dire « date_effet » ?",
        ),
        ("{{ Commune }}", 0, "« Commune » n’est pas un nom de variable."),
        ("{{ la commune }}", 0, "« la commune » n’est pas un nom de variable."),
        ("{{ }}", 0, "Il manque un nom entre les accolades."),
        ("a {{ commune", 2, "Des accolades sont ouvertes mais pas refermées : écrivez « {{ nom }} »."),
        ("a commune }}", 10, "Des accolades sont refermées sans avoir été ouvertes : écrivez « {{ nom }} »."),
        ("la commune XXX", 11, "« XXX » tient encore la place du nom de la commune : écrivez « {{ de_commune }} »."),
        ("la commune **XXXX**", 13, "« XXX » tient encore la place du nom"),
        ("hébergés par ... et", 13, "Le texte laisse un blanc : mettez-y une variable ou les mots qui manquent."),
        ("hébergés par … et", 13, "Le texte laisse un blanc"),
        ("hébergés par ______", 13, "Le texte laisse un blanc"),
        ("hébergés par [à compléter]", 13, "Le texte laisse un blanc"),
        ("prend effet le Elle est conclue", 12, "Il manque quelque chose après ce mot"),
        ("prend effet le.", 12, "Il manque quelque chose après ce mot"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(body: str, offset: int, message: str) -> None:
    found = problems(body)

    assert [at for at, _ in found] == [offset]
    assert found[0][1].startswith(message)


@pytest.mark.parametrize(
    "body",
    [
        "(notices, coups de cœur...)",
        "suivi du marché...) ;",
        "Il est pris acte, le cas échéant, etc.",
        "Elle prend effet le {{ date_effet }} Elle est conclue",
        "du Val",
        "le lendemain",
        "1, 2, 3",
        "un { accolade } seule",
    ],
)
def test_ordinary_sentences_raise_no_problem(body: str) -> None:
    assert problems(body) == []


def test_an_empty_value_asked_of_the_author_is_an_error_at_save() -> None:
    empty = Variable("hebergeur", "Hébergeur", "text", "asked", default=" ")

    assert problems("chez {{ hebergeur }}", None, empty) == [(5, "« Hébergeur » n’a pas de valeur.")]


@pytest.mark.parametrize("values", [{"commune": ""}, {"commune": "  "}, {}])
def test_an_empty_value_of_a_convention_is_an_error_only_once_values_are_given(values: dict[str, Value]) -> None:
    assert problems("{{ de_commune }}") == []
    assert problems("{{ de_commune }}", values) == [(0, "« Nom de la commune » n’a pas de valeur.")]


def test_what_is_not_required_may_be_empty() -> None:
    assert problems("le {{ date_signature }}", {}) == []
    assert problems("le {{ date_effet }}", {"date_effet": date(2027, 1, 1)}) == []


def test_a_problem_names_its_part_and_shows_the_words_around() -> None:
    text = Text(
        "De XXX", (Article("6", 1, "Durée", "On a {{ ceci }} ici."),), "Fait à Pau, le", (Signatory("XXX", ""),)
    )

    assert [(p.path, p.article, p.place, p.excerpt) for p in check(text, VARIABLES)] == [
        ("title", "", "le titre", "De XXX"),
        ("articles.0.body", "6", "l’article 6", "On a {{ ceci }} ici."),
        ("closing", "", "la formule finale", "Fait à Pau, le"),
        ("signature.0.party", "", "la partie de la signature n° 1", "XXX"),
    ]


def test_problems_of_one_part_come_in_reading_order() -> None:
    assert [at for at, _ in problems("XXX puis {{ ville }} puis ___")] == [0, 9, 26]


def test_used_variables_are_known_whatever_their_form() -> None:
    text = Text("{{ DE_COMMUNE }}", (Article("1", 1, "But", "{{ hebergeur }} {{ inconnue }}"),))

    assert used_in(text, VARIABLES) == {"commune", "hebergeur"}


def test_a_variable_named_like_a_form_is_itself() -> None:
    exact = Variable("de_commune", "Provenance", "text", "asked", default="x")

    resolved = placeholders("{{ de_commune }}")[0].resolve({"commune": COMMUNE, "de_commune": exact})

    assert resolved == (exact, "")


@pytest.mark.parametrize("name", ["", "Commune", "nom commune", "é", "1er", "_x"])
def test_a_variable_with_a_bad_name_cannot_be_declared(name: str) -> None:
    with pytest.raises(ValueError, match="un nom de variable s’écrit en minuscules"):
        Variable(name, "Libellé", "text", "asked")


def test_a_variable_of_unknown_kind_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="nature ou origine inconnue"):
        Variable("nom", "Libellé", "nombre", "asked")  # type: ignore[arg-type]


def test_a_variable_goes_through_plain_data() -> None:
    assert [Variable(**variable.as_dict()) for variable in VARIABLES] == list(VARIABLES)


def test_problems_are_written_with_french_spaces() -> None:
    found = check(Text("", (Article("1", 1, "But", "a {{ b"),)), VARIABLES)

    assert isinstance(found[0], Problem)
    assert "refermées\u00a0: écrivez «\u00a0{{ nom }}\u00a0»." in found[0].message
