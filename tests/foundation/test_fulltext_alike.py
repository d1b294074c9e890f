"""What says about the same, for suggestions: the most of the words, the rare ones first, within what one may see."""

import pytest

from foundation.fulltext import alike as module
from foundation.fulltext.alike import alike
from tests.foundation.test_fulltext_search import demand, remark
from tests.workflow_app.models import Demand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("searched")]


def titles(text: str, *, most: int = 5, among=None, **how) -> list[str]:
    rows = Demand.objects.order_by("-pk") if among is None else among
    return [one.title for one in alike(rows, text, most=most, **how)]


@pytest.mark.parametrize(
    "text",
    [
        "reçu", "reçu de prêt", "L'impression du reçu", "impression ticket de prêt",
        "L'impression du reçu de prêts n'affiche plus la date", "RECUS",
    ],
)  # fmt: skip
def test_each_word_more_makes_it_vanish_no_more(text):
    demand("Le reçu de prêt ne s’imprime pas")
    demand("Le portail affiche une erreur")

    assert titles(text)[0] == "Le reçu de prêt ne s’imprime pas"


def test_what_answers_to_one_word_in_many_is_not_alike():
    demand("Le portail affiche une erreur")
    demand("L’impression du reçu de prêt sort sans la date")

    assert titles("L'impression du reçu de prêt sort sans la date du portail") == [
        "L’impression du reçu de prêt sort sans la date"
    ]
    assert titles("zzz") == []
    assert titles("le la de") == []
    assert titles("") == []


def test_a_long_and_polite_sentence_still_finds_it():
    demand("Le retour refuse les cartes depuis ce matin")
    demand("Bonjour, tout va très bien")

    found = titles(
        "Bonjour, depuis ce matin très tôt nous n’arrivons plus du tout à faire le retour, l’écran du logiciel refuse "
        "les cartes de tous nos lecteurs au guichet"
    )

    assert found[0] == "Le retour refuse les cartes depuis ce matin"


def test_the_most_of_the_words_comes_first_then_the_rare_ones_then_the_latest():
    for title in ("douchette muette", "douchette cassée", "douchette lente", "douchette orpheline muette"):
        demand(title)

    assert titles("douchette muette", most=2) == ["douchette orpheline muette", "douchette muette"]
    assert titles("douchette orpheline", most=1) == ["douchette orpheline muette"]
    assert titles("douchette") == [
        "douchette orpheline muette", "douchette lente", "douchette cassée", "douchette muette",
    ]  # fmt: skip


def test_only_what_may_be_seen_is_found_and_only_by_its_own_words():
    seen, hidden = demand("Le reçu ne sort pas"), demand("Le reçu est blanc")
    remark("quasarium", demand=seen)

    assert titles("reçu", among=Demand.objects.exclude(pk=hidden.pk)) == [seen.title]
    assert titles("quasarium") == []


def test_a_word_of_many_rows_only_helps_to_choose(monkeypatch):
    monkeypatch.setattr(module, "FEW", 2)
    for title in ("portail lent", "portail gris", "portail lent le lundi", "reçu lent"):
        demand(title)

    assert titles("portail lundi") == ["portail lent le lundi"]
    assert titles("portail gris") == ["portail gris"]
    assert set(titles("portail lent")) == {"portail lent", "portail lent le lundi"}  # both of many: all must be there


def test_a_word_that_is_begun_counts():
    demand("Le reçu ne s’imprime pas")

    assert titles("impri", prefix_last=True) == ["Le reçu ne s’imprime pas"]
    assert titles("impri") == []


def test_what_it_asks_does_not_grow_with_what_is_found(django_assert_max_num_queries):
    for rank in range(30):
        demand(f"Le reçu {rank} ne sort pas du tout")
    titles("reçu")

    with django_assert_max_num_queries(4):
        assert len(titles("le reçu ne sort", most=5)) == 5
