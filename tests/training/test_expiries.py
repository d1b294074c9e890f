"""The reminders of attestations that expire: when, to whom, what they propose, and when they are silent."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from convention.models import Convention
from foundation import clock, outbox, reminders
from foundation.clock import PARIS
from foundation.models import OutboxMessage
from network.modules import Module
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.ils.factories import grant_of
from tests.ils.test_access import covered
from tests.training.factories import MORNING, NOW, agent, booking_in, certified, course_for, session_at
from training import attestations
from training.models import Certification
from training.states import BookingState, CertificationState

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()
CIRCULATION = Module.CIRCULATION


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(NOW):
        yield


def expiring(days: int = 20, *modules: Module, held=None, **fields) -> Certification:
    """An attestation of someone at work that has so many days left; for circulation unless told."""
    person = (held or agent()).person
    facts = {"issued_on": date(2026, 3, 1), "expires_on": TODAY + days * DAY} | fields
    return certified(person, *(modules or [CIRCULATION]), **facts)


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="training.expiry").order_by("pk"))


def reminded(on: date = TODAY) -> list[OutboxMessage]:
    reminders.plan(on)
    return mails()


def text_of(message: OutboxMessage) -> str:
    return " ".join(message.text.replace("\u00a0", " ").replace("\u202f", " ").split())


# --- when and to whom ------------------------------------------------------------------------------------------------


def test_each_rung_is_told_once_on_its_day():
    certification = expiring(90)
    told = []
    for left in range(90, -1, -1):
        on = certification.expires_on - left * DAY
        with clock.frozen_at(datetime.combine(on, time(10), tzinfo=PARIS)):
            before = len(mails())
            if len(reminded(on)) > before:
                told.append(left)
    assert told == [60, 30, 7]
    assert {one.recipient for one in mails()} == {certification.person}


def test_one_without_an_end_is_never_reminded():
    certified(agent().person, CIRCULATION)
    assert reminded() == []


@pytest.mark.parametrize("state", [CertificationState.DECLARED, CertificationState.REFUSED])
def test_what_was_never_delivered_does_not_expire(state):
    expiring(state=state)
    assert reminded() == []


def test_one_taken_back_from_a_day_on_is_not_reminded():
    expiring(state=CertificationState.REVOKED, revoked_on=TODAY)
    assert reminded() == []


def test_who_no_longer_works_in_the_network_is_not_reminded():
    expiring(held=agent(ends_on=TODAY - DAY))
    assert reminded() == []


def test_who_has_no_address_is_reminded_through_the_head():
    library = LibraryFactory()
    head, volunteer = person_as(Role.LIBRARY_HEAD, library), agent(library, person=PersonFactory(email=None))
    expiring(held=volunteer)
    [message] = reminded()
    assert message.recipient == head
    assert f"Pour {volunteer.person}, qui n’a pas d’adresse e-mail : merci de le lui dire." in text_of(message)


# --- renewed ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "expires", "is_told"),
    [
        (0, None, False),
        (21, None, False),  # from the morrow of the last day
        (22, None, True),  # a day without
        (0, 21, False),
        (0, 20, True),
    ],
)
def test_one_that_another_follows_without_a_gap_is_not_reminded(issued, expires, is_told):
    certification = expiring(20)
    ends = TODAY + expires * DAY if expires is not None else None
    certified(certification.person, CIRCULATION, issued_on=TODAY + issued * DAY, expires_on=ends)
    found = [one.about for one in reminded()]
    assert (certification in found) == is_told


def test_it_is_renewed_for_all_its_modules_or_not_at_all():
    certification = expiring(20, CIRCULATION, Module.PATRONS)
    certified(certification.person, CIRCULATION, issued_on=TODAY)
    assert [one.about for one in reminded()] == [certification]


def test_several_may_renew_it_together():
    certification = expiring(20, CIRCULATION, Module.PATRONS)
    for module in (CIRCULATION, Module.PATRONS):
        certified(certification.person, module, issued_on=TODAY)
    assert reminded() == []


def test_the_training_of_a_referent_is_renewed_by_another_alone():
    certification = expiring(20, trains_correspondent=True)
    certified(certification.person, CIRCULATION, issued_on=TODAY)
    [message] = reminded()
    assert "formation de référent informatique (art. 4.1)" in text_of(message)
    certified(certification.person, CIRCULATION, issued_on=TODAY, trains_correspondent=True)
    outbox.send_due()
    assert mails()[0].last_error == "Une autre attestation prend la suite."


def test_the_attestation_of_someone_else_renews_nothing():
    expiring(20)
    certified(agent().person, CIRCULATION, issued_on=TODAY)
    assert len(reminded()) == 1


def test_one_for_no_module_is_renewed_by_the_same_training():
    first = expiring(20)
    first.modules.all().delete()
    certified(first.person, title="Une autre", issued_on=TODAY)
    assert len(reminded()) == 1
    certified(first.person, title=first.title, issued_on=TODAY)
    outbox.send_due()
    assert mails()[0].withdrawn_at


# --- what it proposes ------------------------------------------------------------------------------------------------


def test_it_proposes_the_next_session_that_certifies_for_the_same_modules():
    expiring(20, CIRCULATION, Module.PATRONS, title="Le prêt")
    both = course_for(CIRCULATION, Module.PATRONS, title="Circulation et lecteurs")
    session_at(MORNING, course=course_for(CIRCULATION, title="Circulation seule"))
    later, sooner = session_at(MORNING + 9 * DAY, course=both), session_at(MORNING + 2 * DAY, course=both)

    [message] = reminded()

    text = text_of(message)
    assert message.subject.replace("\u00a0", " ") == "Attestation qui expire le 21 mars 2027 : Le prêt"
    assert "Votre attestation « Le prêt » expire le 21 mars 2027." in text
    assert "Ensuite, elle ne comptera plus pour les accès au SIGB : circulation et lecteurs." in text
    assert "la prochaine session de « Circulation et lecteurs » a lieu le jeudi 18 mars 2027 à 9 h." in text
    assert "S’inscrire à la session : http" in text
    assert reverse("training:book", args=[sooner.pk]) in text
    assert reverse("training:book", args=[later.pk]) not in text


def test_a_course_without_a_session_is_named():
    expiring(20)
    course = course_for(CIRCULATION, title="Circulation")
    [message] = reminded()
    assert "suivez « Circulation » : aucune session n’est encore prévue" in text_of(message)
    assert course.get_absolute_url() in text_of(message)


def test_a_course_withdrawn_is_not_proposed():
    certification = expiring(20)
    course_for(CIRCULATION, title="Circulation", withdrawn_on=TODAY)
    [message] = reminded()
    assert "demandez une formation au SCLP ou déclarez une équivalence" in text_of(message)
    assert certification.get_absolute_url() in text_of(message)


def test_who_is_already_booked_is_told_so():
    held = agent()
    expiring(20, held=held)
    session = session_at(MORNING, course=course_for(CIRCULATION, title="Circulation"))
    booked = booking_in(BookingState.CONFIRMED, session=session, assignment=held)
    [message] = reminded()
    assert "Une inscription à « Circulation » est déjà demandée" in text_of(message)
    assert booked.get_absolute_url() in text_of(message)
    assert reverse("training:book", args=[session.pk]) not in text_of(message)


# --- one loss, one reminder ------------------------------------------------------------------------------------------


def opening(days: int = 20, module: Module = CIRCULATION) -> Certification:
    """An attestation without which an access closes."""
    held = agent()
    covered(held.library.commune)
    grant_of(held, module)
    return expiring(days, module, held=held, issued_on=date(2027, 1, 1))


@pytest.mark.parametrize("days", [60, 59, 30, 7, 0])
def test_where_an_access_closes_with_it_only_the_reminder_of_the_access_is_written(days):
    certification = opening(60)
    on = certification.expires_on - days * DAY
    with clock.frozen_at(datetime.combine(on, time(10), tzinfo=PARIS)):
        assert reminded(on) == []
    if days < 60:
        assert OutboxMessage.objects.filter(kind="ils-closing", recipient=certification.person).exists()


def test_an_access_that_closes_before_for_another_reason_says_nothing_of_it():
    opening(20)
    running = Convention.objects.get()
    running.terminated_on = TODAY + 5 * DAY
    running.save()
    assert len(reminded()) == 1


def test_an_access_that_another_attestation_keeps_open_says_nothing_of_it():
    certification = opening(20)
    certification.modules.create(module=Module.PORTAL)
    certified(certification.person, CIRCULATION, issued_on=date(2027, 1, 1))
    [message] = reminded()
    assert message.about == certification


def test_an_access_of_another_module_says_nothing_of_it():
    certification = opening(20)
    other = certified(certification.person, Module.PORTAL, issued_on=date(2027, 1, 1), expires_on=TODAY + 20 * DAY)
    assert [one.about for one in reminded()] == [other]


# --- looked at again before it leaves --------------------------------------------------------------------------------


def test_one_that_is_still_true_leaves():
    expiring(20)
    reminded()
    outbox.send_due()
    assert mails()[0].sent_at


def test_one_taken_back_since_does_not_leave():
    certification = expiring(20)
    reminded()
    attestations.revoke(certification, by=person_as(Role.COORDINATOR), reason="Erreur")
    outbox.send_due()
    assert mails()[0].last_error.replace("\u00a0", " ") == "L’état de l’attestation est « Retirée »."


def test_one_whose_access_was_given_since_is_left_to_the_reminder_of_the_access():
    held = agent()
    covered(held.library.commune)
    expiring(20, held=held)
    reminded()
    grant_of(held)
    outbox.send_due()
    assert mails()[0].last_error == "Le rappel de l’accès qui se ferme le dit."


@pytest.mark.parametrize(("days", "leaves"), [(0, True), (1, False)])
def test_none_leaves_after_the_last_day(days, leaves):
    certification = expiring(7)
    reminded()
    with clock.frozen_at(datetime.combine(certification.expires_on + days * DAY, time(10), tzinfo=PARIS)):
        outbox.send_due()
    assert bool(mails()[0].sent_at) == leaves
