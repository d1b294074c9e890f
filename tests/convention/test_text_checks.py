"""What a model text keeps of another program or of a draft: refused, or shown to be read again."""

import pytest

from convention.model_text import load_model_text
from convention.text.checks import Problem, check, check_to_save, to_verify
from convention.text.structure import Article, Signatory, Text
from convention.text.variables import Variable

COMMUNE = Variable("commune", "Nom de la commune", "place", "commune")
NBSP = "\u00a0"


def of(body: str) -> Text:
    return Text("Convention", (Article("6", 1, "But", body),))


def doubts(text: Text) -> list[Problem]:
    refused = check_to_save(text, [COMMUNE])
    return [problem for problem in to_verify(text, [COMMUNE]) if problem not in refused]


def refusals(body: str) -> list[tuple[int, str]]:
    found = check_to_save(of(body), [COMMUNE])
    return [(problem.offset, problem.message.replace(NBSP, " ")) for problem in found]


def doubtful(body: str) -> list[tuple[int, str]]:
    return [(problem.offset, problem.message.replace(NBSP, " ")) for problem in doubts(of(body))]


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "offset", "message"),
    [
        (
            "la commune {commune} adhère",
            11,
            "Une variable s’écrit entre deux accolades de chaque côté : « {{ commune }} ».",
        ),
        ("la commune { de_commune } adhère", 11, "Une variable s’écrit entre deux accolades de chaque côté"),
        (
            "la commune {ville} adhère",
            11,
            "Une variable s’écrit entre deux accolades de chaque côté : « {{ ville }} ».",
        ),
        ("la commune {{{ commune }}} adhère", 11, "Il y a une accolade de trop : écrivez « {{ nom }} »."),
        ("{% if a %}oui", 0, "« {% if a %} » serait imprimé tel quel : un modèle n’a pas de conditions. Retirez-le."),
        ("oui {% endif", 4, "« {% » serait imprimé tel quel"),
        ("oui {# note #}", 4, "« {# note #} » serait imprimé tel quel : un modèle n’a pas de commentaires."),
        ("Merci 😀 à {{ commune }}", 6, "La police des documents imprimés n’a pas ce caractère : « 😀 » (U+1F600"),
        ("漢 puis 字", 0, "La police des documents imprimés n’a pas ces caractères : « 漢 »"),
    ],
)
def test_what_would_be_printed_as_no_one_meant_it_is_refused(body: str, offset: int, message: str) -> None:
    found = refusals(body)

    assert found[0][0] == offset
    assert found[0][1].startswith(message)
    assert to_verify(of(body), [COMMUNE])[0].message.replace(NBSP, " ").startswith(message)
    assert check(of(body), [COMMUNE]) == []  # a version that has it already is still printed as it was


@pytest.mark.parametrize("body", ["un { accolade } seule", "{ une liste, entre accolades }", "à 50 % {{ de_commune }}"])
def test_a_brace_that_means_no_variable_is_not_refused(body: str) -> None:
    assert refusals(body) == []


def test_characters_that_no_font_has_are_found_in_every_part() -> None:
    text = Text("Titre →", (Article("1", 1, "But ☐", "→"),), "Fait →", (Signatory("Pour →", "Le →", "→"),), "Vu →")

    assert [problem.place for problem in check_to_save(text, [])] == [
        "le titre", "le préambule", "l’intitulé de l’article 1", "l’article 1", "la formule finale",
        "la partie de la signature n° 1", "la qualité de la signature n° 1", "le nom de la signature n° 1",
    ]  # fmt: skip


# --- to be verified --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "offset", "message"),
    [
        ("la commune de xxx adhère", 14, "« xxx » tient peut-être la place d’un nom."),
        ("la commune de X X X adhère", 14, "« X X X » tient peut-être la place d’un nom."),
        ("la commune de X.X.X adhère", 14, "« X.X.X » tient peut-être la place d’un nom."),
        ("un forfait de XX euros", 14, "« XX » tient peut-être la place d’un nom."),
        ("le __ mars", 3, "Ces traits tiennent peut-être la place de mots qui manquent."),
        ("le _ _ _ _ mars", 3, "Ces traits tiennent peut-être"),
        ("nom : . . . . .", 6, "Ces traits tiennent peut-être"),
        ("nom : -----", 6, "Ces traits tiennent peut-être"),
        ("Montant : à préciser", 10, "Ceci reste « à préciser »."),
        ("Montant (à compléter)", 9, "Ceci reste « à compléter »."),
        ("À définir", 0, "Ceci reste « À définir »."),
        ("la société [nom du prestataire]", 11, "Ces crochets marquent peut-être des mots à écrire."),
        ("la société <nom>", 11, "Ces chevrons marquent peut-être des mots à écrire."),
        ("le montant ???", 11, "« ??? » est peut-être resté d’un brouillon."),
        ("le {nom du lieu}", 3, "Ces accolades tiennent peut-être la place d’une variable."),
    ],
)
def test_a_likely_blank_is_to_be_verified_and_prevents_nothing(body: str, offset: int, message: str) -> None:
    found = doubtful(body)

    assert [at for at, _ in found] == [offset]
    assert found[0][1].startswith(message)
    assert refusals(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "la commune {{ de_commune }}, dite « la Commune »",
        "**gras** et *italique*, codes-barres - puces - étiquettes",
        "les notices à compléter par chaque équipe",
        "le XXe siècle, l’axe X, l’exemplaire",
        "Est-ce utile ? Oui.",
        "suivi du marché...) ; etc.",
        "snake_case et __init__",
    ],
)
def test_ordinary_words_raise_no_doubt(body: str) -> None:
    assert doubtful(body) == []


@pytest.mark.parametrize("body", ["la commune XXX", "le ______ mars", "nom : …………", "par [à compléter]", "{% if x %}"])
def test_what_is_refused_is_not_doubted_as_well(body: str) -> None:
    assert doubtful(body) == []
    assert refusals(body)


def test_a_doubt_names_its_place_and_cuts_no_variable() -> None:
    body = f"Avant {{{{ de_commune }}}} {'mot ' * 3}xxx {'mot ' * 6}{{{{ de_commune }}}} après"

    [doubt] = doubts(of(body))

    assert (doubt.article, doubt.place, doubt.path) == ("6", "l’article 6", "articles.0.body")
    assert doubt.excerpt.startswith("{{ de_commune }}")
    assert doubt.excerpt.endswith("{{ de_commune }}")


def test_a_doubt_shows_the_words_of_its_line_alone() -> None:
    [doubt] = doubts(of("Sont là :\n\n- la direction ;\n- la société [nom] ;\n- le comité."))

    assert doubt.excerpt == "- la société [nom] ;"


def test_an_article_of_which_only_the_title_is_left_is_told_unless_its_sub_articles_speak() -> None:
    text = Text(
        "Convention",
        (
            Article("1", 1, "But"),
            Article("2", 1, "Règles"),
            Article("2.1", 2, "Pour tous", "Chacun veille."),
            Article("2.2", 2, "Pour un", " \n"),
        ),
    )

    assert [(problem.path, problem.place) for problem in to_verify(text, [COMMUNE])] == [
        ("articles.0.body", "l’article 1"),
        ("articles.3.body", "l’article 2.2"),
    ]
    assert doubts(text)[0].message.replace(NBSP, " ").startswith("L’article n’a pas de texte : écrivez-le")


def test_the_shipped_model_leaves_nothing_to_verify() -> None:
    assert to_verify(*load_model_text()) == []
