"""French read for the search: what is one word for whoever looks for it, and what stays apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.french import fold, plural_of
from foundation.fulltext.words import LONGEST, normalised, read, stem, terms

NOUNS = """
imprimante bibliothèque médiathèque réseau journal jeu tuyau bijou connexion écran poste clé œuvre élève notice abonné
prêt lecteur douchette serveur bus avis prix gaz landau bleu festival année musée communal règle souris réservation
"""


@pytest.mark.parametrize(
    "family",
    [
        "imprimante imprimantes IMPRIMANTE Imprimer imprimé imprimée imprimées imprimés",
        "réseau réseaux reseau RÉSEAUX",
        "journal journaux",
        "travail travaux",
        "lecteur lecteurs lectrice lectrices",
        "actif actifs active actives",
        "heureux heureuse heureuses",
        "professionnel professionnelle professionnels professionnelles",
        "nouveau nouveaux nouvelle nouvelles nouvel",
        "fermé fermée fermer fermées ferme",
        "réservation réservations réserver",
        "abonné abonnée abonnement",
        "œuvre oeuvre Œuvres",
        "vu vus vue vues",
        "connexion connexions",
    ],
)
def test_a_word_and_its_endings_are_one(family):
    assert len({normalised(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["mail mal", "poste porte", "livre lire", "imprimer impression", "panne pain", "an année", "cas casser"]
)
def test_words_that_are_near_stay_apart(pair):
    one, other = pair.split()

    assert normalised(one) != normalised(other)


@pytest.mark.parametrize(
    ("written", "stems"),
    [
        ("l’imprimante", "imprim"),
        ("L'IMPRIMANTE", "imprim"),
        ("qu’il", "il"),
        ("jusqu'à l'été", "a ete"),
        ("aujourd’hui", "aujourdhui"),
        ("Aujourd'hui", "aujourdhui"),
        ("presqu’île", "presquil"),
        ("O’Brien", "o brien"),
        ("l", "l"),
    ],
)
def test_what_the_apostrophe_cuts_goes(written, stems):
    assert normalised(written) == stems


@pytest.mark.parametrize(
    ("written", "stems", "forms"),
    [
        ("T-2026-00042", "t 2026 42", {"00042", "t202600042"}),
        ("502", "502", set()),
        ("978-2-07-036822-8", "978 2 7 36822 8", {"9782070368228", "07", "036822"}),
        ("wi-fi", "wi fi", {"wifi", "wif"}),
        ("S.I.G.B.", "s i g b", {"sigb"}),
        ("BIB00042", "bib00042", {"bib", "42"}),
        ("camille.dupont@demo.example", "camill dupont demo exampl", {"camille", "example"}),
        ("portail.gpseo.fr", "portail gpseo fr", set()),
        ("bordereau_2026.pdf", "bordereau 2026 pdf", set()),
        ("rendez-vous", "rend vou", {"rendez", "vous", "rendezvou", "rendezvous"}),
    ],
)
def test_codes_are_kept_whole_and_in_parts(written, stems, forms):
    reading = read(written)

    assert " ".join(reading.stems) == stems
    assert set(reading.forms) == forms


def test_what_is_not_seen_does_not_cut_a_word():
    assert normalised("biblio\u00adthèque\u200b") == normalised("bibliothèque")
    assert normalised("e\u0301cran") == normalised("écran")


def test_terms_say_where_they_stand():
    text = "Panne de l’imprimante, au 1er."

    assert [text[placed.start : placed.end] for placed in terms(text)] == ["Panne", "de", "l’imprimante", "au", "1er"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "…!?", "'", "-_-", "\u0301\u00ad"])
def test_what_has_no_word_is_read_as_nothing(text):
    assert normalised(text) == ""


def test_a_word_without_end_is_cut():
    assert len(normalised("x" * 10_000)) == LONGEST


@given(st.text(max_size=200))
def test_reading_what_was_read_changes_nothing(text):
    once = normalised(text)

    assert normalised(once) == once


@given(st.text(st.sampled_from("aeiouxslrtnvm"), min_size=1, max_size=12))
def test_a_stem_is_its_own_stem_and_that_of_its_plural(word):
    assert stem(stem(word)) == stem(word)
    if len(word) > 2:
        assert stem(plural_of(word)) == stem(word)


@given(st.sampled_from(NOUNS.split()), st.sampled_from([str, str.upper, str.title, fold]), st.booleans())
def test_a_noun_is_one_in_any_case_number_and_accents(noun, written, is_plural):
    other = written(plural_of(noun) if is_plural else noun)

    assert normalised(other) == normalised(noun)
