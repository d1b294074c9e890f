"""The article of an institution: by the first word of its name, in a sentence as at its beginning."""

import pytest

from foundation.articles import at_institution, beginning, is_feminine, of_institution, with_article


@pytest.mark.parametrize(
    ("name", "alone", "of", "at"),
    [
        ("Médiathèque des Saules", "la Médiathèque des Saules", "de la Médiathèque des Saules",
         "à la Médiathèque des Saules"),
        ("Bibliothèque du Lavoir", "la Bibliothèque du Lavoir", "de la Bibliothèque du Lavoir",
         "à la Bibliothèque du Lavoir"),
        ("LUDOTHEQUE", "la LUDOTHEQUE", "de la LUDOTHEQUE", "à la LUDOTHEQUE"),
        ("Espace Prévert", "l’Espace Prévert", "de l’Espace Prévert", "à l’Espace Prévert"),
        ("Annexe Sud", "l’Annexe Sud", "de l’Annexe Sud", "à l’Annexe Sud"),
        ("Centre culturel", "le Centre culturel", "du Centre culturel", "au Centre culturel"),
        ("Bibliothèques Démo", "Bibliothèques Démo", "de Bibliothèques Démo", "à Bibliothèques Démo"),
        ("Éditions logicielles Démo", "Éditions logicielles Démo", "d’Éditions logicielles Démo",
         "à Éditions logicielles Démo"),
        ("Tourneboule", "Tourneboule", "de Tourneboule", "à Tourneboule"),
    ],
)  # fmt: skip
def test_a_name_takes_the_article_of_its_first_word_and_an_unknown_one_none(name, alone, of, at):
    assert (with_article(name), of_institution(name), at_institution(name)) == (alone, of, at)


@pytest.mark.parametrize(
    ("name", "told", "feminine"),
    [
        ("Bibliothèque du Lavoir", "La Bibliothèque du Lavoir", True),
        ("Espace Prévert", "L’Espace Prévert", False),
        ("Annexe Sud", "L’Annexe Sud", True),
        ("Centre culturel", "Le Centre culturel", False),
        ("Tourneboule", "Tourneboule", True),
    ],
)
def test_a_sentence_begins_with_its_article_and_agrees_with_it(name, told, feminine):
    assert (beginning(name), is_feminine(name)) == (told, feminine)
