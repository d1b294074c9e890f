"""What waits: the most urgent first, several of one sort on one line."""

import pytest

from foundation import registry
from foundation.registry import Alike, ToDo
from foundation.todo import together, waiting


def one(name: str, tone: str = "info", rank: int = 0, *, key: str = "draft", pick: str = "") -> ToDo:
    alike = Alike(key, "brouillons", "à valider", name, "/liste/?state=DRAFT" if not pick else "/liste/", pick=pick)
    return ToDo(tone, f"rang {rank}", f"Brouillon de {name} : à valider", "Valider", f"/{name}/", rank, "", alike)


def test_what_is_alone_of_its_sort_stays_as_it_is():
    alone = [one("Achères"), one("Poissy", key="other"), ToDo("info", "hier", "Autre chose", "Voir", "/")]
    assert together(alone) == alone


def test_without_a_sort_things_that_read_the_same_stay_apart():
    same = ToDo("info", "hier", "Autre chose", "Voir", "/")
    assert together([same, same]) == [same, same]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Achères", "Poissy"], "Achères et Poissy"),
        (["Achères", "Limay", "Poissy"], "Achères, Limay et Poissy"),
        (["Achères", "Limay", "Poissy", "Vert"], "Achères, Limay, Poissy et 1 autre"),
        ([f"C{n}" for n in range(28)], "C0, C1, C2 et 25 autres"),
    ],
)
def test_several_of_one_sort_are_one_line_that_names_three_of_them(names, told):
    (line,) = together([one(name) for name in names])
    assert line.text == f"{len(names)} brouillons à valider : {told}"
    assert line.subject == f"{len(names)} brouillons"
    assert (line.label, line.url) == ("Voir", "/liste/?state=DRAFT")


def test_the_line_is_as_urgent_as_the_most_urgent_and_says_how_many_are_late():
    (line,) = together([one("Achères", "info", -3), one("Limay", "late", -20), one("Poissy", "late", -30)])
    assert (line.tone, line.when, line.rank) == ("late", "rang -30", -30)
    assert line.text == "3 brouillons à valider, dont 2 en retard : Poissy, Limay et Achères"


def test_when_all_are_late_the_line_does_not_say_it_twice():
    (line,) = together([one("Achères", "late"), one("Limay", "late")])
    assert "dont" not in line.text


def test_the_page_opens_on_each_of_them_where_it_chooses_them():
    (line,) = together([one("Achères", pick="communes=1"), one("Limay", pick="communes=2")])
    assert line.url == "/liste/?communes=1&communes=2"


def test_what_is_late_comes_first_then_what_waits_already_then_each_day_in_turn(monkeypatch):
    ranked = [("info", 9), ("warn", 12), ("late", -1), ("info", -3), ("warn", 9), ("warn", 0), ("ok", 1), ("late", -8)]
    items = [ToDo(tone, f"{rank}", f"{tone} {rank}", "Voir", "/", rank) for tone, rank in ranked]
    monkeypatch.setattr(registry.todo, "contributions", {"essai": (0, lambda person: items)})

    told = [one.text for one in waiting(None)]

    assert told == ["late -8", "late -1", "warn 0", "info -3", "warn 9", "info 9", "warn 12", "ok 1"]
