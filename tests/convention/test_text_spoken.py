"""A variable named to who reads: the words of its label, joined as the sentence wants."""

import pytest

from convention.text.spoken import in_words, spoken
from convention.text.variables import Form, Variable


@pytest.mark.parametrize(
    ("label", "form", "expected"),
    [
        ("Nom de la commune", "", "nom de la commune"),
        ("Nom de la commune", "de", "de la commune"),
        ("Nom de la commune", "a", "à la commune"),
        ("Nom du quartier", "de", "du quartier"),
        ("Nom du quartier", "a", "au quartier"),
        ("Nom de l’établissement", "a", "à l’établissement"),
        ("Nom des communes", "de", "des communes"),
        ("Nom de la Communauté, sans « Communauté urbaine »", "de", "de la Communauté"),
        ("Département", "de", "du département"),
        ("Siège du tribunal compétent", "de", "du siège du tribunal compétent"),
        ("Prestataire de maintenance des logiciels", "de", "du prestataire de maintenance des logiciels"),
        ("Lieu de signature", "a", "au lieu de signature"),
        ("Hébergeur", "de", "de l’hébergeur"),
        ("Société d'hébergement", "de", "de la société d’hébergement"),
        ("Direction", "a", "à la direction"),
        ("Comité", "de", "du comité"),
        ("Horaires d’ouverture", "a", "aux horaires d’ouverture"),
        ("Prix", "de", "du prix"),
        ("Accès", "de", "de l’accès"),
        ("SIREN de la commune", "", "SIREN de la commune"),
        ("Titulaire du marché, qui héberge", "", "titulaire du marché"),
        ("Date d'effet", "", "date d’effet"),
    ],
)
def test_a_label_is_said_as_the_sentence_wants_it(label: str, form: Form, expected: str) -> None:
    assert spoken(Variable("x", label, "place", "asked"), form) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pour la commune {{ de_commune }}", "Pour la commune nom de la commune"),
        ("ET LA COMMUNE {{ DE_COMMUNE }}", "ET LA COMMUNE nom de la commune"),
        ("Les bibliothèques {{ de_commune }}", "Les bibliothèques de la commune"),
    ],
)
def test_what_the_text_names_already_is_not_named_twice(text: str, expected: str) -> None:
    assert in_words(text, [Variable("commune", "Nom de la commune", "place", "commune")]) == expected


def test_a_text_is_said_with_its_variables_in_words() -> None:
    commune = Variable("commune", "Nom de la commune", "place", "commune")

    assert in_words("À {{ DE_COMMUNE }}, {{ lieu_depot }}.", [commune]) == "À de la commune, lieu depot."
