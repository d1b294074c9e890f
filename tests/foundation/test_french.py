from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.clock import PARIS
from foundation.french import (
    NBSP,
    bound,
    count,
    duration,
    enumerate_fr,
    full_date,
    long_date,
    moment,
    number,
    plural_of,
    short_date,
    some_of,
    typography,
)

# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "long", "full", "short"),
    [
        ("2027-03-12", "12 mars 2027", "vendredi 12 mars 2027", "12/03/2027"),
        ("2026-12-01", "1er décembre 2026", "mardi 1er décembre 2026", "01/12/2026"),
        ("2026-12-31", "31 décembre 2026", "jeudi 31 décembre 2026", "31/12/2026"),
        ("2027-08-11", "11 août 2027", "mercredi 11 août 2027", "11/08/2027"),
        ("2027-02-21", "21 février 2027", "dimanche 21 février 2027", "21/02/2027"),
    ],
)
def test_dates_are_written_in_full_with_their_weekday_or_short(day, long, full, short):
    day = date.fromisoformat(day)

    assert (long_date(day), full_date(day), short_date(day)) == (long, full, short)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (datetime(2026, 12, 1, 14, 5, tzinfo=PARIS), "mardi 1er décembre 2026 à 14\u00a0h\u00a005"),
        (datetime(2026, 12, 1, 14, 0, tzinfo=PARIS), "mardi 1er décembre 2026 à 14\u00a0h"),
        (datetime(2026, 12, 1, 0, 30, tzinfo=PARIS), "mardi 1er décembre 2026 à 0\u00a0h\u00a030"),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "mardi 1er décembre 2026 à 0\u00a0h\u00a030"),
        (datetime(2026, 7, 14, 22, 0, tzinfo=UTC), "mercredi 15 juillet 2026 à 0\u00a0h"),
    ],
)
def test_a_moment_is_read_on_a_paris_clock(when, expected):
    assert moment(when) == expected


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        moment(datetime(2026, 12, 1, 14, 5))  # noqa: DTZ001 — the naive datetime is the subject


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-3, "il y a 3 jours"),
        (-2, "il y a 2 jours"),
        (-1, "hier"),
        (0, "aujourd’hui"),
        (1, "demain"),
        (2, "dans 2 jours"),
        (12, "dans 12 jours"),
        (1200, f"dans 1{NBSP}200 jours"),
    ],
)
def test_a_distance_in_days_is_told_from_today(days, expected):
    assert duration(days) == expected


# --- counts and lists ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "0 convention"),
        (1, "1 convention"),
        (2, "2 conventions"),
        (-1, "-1 convention"),
        (-2, "-2 conventions"),
        (437433, f"437{NBSP}433 conventions"),
    ],
)
def test_the_plural_begins_at_two(n, expected):
    assert count(n, "convention") == expected


def test_the_plural_of_several_words_is_said_by_the_caller():
    assert count(3, "compte rendu", "comptes rendus") == "3 comptes rendus"
    assert count(1, "compte rendu", "comptes rendus") == "1 compte rendu"


@pytest.mark.parametrize("n", [0, 1])
def test_a_singular_of_several_words_needs_no_plural(n):
    assert count(n, "jour ouvré") == f"{n} jour ouvré"


def test_the_plural_of_several_words_is_never_guessed():
    with pytest.raises(ValueError, match="cannot be guessed"):
        count(2, "bibliothèque à Poissy")


@pytest.mark.parametrize(
    ("word", "plural"),
    [
        ("jour", "jours"),
        ("mois", "mois"),
        ("avis", "avis"),
        ("prix", "prix"),
        ("réseau", "réseaux"),
        ("niveau", "niveaux"),
        ("lieu", "lieux"),
        ("journal", "journaux"),
        ("festival", "festivals"),
        ("pneu", "pneus"),
    ],
)
def test_one_word_takes_the_plural_of_its_ending(word, plural):
    assert plural_of(word) == plural


@pytest.mark.parametrize(("n", "expected"), [(999, "999"), (1000, "1 000"), (1234567, "1 234 567"), (-1000, "-1 000")])
def test_large_numbers_are_grouped_by_three(n, expected):
    assert number(n) == expected.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a et b"),
        (["a", "b", "c"], "a, b et c"),
        (("a", "b", "c", "d"), "a, b, c et d"),
    ],
)
def test_a_list_reads_as_a_sentence(items, expected):
    assert enumerate_fr(items) == expected


def test_a_choice_is_joined_by_ou():
    assert enumerate_fr(["papier", "recommandé", "électronique"], last="ou") == "papier, recommandé ou électronique"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b", "c"], "a, b et c"),
        (["a", "b", "c", "d"], "a, b, c et 1 autre"),
        (["a", "b", "c", "d", "e"], "a, b, c et 2 autres"),
    ],
)
def test_beyond_three_the_others_are_counted(items, expected):
    assert some_of(items) == expected


# --- punctuation (« ~ » stands for the non-breaking space in the table) ----------------------------------------------


TYPED = """L'écran dit "Erreur <12>" !"""


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (f'"{TYPED}" est résolu: rien d\'autre', f"«~{TYPED}~» est résolu~: rien d’autre"),
        (f"[T-1] Résolu : {TYPED}", f"[T-1] Résolu~: {TYPED}"),
        (f"{TYPED}: {TYPED}", f"{TYPED}~: {TYPED}"),
        ("rien d'autre", "rien d’autre"),
    ],
)
def test_what_was_typed_stays_as_it_was_typed_and_the_rest_is_set_right(told, expected):
    assert typography(told, TYPED, "") == expected.replace("~", NBSP)


@pytest.mark.parametrize(
    ("typed", "set_right"),
    [
        ("l'article", "l’article"),
        ("aujourd'hui...", "aujourd’hui…"),
        ("et puis....", "et puis…"),
        ('dit "fait"', "dit «~fait~»"),
        ('"a" et "b"', "«~a~» et «~b~»"),
        ('une " seule', 'une " seule'),
        ("«fait»", "«~fait~»"),
        ("« fait »", "«~fait~»"),
        ("«  fait\u202f»", "«~fait~»"),
        ("Objet : avenant", "Objet~: avenant"),
        ("Objet: avenant", "Objet~: avenant"),
        ("Objet  : avenant", "Objet~: avenant"),
        ("Objet\u202f: avenant", "Objet~: avenant"),
        ("a ; b", "a~; b"),
        ("Signée !", "Signée~!"),
        ("Signée!", "Signée~!"),
        ("Quoi?!", "Quoi~?!"),
        ("Quoi ?!", "Quoi~?!"),
        ("(vraiment?)", "(vraiment~?)"),
        ('"Vraiment?"', "«~Vraiment~?~»"),
        ("« Oui »!", "«~Oui~»~!"),
        ("Fin…!", "Fin…~!"),
        ("à 14:05 précises", "à 14:05 précises"),
        ("https://exemple.fr/?q=1;2", "https://exemple.fr/?q=1;2"),
        ("décret n° 2017-1416", "décret n°~2017-1416"),
        ("décret n°2017-1416", "décret n°~2017-1416"),
        ("50 % de 12 €", "50~% de 12~€"),
        ("50%", "50~%"),
        ("a%20b et 5%20", "a%20b et 5%20"),
        ("une ligne\n: une autre", "une ligne\n: une autre"),
        ("", ""),
    ],
)
def test_punctuation_is_set_as_french_printers_do(typed, set_right):
    assert typography(typed) == set_right.replace("~", NBSP)


@given(st.text(alphabet="aé1 \u00a0\u202f\n'’\".…«»:;!?%€n°()", max_size=30))
def test_setting_punctuation_twice_changes_nothing(text):
    once = typography(text)

    assert typography(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("une durée de 2 ans, soit deux ans", "une durée de 2~ans, soit deux~ans"),
        ("le 12 mars 2027, le 1er janvier", "le 12~mars 2027, le 1er~janvier"),
        ("12 heures par an", "12~heures par an"),
        ("en 2 exemplaires", "en 2~exemplaires"),
        ("2 hommes, 3 marsouins", "2 hommes, 3 marsouins"),
        ("à Mantes-la-Jolie et MANTES-LA-JOLIE", "à Mantes_la_Jolie et MANTES_LA_JOLIE"),
        ("aux Mureaux, dit Les Mureaux", "aux Mureaux, dit Les~Mureaux"),
        ("peut-être", "peut-être"),
    ],
)
def test_a_number_holds_to_its_unit_and_a_name_is_whole(text, expected):
    words = bound(text, "Mantes-la-Jolie", "Les Mureaux")

    assert words == expected.replace("~", NBSP).replace("_", "\u2011")
    assert bound(words, "Mantes-la-Jolie", "Les Mureaux") == words
