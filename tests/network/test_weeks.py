"""The week and the closures of a place: kept, read back, and told in French."""

from datetime import UTC, date, datetime, time

import pytest

from foundation.clock import PARIS
from foundation.workcalendar import Hours
from network import closures
from network.closures import Closure
from network.forms.dates import LAST_DAY
from network.weeks import (
    LIBRARY_HOURS,
    SERVICE_HOURS,
    VENDOR_HOURS,
    hours_of_week,
    kept_week,
    today_in_words,
    week_in_words,
)

SINCE = date(2026, 11, 23)
MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(18))


def week(*days) -> Hours:
    """A week whose last days are closed."""
    return Hours(week=(*days, *[()] * (7 - len(days))))


@pytest.mark.parametrize("hours", [SERVICE_HOURS, VENDOR_HOURS, LIBRARY_HOURS], ids=["service", "vendor", "library"])
def test_a_week_is_read_back_as_it_was_kept(hours):
    assert hours_of_week(kept_week(hours)) == hours


@pytest.mark.parametrize(
    "kept",
    [[], [[]] * 7, [[["25:00", "26:00"]]] + [[]] * 6, [[["22:00", "06:00"]]] + [[]] * 6, [[["08:00", "12:00"]]] * 8],
    ids=["no day", "never open", "no hour", "a night", "eight days"],
)
def test_a_week_that_is_none_is_refused(kept):
    with pytest.raises(ValueError, match=r"."):
        hours_of_week(kept)


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (
            SERVICE_HOURS,
            [
                "du lundi au vendredi, de 8\u00a0h\u00a030 à 12\u00a0h et de 13\u00a0h\u00a030 à 17\u00a0h",
                "fermé le samedi et le dimanche",
            ],
        ),
        (
            LIBRARY_HOURS,
            [
                "du mardi au samedi, de 10\u00a0h à 12\u00a0h et de 14\u00a0h à 18\u00a0h",
                "fermé le lundi et le dimanche",
            ],
        ),
        (Hours(week=(((time(0), time(0)),),) * 7), ["tous les jours, de 0\u00a0h à minuit"]),
        (
            week((MORNING,), (), (MORNING,), (MORNING,), (MORNING,)),
            [
                "le lundi et du mercredi au vendredi, de 9\u00a0h à 12\u00a0h",
                "fermé le mardi, le samedi et le dimanche",
            ],
        ),
        (
            week((), (AFTERNOON,), (MORNING, AFTERNOON), (AFTERNOON,)),
            [
                "le mardi et le jeudi, de 14\u00a0h à 18\u00a0h",
                "le mercredi, de 9\u00a0h à 12\u00a0h et de 14\u00a0h à 18\u00a0h",
                "fermé le lundi et du vendredi au dimanche",
            ],
        ),
    ],
    ids=["service", "library", "always", "two runs", "two sorts"],
)
def test_a_week_is_told_by_sorts_of_days(hours, told):
    assert week_in_words(hours) == told


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-11-23T08:29", "fermé, ouvre à 8\u00a0h\u00a030"),
        ("2026-11-23T08:30", "ouvert jusqu’à 12\u00a0h"),
        ("2026-11-23T12:00", "fermé, ouvre à 13\u00a0h\u00a030"),
        ("2026-11-23T16:59", "ouvert jusqu’à 17\u00a0h"),
        ("2026-11-23T17:00", "fermé, ouvre le mardi 24 novembre 2026 à 8\u00a0h\u00a030"),
        ("2026-11-27T17:00", "fermé, ouvre le lundi 30 novembre 2026 à 8\u00a0h\u00a030"),
        ("2026-12-24T10:00", "fermé (veille de Noël), ouvre le lundi 28 décembre 2026 à 8\u00a0h\u00a030"),
        ("2026-12-25T10:00", "fermé (Noël), ouvre le lundi 28 décembre 2026 à 8\u00a0h\u00a030"),
    ],
)
def test_one_reads_whether_it_is_open_now(moment, told):
    closed = [Closure(date(2026, 12, 24), date(2026, 12, 24), "veille de Noël")]
    hours = hours_of_week(kept_week(SERVICE_HOURS), closed)

    assert today_in_words(hours, closed, datetime.fromisoformat(moment).replace(tzinfo=PARIS)) == told


def test_open_until_midnight_is_told_so_whatever_the_zone():
    hours = week((), (), (), (), ((time(18), time(0)),))
    assert today_in_words(hours, [], datetime(2026, 11, 27, 20, tzinfo=UTC)) == "ouvert jusqu’à minuit"


# --- closures --------------------------------------------------------------------------------------------------------


def read(text):
    return closures.read(text, since=SINCE, until=LAST_DAY)


def test_closures_are_read_one_a_line_and_kept_in_order():
    found, wrong = read("\n du 03/08/2027 au 21/08/2027 : congés d’été\n24/12/2026 fermeture de Noël\n7/5/2027\n")

    assert wrong == []
    assert [str(one) for one in found] == [
        "24 décembre 2026, fermeture de Noël",
        "7 mai 2027, fermeture exceptionnelle",
        "du 3 août 2027 au 21 août 2027, congés d’été",
    ]
    assert closures.read_kept(one.kept for one in found) == found
    assert read("\n".join(one.typed for one in found)) == (found, [])
    assert len(closures.closed_days(found)) == 21


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Noël", "« Noël » ne commence pas par une date. Écrivez par exemple"),
        ("24/12/26 Noël", "ne commence pas par une date"),
        ("2026-12-24", "ne commence pas par une date"),
        ("24/12/2026Noël", "ne commence pas par une date"),
        ("31/02/2027 hiver", "« 31/02/2027 » n’est pas une date du calendrier"),
        ("24/12/0000", "n’est pas une date du calendrier"),
        ("22/11/2026", "le 22 novembre 2026 précède la date d’effet"),
        ("01/01/2101", "l’année 2101 est trop lointaine"),
        ("du 05/01/2027 au 04/01/2027", "le dernier jour précède le premier"),
        ("du 05/01/2027 au 06/01/2028", "la fermeture dure plus de 366 jours"),
        (f"24/12/2026 {'x' * 81}", "le motif a 81 caractères, 80 au plus"),
    ],
)
def test_a_line_that_is_no_closure_is_told_by_its_number(line, why):
    found, [wrong] = read(f"23/11/2026 le premier jour\n\n{line}")

    assert len(found) == 1
    assert wrong.startswith("Ligne 3 : ")
    assert why in wrong


def test_a_day_is_closed_once():
    _, wrong = read("du 24/12/2026 au 26/12/2026 Noël\n26/12/2026 encore\n27/12/2026 non")
    assert wrong == ["Ligne 2 : une autre ligne ferme déjà un de ces jours."]


def test_four_hundred_lines_are_too_many():
    assert read("24/12/2026\n" * closures.MOST)[1][0].startswith("Ligne 2 :")
    assert read("24/12/2026\n" * 400) == (
        [],
        ["100 lignes au plus : il y en a 400. Plusieurs jours de suite tiennent en une ligne."],
    )
