"""The promise of `perform`: one door, in one transaction, with its record; a refusal leaves no trace."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import transaction
from django_fsm import transition as fsm_transition

from foundation import clock
from foundation.models import Transition
from foundation.workflow import Refused, actions, check_declared, perform, requires
from tests.at_once import at_once
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand, State

DAY = date(2026, 11, 22)


@pytest.fixture
def demand(db) -> Demand:
    return DemandFactory()


def in_state(demand: Demand, state: State) -> Demand:
    """The same demand, brought to that state through its own transitions."""
    if state is State.DRAFT:
        return demand
    sent = perform(demand.send, by=demand.owner, sent_on=DAY)
    return sent if state is State.SENT else perform(sent.close, by=demand.owner)


def traces(demand: Demand) -> tuple[int, int, str]:
    """What a refusal must leave as it was: transitions, history rows, the state kept."""
    return (
        Transition.objects.about(demand).count(),
        demand.history.count(),
        Demand.objects.values_list("state", flat=True).get(pk=demand.pk),
    )


# --- the way that succeeds -----------------------------------------------------------------------------------------


def test_it_returns_the_fresh_instance_with_its_facts_and_leaves_the_given_one_stale(demand):
    fresh = perform(demand.send, by=demand.owner, sent_on=DAY)

    assert (fresh.state, fresh.sent_on) == (State.SENT, DAY)
    assert (demand.state, demand.sent_on) == (State.DRAFT, None)
    assert Demand.objects.get(pk=demand.pk).state == State.SENT


def test_what_was_changed_on_the_given_instance_without_saving_is_not_kept(demand):
    demand.title = "jamais enregistré"

    fresh = perform(demand.send, by=demand.owner, sent_on=DAY)

    assert fresh.title != "jamais enregistré"


def test_the_record_says_what_from_to_who_when_and_why(demand):
    with clock.frozen_at("2026-11-22T14:05") as now:
        perform(demand.send, by=demand.owner, reason="Le comité l’a demandé", sent_on=DAY)

    record = Transition.objects.about(demand).get()
    assert (record.name, record.label) == ("send", "Envoyer")
    assert (record.from_state, record.to_state) == (State.DRAFT, State.SENT)
    assert (record.by, record.at, record.reason) == (demand.owner, now, "Le comité l’a demandé")


def test_the_history_row_says_who_and_why(demand):
    perform(demand.send, by=demand.owner, reason="x" * 150, sent_on=DAY)

    row = demand.history.first()
    assert (row.state, row.history_user, row.history_change_reason) == (State.SENT, demand.owner, "x" * 150)


def test_the_system_itself_may_where_the_transition_is_automatic(demand):
    perform(demand.close, by=None, reason="Restée sans suite")

    assert Transition.objects.about(demand).get().by is None
    assert demand.history.first().history_user is None


# --- refusals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "name", "expected"),
    [
        (State.SENT, "send", "« Envoyer » n’est plus possible : l’état est maintenant « envoyée »."),
        (State.CLOSED, "send", "« Envoyer » n’est plus possible : l’état est maintenant « close »."),
        (State.DRAFT, "take_back", "« Reprendre » n’est plus possible : l’état est maintenant « brouillon »."),
        (State.CLOSED, "close", "« Clore » n’est plus possible : l’état est maintenant « close »."),
        (State.DRAFT, "abandon", "« Annuler tout » n’est plus possible : l’état est maintenant « brouillon »."),
    ],
)
def test_another_state_refuses_in_french_and_leaves_no_trace(demand, state, name, expected):
    demand = in_state(demand, state)
    before = traces(demand)

    with pytest.raises(Refused) as refusal:
        perform(getattr(demand, name), by=demand.owner)

    assert refusal.value.message == expected
    assert traces(demand) == before


def test_the_state_is_the_one_in_the_database_not_the_one_on_the_given_instance(demand):
    in_state(demand, State.CLOSED)

    with pytest.raises(Refused, match="maintenant « close »"):
        perform(demand.send, by=demand.owner, sent_on=DAY)


def test_without_the_right_it_is_denied_and_leaves_no_trace(demand):
    before = traces(demand)

    with pytest.raises(PermissionDenied, match="Vous n’avez pas le droit de faire « Envoyer » ici"):
        perform(demand.send, by=PersonFactory(), sent_on=DAY)

    assert traces(demand) == before


def test_the_state_is_told_before_the_right(demand):
    demand = in_state(demand, State.SENT)

    with pytest.raises(Refused, match="n’est plus possible"):
        perform(demand.send, by=PersonFactory(), sent_on=DAY)


@pytest.mark.django_db
def test_the_right_is_asked_before_the_facts_so_that_a_stranger_learns_nothing():
    demand = DemandFactory(title="", starts_on=None)

    with pytest.raises(PermissionDenied):
        perform(demand.send, by=PersonFactory(), sent_on=DAY)


@pytest.mark.django_db
def test_missing_facts_are_listed_in_the_words_of_the_page():
    demand = DemandFactory(title="", starts_on=None)

    with pytest.raises(Refused) as refusal:
        perform(demand.send, by=demand.owner, sent_on=DAY)

    assert refusal.value.missing == ["le titre", "la date d’effet"]
    assert str(refusal.value) == "« Envoyer » n’est pas encore possible. Il manque : le titre et la date d’effet."
    assert traces(demand) == (0, 1, State.DRAFT)


@pytest.mark.django_db
def test_a_guard_without_words_still_refuses_in_french():
    demand = DemandFactory(is_secret=True)

    with pytest.raises(Refused, match="« Envoyer » n’est pas possible pour l’instant"):
        perform(demand.send, by=demand.owner, sent_on=DAY)


def test_the_system_may_not_what_is_not_automatic(demand):
    with pytest.raises(PermissionDenied):
        perform(demand.send, by=None, sent_on=DAY)


def test_nobody_may_what_only_the_system_does(demand):
    demand = in_state(demand, State.CLOSED)

    with pytest.raises(PermissionDenied):
        perform(demand.wake_up, by=demand.owner)

    assert perform(demand.wake_up, by=None).state == State.DRAFT


def test_an_object_deleted_meanwhile_is_refused_in_french(demand):
    Demand.objects.filter(pk=demand.pk).delete()

    with pytest.raises(Refused, match="Cet élément n’existe plus"):
        perform(demand.send, by=demand.owner, sent_on=DAY)


def test_a_failure_after_the_door_takes_the_state_and_its_record_back(demand):
    class Crash(Exception):
        pass

    def crash_in_the_same_transaction():
        with transaction.atomic():
            perform(demand.send, by=demand.owner, sent_on=DAY)
            raise Crash

    with pytest.raises(Crash):
        crash_in_the_same_transaction()

    assert traces(demand) == (0, 1, State.DRAFT)


def test_a_state_cannot_be_assigned_by_hand(demand):
    with pytest.raises(AttributeError, match="not allowed"):
        demand.state = State.SENT


# --- what a page offers --------------------------------------------------------------------------------------------


def test_actions_come_in_the_order_of_the_model_with_the_reason_of_the_impossible(db):
    demand = DemandFactory(title="")

    offered = [(action.name, action.label, action.refusal) for action in actions(demand, demand.owner)]

    assert offered == [("send", "Envoyer", "le titre"), ("close", "Clore", "")]


def test_actions_leave_out_other_states_the_system_and_those_without_the_right(demand):
    demand = in_state(demand, State.CLOSED)

    assert [action.name for action in actions(demand, demand.owner)] == ["abandon"]
    assert list(actions(demand, PersonFactory())) == []


# --- declarations --------------------------------------------------------------------------------------------------


def declared(**options):
    """A transition declared with these options, as a model would."""

    @fsm_transition("state", State.DRAFT, State.SENT, **options)
    def move(self, *, by):
        return None

    return move._django_fsm.transitions[State.DRAFT]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"custom": {"label": "Faire", "told": "a fait"}}, "says neither who may"),
        ({"permission": "app.may", "custom": {"label": "Faire", "told": "a fait"}}, "is a text"),
        ({"permission": lambda *_: True}, "no French label"),
        ({"permission": lambda *_: True, "custom": {"label": "Faire"}}, "no words for the life"),
    ],
)
def test_a_transition_that_does_not_say_who_may_do_it_is_a_programming_error(options, complaint):
    with pytest.raises(ImproperlyConfigured, match=complaint):
        check_declared(declared(**options))


WORDS = {"label": "Faire", "told": "a fait"}


@pytest.mark.parametrize("who", [{"permission": lambda *_: True}, {"automatic": True}], ids=["a rule", "the system"])
def test_who_may_and_two_words_are_enough_and_none_of_them_can_go(who):
    def options(words, **who):
        automatic = {"automatic": True} if who.pop("automatic", False) else {}
        return {**who, "custom": words | automatic}

    check_declared(declared(**options(WORDS, **who)))

    for left_out in (options({"told": "a fait"}, **who), options({"label": "Faire"}, **who), options(WORDS)):
        with pytest.raises(ImproperlyConfigured):
            check_declared(declared(**left_out))


def test_a_guard_keeps_its_reasons():
    guard = requires(lambda missing: missing)

    assert guard([])
    assert not guard(["le titre"])
    assert guard.missing(["le titre"]) == ["le titre"]


# --- two at the same time ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_concurrent_transitions_one_wins_and_the_other_is_told_in_french(attempt):
    demand = DemandFactory()
    first, second = Demand.objects.get(pk=demand.pk), Demand.objects.get(pk=demand.pk)

    outcomes = at_once(
        lambda: perform(first.send, by=demand.owner, sent_on=DAY),
        lambda: perform(second.send, by=demand.owner, sent_on=DAY),
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert len(refusals) == 1
    assert refusals[0].message == "« Envoyer » n’est plus possible : l’état est maintenant « envoyée »."
    assert traces(demand) == (1, 2, State.SENT)


@pytest.mark.django_db(transaction=True)
def test_of_two_different_concurrent_transitions_the_second_meets_the_new_state():
    demand = perform(DemandFactory().close, by=None)
    first, second = Demand.objects.get(pk=demand.pk), Demand.objects.get(pk=demand.pk)

    outcomes = at_once(lambda: perform(first.wake_up, by=None), lambda: perform(second.abandon, by=demand.owner))

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert traces(demand) == (2, 3, State.DRAFT)
