"""A trainer who has left by the day of a session is to be replaced: the coordination is told, and by whom it lacks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock
from foundation.todo import waiting
from network.roles import Role
from tests.factories import person_as
from tests.training.factories import MORNING, NOW, SessionFactory, add_half_day, session_at
from training import planning
from training.trainers import to_replace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
DAY = timedelta(days=1)
YESTERDAY = NOW.date() - DAY


def left_by(session, last_day=YESTERDAY):
    """The trainer of the session, whose function ends that day."""
    trainer = session.trainers.get()
    trainer.assignments.update(ends_on=last_day)
    return trainer


def lines_of(person) -> list:
    return [one for one in waiting(person) if "à remplacer" in one.text]


@pytest.mark.parametrize(("days", "is_gone"), [(-1, True), (0, True), (1, False), (2, False)])
def test_a_trainer_is_to_be_replaced_unless_their_function_runs_on_each_day(days, is_gone):
    session = session_at(MORNING, MORNING + DAY)
    trainer = left_by(session, MORNING.date() + days * DAY)
    assert to_replace(NOW) == ([(session, [trainer])] if is_gone else [])


def test_one_whose_account_is_closed_is_to_be_replaced_and_one_of_another_teaching_function_is_not():
    session, other = session_at(MORNING), session_at(MORNING)
    closed, mover = session.trainers.get(), other.trainers.get()
    closed.is_active = False
    closed.save()
    mover.assignments.update(role=Role.SIGB_REFERENT)
    assert to_replace(NOW) == [(session, [closed])]


def test_only_sessions_that_people_are_expected_at_lack_a_trainer(coordinator):
    cancelled, begun, draft = session_at(MORNING), session_at(MORNING - 5 * DAY), SessionFactory()
    add_half_day(draft, MORNING)
    draft.trainers.add(cancelled.trainers.get())
    planning.cancel(cancelled, by=coordinator, reason="Salle fermée")
    for one in (cancelled, begun):
        left_by(one)
    with clock.frozen_at(MORNING - DAY):
        assert to_replace(clock.now()) == []


def test_the_coordination_finds_it_among_what_waits_until_another_is_chosen(client, coordinator):
    session, other = session_at(MORNING), person_as(Role.TRAINER)
    trainer = left_by(session)

    [line], unconcerned = lines_of(coordinator), lines_of(trainer) + lines_of(other)
    opened = client.get(line.url)
    session.trainers.set([other])

    assert (line.tone, line.when) == ("warn", "dans 15 jours")
    assert f"Formateur à remplacer : {session} ; {trainer} ne peut plus l’animer" in line.text
    assert (opened.status_code, unconcerned, lines_of(coordinator)) == (200, [], [])


def test_several_are_one_line_that_opens_on_as_many(client, coordinator):
    for _ in range(2):
        left_by(session_at(MORNING))
    session_at(MORNING)
    (line,) = lines_of(coordinator)
    assert line.text.startswith("2 sessions dont le formateur est à remplacer : ")
    assert line.url == f"{reverse('training:sessions')}?when=to_staff"
    assert client.get(line.url).context["listing"].total == 2
