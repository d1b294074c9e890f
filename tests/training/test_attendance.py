"""The trainer’s day: who was there, what they think of it, and the attestations that follow (R09)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation import clock
from foundation.models import OutboxMessage
from foundation.workflow import Refused
from network.modules import Module
from network.roles import Role
from tests.factories import person_as
from tests.training.factories import MORNING, NOW, agent, booking_in, course_for, session_at
from training import attendance
from training.models import Attendance, Booking, Certification, Session
from training.states import BookingState, SessionState, Verdict

pytestmark = pytest.mark.django_db
AFTERNOON = MORNING + timedelta(hours=5)
EVENING = MORNING + timedelta(hours=9)


@pytest.fixture
def session() -> Session:
    with clock.frozen_at(NOW):
        return session_at(MORNING, AFTERNOON, course=course_for(Module.CIRCULATION, validity_months=24))


@pytest.fixture
def trainer(session):
    return session.trainers.get()


def expected(session, number: int = 3) -> list[Booking]:
    with clock.frozen_at(NOW):
        return [booking_in(BookingState.CONFIRMED, session=session, assignment=agent()) for _ in range(number)]


def half_days(session) -> list[int]:
    return list(session.half_days.values_list("pk", flat=True))


def noted(session, trainer, *present: set[int]) -> None:
    with clock.frozen_at(EVENING):
        for key, keys in zip(half_days(session), present, strict=True):
            attendance.mark(session, key, keys, by=trainer)


# --- presence --------------------------------------------------------------------------------------------------------


def test_presence_is_noted_half_day_by_half_day_and_put_right(session, trainer):
    first, second, third = expected(session)
    noted(session, trainer, {first.pk, second.pk}, {first.pk})
    with clock.frozen_at(EVENING):
        attendance.mark(session, half_days(session)[1], {first.pk, third.pk}, by=trainer)

    morning, afternoon = half_days(session)
    assert {one.booking: one.presences for one in attendance.participants(session)} == {
        first: {morning: True, afternoon: True},
        second: {morning: True, afternoon: False},
        third: {morning: False, afternoon: True},
    }
    assert Attendance.history.filter(history_user=trainer, history_type="~").count() == 1


def test_only_those_expected_have_a_presence(session, trainer):
    (one,) = expected(session, 1)
    waiting = booking_in(BookingState.WAITING, session=session, assignment=agent())
    noted(session, trainer, {one.pk, waiting.pk}, set())
    assert set(Attendance.objects.values_list("booking", flat=True)) == {one.pk}


@pytest.mark.parametrize(("minutes", "is_early"), [(31, True), (30, False)])
def test_presence_is_noted_from_half_an_hour_before(minutes, is_early, session, trainer):
    (one,) = expected(session, 1)
    with clock.frozen_at(MORNING - timedelta(minutes=minutes)):
        if is_early:
            with pytest.raises(Refused, match="n’a pas commencé"):
                attendance.mark(session, half_days(session)[0], {one.pk}, by=trainer)
        else:
            assert attendance.mark(session, half_days(session)[0], {one.pk}, by=trainer)


def test_who_does_not_lead_notes_nothing_and_a_cancelled_session_neither(session, trainer):
    with clock.frozen_at(EVENING):
        for act in (
            lambda by: attendance.mark(session, half_days(session)[0], set(), by=by),
            lambda by: attendance.judge(session, {}, by=by),
            lambda by: attendance.close(session, by=by),
        ):
            with pytest.raises(PermissionDenied):
                act(agent().person)
            with pytest.raises(PermissionDenied):
                act(person_as(Role.TRAINER))  # of another session
        Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
        with pytest.raises(Refused, match="l’état est « Annulée »"):
            attendance.mark(session, half_days(session)[0], set(), by=trainer)


# --- verdict and end -------------------------------------------------------------------------------------------------


def ended(session, trainer, bookings, verdicts) -> list[Certification]:
    with clock.frozen_at(EVENING):
        attendance.judge(session, dict(zip([one.pk for one in bookings], verdicts, strict=True)), by=trainer)
        return attendance.close(session, by=trainer)


def test_who_was_there_throughout_with_a_good_verdict_is_certified_and_nobody_else(session, trainer):
    bookings = expected(session, 4)
    throughout, failed, half, never = bookings
    keys = {throughout.pk, failed.pk}
    noted(session, trainer, keys | {half.pk}, keys)

    issued = ended(
        session, trainer, bookings, [Verdict.ACQUIRED, Verdict.NOT_ACQUIRED, Verdict.ACQUIRED, Verdict.ACQUIRED]
    )

    (one,) = issued
    assert (one.person, one.booking, one.title) == (throughout.person, throughout, session.course.title)
    assert (one.issued_on, one.expires_on) == (date(2027, 3, 16), date(2029, 3, 15))
    assert [row.module for row in one.modules.all()] == [Module.CIRCULATION]
    assert Certification.objects.valid(date(2029, 3, 15)).filter(person=throughout.person).exists()
    never.refresh_from_db()
    assert never.verdict == ""  # who never came is not judged
    session = Session.objects.get()
    assert session.state == SessionState.CLOSED
    (message,) = OutboxMessage.objects.filter(kind="training-certified")
    assert message.recipient == throughout.person
    assert "jusqu’au 15 mars 2029" in message.text.replace("\u00a0", " ")


def test_a_session_ends_only_with_all_noted_and_says_what_lacks(session, trainer):
    bookings = expected(session, 2)
    with clock.frozen_at(AFTERNOON):
        attendance.mark(session, half_days(session)[0], {one.pk for one in bookings}, by=trainer)
        with pytest.raises(Refused) as refusal:
            attendance.close(session, by=trainer)
    missing = [words.replace("\u00a0", " ") for words in refusal.value.missing]
    assert missing == [
        "la fin de la dernière demi-journée",
        "les présences du 16 mars 2027, de 14 h à 17 h",
        "l’avis du formateur sur chaque personne venue",
    ]


def test_nothing_changes_once_it_is_closed(session, trainer):
    bookings = expected(session, 1)
    noted(session, trainer, {bookings[0].pk}, {bookings[0].pk})
    ended(session, trainer, bookings, [Verdict.ACQUIRED])
    with clock.frozen_at(EVENING):
        for act in (
            lambda: attendance.mark(session, half_days(session)[0], set(), by=trainer),
            lambda: attendance.judge(session, {}, by=trainer),
            lambda: attendance.close(session, by=trainer),
        ):
            with pytest.raises(Refused, match="l’état est « Terminée »"):
                act()
    assert Certification.objects.count() == 1


def test_a_session_nobody_came_to_ends_without_attestation(session, trainer):
    bookings = expected(session, 2)
    noted(session, trainer, set(), set())
    assert ended(session, trainer, bookings, ["", ""]) == []


def test_an_attestation_without_a_limit_does_not_expire():
    assert attendance.expiry(date(2027, 3, 16), None) is None


# --- screens ---------------------------------------------------------------------------------------------------------


def test_the_trainer_goes_through_the_day_on_the_pages(client, session, trainer):
    bookings = expected(session, 3)
    client.force_login(trainer)
    with clock.frozen_at(EVENING):
        page = client.get(session.get_absolute_url())
        assert [row["told"] for row in page.context["attendance"]] == ["", ""]
        morning, afternoon = (reverse("training:mark_attendance", args=[session.pk, key]) for key in half_days(session))
        client.post(morning, {"everyone": "1"})
        client.post(afternoon, {"present": [str(bookings[0].pk), str(bookings[1].pk)]})
        assert client.get(afternoon).context["form"]["present"].value() == [str(one.pk) for one in bookings[:2]]
        told = [
            row["told"].replace("\u00a0", " ") for row in client.get(session.get_absolute_url()).context["attendance"]
        ]
        assert told == ["3 présents sur 3", "2 présents sur 3"]
        judging = reverse("training:judge", args=[session.pk])
        assert len(client.get(judging).context["form"].fields) == 3
        client.post(judging, {f"verdict_{one.pk}": Verdict.ACQUIRED for one in bookings})
        answer = client.post(reverse("training:close_session", args=[session.pk]), follow=True)
    assert "2 attestations délivrées" in answer.text.replace("\u00a0", " ")
    assert Certification.objects.count() == 2


def test_a_forged_key_is_refused_on_the_page_and_a_verdict_that_does_not_exist_too(client, session, trainer):
    (one,) = expected(session, 1)
    client.force_login(trainer)
    with clock.frozen_at(EVENING):
        url = reverse("training:mark_attendance", args=[session.pk, half_days(session)[0]])
        assert client.post(url, {"present": ["9223372036854775808"]}).status_code == 422
        assert client.post(url, {}).status_code == 422
        client.post(url, {"everyone": "1"})
        assert client.post(reverse("training:judge", args=[session.pk]), {}).status_code == 422
        answer = client.post(reverse("training:judge", args=[session.pk]), {f"verdict_{one.pk}": "PERHAPS"})
    assert answer.status_code == 422
    assert Attendance.objects.count() == 1


def test_a_session_nobody_came_to_is_noted_by_one_button(client, session, trainer):
    expected(session, 2)
    client.force_login(trainer)
    with clock.frozen_at(EVENING):
        client.post(reverse("training:mark_attendance", args=[session.pk, half_days(session)[0]]), {"nobody": "1"})
    assert list(Attendance.objects.values_list("is_present", flat=True)) == [False, False]


def test_the_page_of_a_session_to_come_has_no_presences(client, session, trainer):
    expected(session, 1)
    client.force_login(trainer)
    with clock.frozen_at(NOW):
        assert client.get(session.get_absolute_url()).context["attendance"] == []
    client.force_login(agent().person)
    with clock.frozen_at(EVENING):
        assert client.get(session.get_absolute_url()).context["attendance"] == []


def test_a_half_day_not_begun_is_not_offered_to_be_noted_and_its_page_says_when_it_is(client, session, trainer):
    expected(session, 1)
    client.force_login(trainer)
    morning, afternoon = (reverse("training:mark_attendance", args=[session.pk, key]) for key in half_days(session))
    with clock.frozen_at(AFTERNOON - timedelta(minutes=31)):
        page, early = client.get(session.get_absolute_url()).text, client.get(afternoon)
    with clock.frozen_at(AFTERNOON - timedelta(minutes=30)):
        later, in_time = client.get(session.get_absolute_url()).text, client.get(afternoon)

    assert morning in page
    assert afternoon not in page
    assert "à venir" in page
    assert early.status_code == 409
    assert "les présences se notent à son début" in early.text
    assert afternoon in later
    assert in_time.status_code == 200
