"""What goes upward between layers: contributions by name, in order, each once."""

import pytest

from foundation.registry import Slot


@pytest.fixture
def slot() -> Slot:
    return Slot("essai", "(person) → words")


def test_contributions_are_asked_in_order_then_by_key(slot):
    slot.add("c", lambda: "troisième")
    slot.add("b", lambda: "deuxième", order=20)
    slot.add("a", lambda: "quatrième", order=200)
    slot.add("z", lambda: "premier", order=10)

    assert slot.collect() == ["premier", "deuxième", "troisième", "quatrième"]


def test_the_same_contributor_again_replaces_itself(slot):
    slot.add("a", lambda: "ancien")
    slot.add("a", lambda: "nouveau")

    assert slot.collect() == ["nouveau"]


def test_lists_are_joined_and_nothing_is_left_out(slot):
    slot.add("a", lambda: ["un", "deux"])
    slot.add("b", lambda: None)
    slot.add("c", lambda: ("trois",))
    slot.add("d", lambda: [])

    assert slot.collect() == ["un", "deux", "trois"]


def test_contributors_receive_what_the_asker_gives(slot):
    slot.add("a", lambda person, on: f"{person} {on}")

    assert slot.collect("Camille", on="2026-11-22") == ["Camille 2026-11-22"]


def test_an_empty_slot_answers_an_empty_list(slot):
    assert slot.collect("Camille") == []
