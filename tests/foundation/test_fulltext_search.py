"""Finding by words on either database: endings, phrases, beginnings, refusals, weights, and who may see what."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from foundation.french import plural_of
from foundation.fulltext.entries import index, index_many
from foundation.fulltext.ranking import ranked
from foundation.fulltext.search import matching
from foundation.fulltext.words import normalised
from tests.factories import PersonFactory
from tests.foundation.searched import search_demands
from tests.foundation.test_fulltext_query import HOSTILE
from tests.foundation.test_fulltext_words import NOUNS
from tests.workflow_app.factories import DemandFactory, RemarkFactory
from tests.workflow_app.models import Demand, Remark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("searched")]


def demand(title: str, **facts) -> Demand:
    made = DemandFactory(title=title, **facts)
    index(made)
    return made


def remark(text: str, **facts) -> Remark:
    made = RemarkFactory(text=text, **facts)
    index(made)
    return made


def titles(text: str, **how) -> set[str]:
    return set(matching(Demand.objects.all(), text, **how).values_list("title", flat=True))


TITLE = "L’imprimante Brother HL-2030 de l’accueil n’est plus reconnue (T-2026-00042)"


@pytest.mark.parametrize(
    "text",
    [
        "imprimante", "IMPRIMANTES", "l'imprimante", "reconnu", "reconnues imprimante", "hl-2030", "HL2030", "2030",
        "T-2026-00042", "t-2026-42", "42", '"imprimante brother"', '"hl-2030 de l’accueil"', "« plus reconnue »",
        "impriman*", "recon*", "hl-20*", "bro* imprimante", "imprimante -toner", "de l’accueil", "de",
    ],
)  # fmt: skip
def test_what_finds_it(text):
    demand(TITLE)
    demand("Autre chose")

    assert titles(text) == {TITLE}


@pytest.mark.parametrize(
    "text",
    [
        "imprimante toner", '"brother imprimante"', '"imprimante 2030"', "toner*", "imprimante -brother", "-toner",
        'imprimante -"brother hl"', "imprimante -reconn*", '"accueil 00042"', "-", "!!!", "***", "a*",
    ],
)  # fmt: skip
def test_what_does_not_find_it(text):
    demand(TITLE)

    assert titles(text) == set()


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_text_filters_nothing(text):
    demand(TITLE)

    assert titles(text) == {TITLE}


def test_the_last_word_typed_may_be_unfinished():
    demand(TITLE)

    assert titles("accueil impri", prefix_last=True) == {TITLE}
    assert titles("accueil imprimantes", prefix_last=True) == {TITLE}
    assert titles("accueil impri") == set()
    assert titles("accueil impri ", prefix_last=True) == set()


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("is_typed", [True, False])
def test_nothing_typed_breaks_the_database(text, is_typed):
    one = demand(TITLE)
    one.title = text.replace("\x00", "")[:80].encode(errors="ignore").decode()
    one.save()
    index(one)

    found = matching(Demand.objects.all(), text, prefix_last=is_typed)

    assert len(found) <= 1
    assert len(ranked(Demand.objects.all(), text)) <= 1


def test_weights_choose_the_field():
    one = demand("Écran noir")
    remark("Le câble est débranché.", demand=one)

    def found(text, weights):
        return matching(Remark.objects.all(), text, weights=weights).exists()

    assert (found("câble", "B"), found("écran", "D"), found("écran câble", "BD")) == (True, True, True)
    assert (found("câble", "D"), found("écran", "B"), found('"cable est"', "D")) == (False, False, False)
    assert (found("câbl*", "B"), found("câbl*", "A")) == (True, False)


def test_filters_and_order_are_kept():
    owner = PersonFactory()
    first, second = demand("Panne A", owner=owner), demand("Panne B", owner=owner)
    demand("Panne C")

    found = matching(Demand.objects.visible_to(owner).order_by("-pk"), "pannes")

    assert list(found) == [second, first]
    assert found.count() == 2
    assert list(found.filter(title="Panne A")) == [first]


# --- who reads what --------------------------------------------------------------------------------------------------


def test_a_remark_leads_to_its_demand_for_who_may_read_it():
    owner, agent = PersonFactory(), PersonFactory()
    one = demand("Écran noir", owner=owner)
    remark("Le câble est débranché.", demand=one, author=agent)
    remark("Agent désagréable.", demand=one, author=agent, is_internal=True)

    def found(text, reader):
        readable = Remark.objects.visible_to(reader)
        return list(matching(Demand.objects.all(), text, also=[readable])), list(matching(readable, text))

    assert [len(some) for some in found("câbles", owner)] == [1, 1]
    assert [len(some) for some in found("désagréable", agent)] == [1, 1]
    assert [len(some) for some in found("désagréable", owner)] == [0, 0]
    assert [len(some) for some in found("câbles", PersonFactory())] == [0, 0]
    assert list(matching(Demand.objects.all(), "câbles")) == []


def test_the_subject_counts_beside_each_remark():
    one = demand("Écran noir")
    remark("Le câble est débranché.", demand=one)

    assert list(matching(Demand.objects.all(), "écran câble", also=[Remark.objects.all()])) == [one]


def test_a_refused_word_is_refused_in_the_remarks_too():
    one = demand("Écran noir")
    remark("Le câble est débranché.", demand=one)

    assert list(matching(Demand.objects.all(), "écran -câble", also=[Remark.objects.all()])) == []
    assert list(matching(Demand.objects.all(), "écran -câble", also=[Remark.objects.none()])) == [one]


def test_a_demand_found_in_several_places_comes_once():
    one = demand("Panne")
    index_many([RemarkFactory(demand=one, text="Panne encore") for _ in range(3)])

    assert list(matching(Demand.objects.all(), "panne", also=[Remark.objects.all()])) == [one]


def test_an_unregistered_model_is_an_error():
    with pytest.raises(LookupError, match="nothing of"):
        matching(type(PersonFactory()).objects.all(), "panne")


# --- the best first --------------------------------------------------------------------------------------------------


def test_the_title_counts_more_than_what_is_said():
    said, titled = demand("Souris"), demand("Clavier")
    remark("Le clavier aussi, et son câble usé.", demand=said)
    demand("Autre")

    found = ranked(Demand.objects.order_by("pk"), "clavier", also=[Remark.objects.all()])

    assert list(found) == [titled, said]
    assert list(ranked(Demand.objects.order_by("pk"), "clavier", also=[Remark.objects.all()], among=1)) == [said]
    assert not ranked(Demand.objects.all(), "...")


# --- any word --------------------------------------------------------------------------------------------------------


class AnyWord(TestCase):
    """Hypothesis asks for a database of its own at each example."""

    @given(st.sampled_from(NOUNS.split()), st.sampled_from([str, str.upper, str.title]), st.booleans())
    def test_a_noun_is_found_in_any_case_and_number(self, noun, written, is_plural):
        with search_demands():
            demand(f"Autre {noun} perdu")

            assert len(titles(written(plural_of(noun) if is_plural else noun))) == 1

    @given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=80))
    def test_whatever_was_written_is_found_by_itself(self, text):
        with search_demands():
            demand(text)

            quoted = re.sub('["«»“”]', " ", text)
            found = matching(Demand.objects.all(), f'"{quoted}"')
            assert len(found) == (1 if normalised(text) else 0)
