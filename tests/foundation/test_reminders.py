"""Each rung of a ladder is climbed once, whatever the nights off; what is too late is left out."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import clock, outbox, reminders
from foundation.models import OutboxMessage, Reminder
from foundation.reminders import Ladder, rung_owed
from tests.factories import CommuneFactory
from tests.foundation.processes import environment, start_python

RUNGS = (180, 90, 60, 30, 15, 0, -15)
DUE = date(2027, 6, 30)


def before(days: int) -> date:
    return DUE - timedelta(days=days)


@pytest.mark.parametrize(
    ("on", "owed"),
    [
        (before(181), None),
        (before(180), 180),
        (before(179), 180),
        (before(150), 180),  # thirty days late: the last day it still says something
        (before(149), None),
        (before(91), None),
        (before(90), 90),
        (before(61), 90),
        (before(60), 60),
        (before(1), 15),
        (DUE, 0),
        (before(-1), 0),
        (before(-14), 0),
        (before(-15), -15),
        (before(-45), -15),
        (before(-46), None),
    ],
)
def test_the_rung_owed_is_the_latest_passed_unless_it_is_stale(on, owed):
    assert rung_owed(RUNGS, DUE, on, stale_after=30) == owed


@pytest.mark.parametrize(("made", "owed"), [({60}, 30), ({30}, None), ({15}, None), ({180, 90}, 30), (set(), 30)])
def test_no_rung_is_owed_once_it_or_a_later_one_was_made(made, owed):
    assert rung_owed(RUNGS, DUE, before(30), made=made, stale_after=30) == owed


@pytest.mark.parametrize(
    ("on", "owed"),
    [
        (before(63), 90),
        (before(62), 60),  # two days before its own
        (before(32), 30),
        (before(2), 0),  # before 1, which it takes the place of
        (DUE, 0),
        (before(-14), 0),
        (before(-15), -15),
        (before(-30), -15),
    ],
)
def test_a_ladder_may_climb_its_rungs_before_their_own_day(on, owed):
    def two_days_before(due: date, rung: int) -> date:
        return due - timedelta(days=rung + 2 if rung >= 0 else rung)

    rungs = (90, 60, 30, 1, 0, -15)
    assert rung_owed(rungs, DUE, on, stale_after=30, day_of=two_days_before) == owed


@given(st.sets(st.integers(0, 260)), st.integers(0, 40))
@settings(deadline=None)
def test_whatever_the_days_off_each_rung_is_made_once_in_order_and_the_latest_is_never_missed(days_off, stale_after):
    made: list[tuple[int, date]] = []
    for offset in range(260):
        on = before(200) + timedelta(days=offset)
        if offset in days_off:
            continue
        rung = rung_owed(RUNGS, DUE, on, made={rung for rung, _ in made}, stale_after=stale_after)
        if rung is not None:
            made.append((rung, on))
        passed = [rung for rung in RUNGS if before(rung) <= on]
        if passed and (on - before(min(passed))).days <= stale_after:
            assert min(passed) in {rung for rung, _ in made}

    rungs = [rung for rung, _ in made]
    assert rungs == sorted(set(rungs), reverse=True)
    for rung, on in made:
        assert 0 <= (on - before(rung)).days <= stale_after
        assert not any(before(rung) < before(later) <= on for later in RUNGS)


@pytest.fixture
def register(monkeypatch):
    """Register one ladder for one test."""
    monkeypatch.setattr(reminders, "ladders", {})

    def declare(due, make=lambda obj, rung, due: None, rungs=RUNGS):
        reminders.register(Ladder("trial", rungs=lambda: rungs, due=due, make=make))

    return declare


def write(commune, rung, due):
    outbox.write(
        "trial.expiry",
        about=commune,
        to="camille@demo.example",
        subject=f"J-{rung}",
        template="trial",
        context={"matter": commune.name},
        due_key=f"{due:%Y%m%d} {rung}",
        respect_quiet_hours=True,
    )


@pytest.mark.django_db
def test_a_rung_writes_its_message_once_however_often_the_plan_runs(register):
    commune = CommuneFactory()
    register(lambda today: [(commune, DUE)], write)

    counts = [reminders.plan(on) for on in (before(30), before(30), before(29), before(16), before(15))]

    assert counts == [1, 0, 0, 0, 1]
    assert [message.subject for message in OutboxMessage.objects.order_by("pk")] == ["J-30", "J-15"]
    assert Reminder.objects.about(commune).count() == 2


@pytest.mark.django_db
def test_another_due_date_is_another_ladder(register):
    commune = CommuneFactory()
    due = [DUE]
    register(lambda today: [(commune, due[0])])

    assert reminders.plan(before(30)) == 1
    due[0] = DUE + timedelta(days=1)
    assert reminders.plan(before(29)) == 1


@pytest.mark.django_db
def test_a_reminder_made_on_a_sunday_leaves_on_monday_morning(register):
    register(lambda today: [(CommuneFactory(), date(2026, 11, 29))], write)

    with clock.frozen_at("2026-11-29T09:00"):
        reminders.plan(clock.today())

    assert OutboxMessage.objects.get().due_at.isoformat() == "2026-11-30T07:00:00+00:00"


@pytest.mark.django_db
def test_an_object_whose_reminder_fails_is_noted_undone_and_does_not_stop_the_others(register, caplog):
    communes = [CommuneFactory() for _ in range(3)]

    def make(commune, rung, due):
        write(commune, rung, due)
        if commune == communes[1]:
            raise KeyError("a mistake of ours")

    register(lambda today: [(commune, DUE) for commune in communes], make)

    assert reminders.plan(before(30)) == 2
    assert Reminder.objects.about(communes[1]).count() == 0
    assert OutboxMessage.objects.about(communes[1]).count() == 0
    assert "a mistake of ours" in caplog.text


@pytest.mark.django_db
def test_what_was_made_is_read_in_one_query_for_the_whole_ladder(register, django_assert_num_queries):
    communes = [CommuneFactory() for _ in range(5)]
    register(lambda today: [(commune, DUE) for commune in communes])
    reminders.plan(before(30))

    with django_assert_num_queries(1):
        reminders.plan(before(29))


@pytest.mark.django_db
def test_a_ladder_without_rungs_makes_nothing(register):
    register(lambda today: [(CommuneFactory(), DUE)], rungs=())

    assert reminders.plan(DUE) == 0


PLAN = """
    from datetime import date
    from foundation import outbox, reminders
    from network.models import Commune
    def make(commune, rung, due):
        outbox.write("trial", about=commune, to="camille@demo.example", subject="s", template="trial",
                     context={"matter": "essai"}, due_key=str(rung))
    reminders.ladders.clear()
    reminders.register(reminders.Ladder("trial", rungs=lambda: [30], make=make,
                       due=lambda today: [(commune, date(2027, 6, 30)) for commune in Commune.objects.all()]))
    print(reminders.plan(date(2027, 6, 1)))
"""


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_make_each_reminder_once(tmp_path):
    for _ in range(20):
        CommuneFactory()

    planners = [start_python(PLAN, environment(tmp_path)) for _ in range(2)]
    counts = [int(planner.communicate(timeout=60)[0]) for planner in planners]

    assert sum(counts) == 20
    assert Reminder.objects.count() == OutboxMessage.objects.count() == 20
