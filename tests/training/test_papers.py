"""The charter and the guides: what is asked of whom, the mail that announces a version, who is followed by whom."""

from datetime import date, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from foundation import clock, outbox, reading
from foundation.models import Acknowledgement, OutboxMessage, PaperVersion
from foundation.todo import waiting
from foundation.workflow import Refused
from network.models import Assignment
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import PaperFactory, agent, version_of
from training import papers
from training.papers import USAGE_CHARTER

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)


@pytest.fixture(autouse=True)
def _day():
    with clock.frozen_at(DAY):
        yield


@pytest.fixture
def coordinator():
    return person_as(Role.COORDINATOR)


@pytest.fixture
def charter():
    return PaperFactory(key=USAGE_CHARTER, title="Charte d’usage", asks_acceptance=True)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def draft_of(paper, **fields) -> PaperVersion:
    number = paper.versions.count() + 1
    return PaperVersion.objects.create(**{"paper": paper, "number": number, "text": "Soyez prudents.", **fields})


def lines_of(person) -> list[tuple[str, str, str]]:
    return [(one.tone, one.when, one.text) for one in waiting(person) if "ire" in one.text]


# --- what is asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (8, ("warn", "dans 2 jours", "Lire et accepter la charte d’usage avant le 11 mars 2027")),
        (9, ("warn", "demain", "Lire et accepter la charte d’usage avant le 11 mars 2027")),
        (10, ("late", "en retard", "Lire et accepter la charte d’usage")),
        (11, ("late", "en retard", "Lire et accepter la charte d’usage")),
    ],
)
def test_the_charter_waits_for_whoever_works_on_the_shared_tools_until_they_accept_it(charter, days, expected):
    someone = agent().person
    version = version_of(charter, after(10))

    with clock.frozen_at(after(days)):
        assert lines_of(someone) == [expected]
        assert lines_of(person_as(Role.MEMBER, LibraryFactory())) == []
        reading.acknowledge(version, someone)
        assert lines_of(someone) == []


def test_who_no_longer_works_there_is_asked_nothing(charter):
    function = agent(ends_on=after(3))
    version_of(charter, after(1))
    assert lines_of(function.person)
    with clock.frozen_at(after(4)):
        assert lines_of(function.person) == []


def test_several_guides_are_one_line_and_the_charter_has_its_own(charter):
    someone = agent().person
    version_of(charter, after(10))
    for title in ("Prêter", "Cataloguer"):
        version_of(PaperFactory(title=title), after(5))

    assert [text for _, _, text in lines_of(someone)] == [
        "2 documents à lire : Cataloguer et Prêter",
        "Lire et accepter la charte d’usage avant le 11 mars 2027",
    ]


def test_the_condition_of_the_charter_serves_the_functions(charter):
    done, left = agent(), agent()
    reading.acknowledge(version_of(charter), done.person)

    found = Assignment.objects.filter(reading.acknowledged(USAGE_CHARTER, "person", DAY))

    assert done in found
    assert left not in found


# --- the mail --------------------------------------------------------------------------------------------------------


def test_publishing_writes_once_to_everyone_who_is_to_read(charter, coordinator):
    reader, mute = agent().person, agent().person
    mute.email = None
    mute.save()
    gone = agent(ends_on=DAY - timedelta(days=1)).person
    member = person_as(Role.MEMBER, LibraryFactory())

    version = papers.publish(draft_of(charter), by=coordinator, required_on=after(14))

    told = OutboxMessage.objects.about(version)
    assert {one.recipient for one in told} == {reader, coordinator}
    assert not told.filter(recipient__in=[mute, gone, member]).exists()
    mail = told.get(recipient=reader)
    assert mail.subject == "À lire et à accepter : Charte d’usage"
    text = mail.text.replace("\u00a0", " ")
    assert "« Charte d’usage » est à lire et à accepter avant le 15 mars 2027." in text
    assert reverse("training:paper", args=[charter.pk]) in text


def test_the_mail_of_a_next_version_says_what_changes_and_that_it_counts_at_once(coordinator):
    guide, reader = PaperFactory(title="Prêter"), agent().person
    version_of(guide)

    version = papers.publish(draft_of(guide, note="Les prêts de trois semaines"), by=coordinator, required_on=DAY)

    text = OutboxMessage.objects.about(version).get(recipient=reader).text.replace("\u00a0", " ")
    assert "Une nouvelle version de « Prêter » est à lire dès aujourd’hui." in text
    assert "Ce qui change : Les prêts de trois semaines" in text


def test_nothing_is_written_when_the_publication_is_refused(charter, coordinator):
    reader = agent().person
    version = draft_of(charter)
    with pytest.raises(Refused):
        papers.publish(version, by=coordinator, required_on=DAY - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        papers.publish(version, by=reader, required_on=after(1))
    assert not OutboxMessage.objects.exists()
    assert PaperVersion.objects.get().is_draft


def read_it(version, person, coordinator):
    reading.acknowledge(version, person)


def publish_another(version, person, coordinator):
    papers.publish(draft_of(version.paper), by=coordinator, required_on=DAY)


def withdraw(version, person, coordinator):
    version.paper.withdrawn_on = DAY
    version.paper.save()


def leave(version, person, coordinator):
    person.assignments.update(ends_on=DAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (read_it, "La personne a déjà lu cette version."),
        (publish_another, "Une version plus récente est parue."),
        (withdraw, "Le document est retiré."),
        (leave, "La personne ne travaille plus sur les outils partagés."),
    ],
)
def test_a_mail_leaves_only_while_the_version_is_still_to_be_read(coordinator, mailoutbox, meanwhile, why):
    reader = agent().person
    version = papers.publish(draft_of(PaperFactory()), by=coordinator, required_on=after(14))
    meanwhile(version, reader, coordinator)

    outbox.send_due()

    mail = OutboxMessage.objects.about(version).get(recipient=reader)
    assert mail.sent_at is None
    assert (mail.withdrawn_at is not None, mail.last_error) == (True, why)


def test_the_mail_leaves_for_who_has_not_read(coordinator, mailoutbox):
    reader = agent().person
    papers.publish(draft_of(PaperFactory()), by=coordinator, required_on=after(14))
    outbox.send_due()
    assert reader.email in {to for mail in mailoutbox for to in mail.to}


# --- who follows whom ------------------------------------------------------------------------------------------------


def test_a_head_follows_their_own_team_and_the_coordination_everyone(charter, coordinator):
    library, elsewhere = LibraryFactory(), LibraryFactory()
    head, mine, other = person_as(Role.LIBRARY_HEAD, library), agent(library), agent(elsewhere)
    version = version_of(charter)

    def followed(person):
        return set(papers.people_followed(person, version, DAY))

    assert followed(head) == {head, mine.person}
    assert {head, mine.person, other.person, coordinator} <= followed(coordinator)
    assert followed(mine.person) == set()


def test_each_library_counts_its_people_once_and_those_who_have_read(charter, coordinator, django_assert_num_queries):
    library, elsewhere = LibraryFactory(name="A"), LibraryFactory(name="B")
    twice, once = agent(library), agent(library)
    agent(library, role=Role.IT_CORRESPONDENT, person=twice.person)
    agent(library, ends_on=DAY - timedelta(days=1))
    agent(elsewhere)
    old, version = version_of(charter), version_of(charter)
    for one, person in ((version, twice.person), (old, once.person)):
        Acknowledgement.objects.create(version=one, person=person, at=clock.now())
    assert coordinator.sees_network(DAY)
    assert ContentType.objects.get_for_model(version)

    with django_assert_num_queries(1):
        found = papers.libraries_followed(coordinator, version, DAY).order_by("name")
        counts = [(one.name, one.asked_count, one.read_count, one.left_count) for one in found]

    assert counts == [("A", 2, 1, 1), ("B", 1, 0, 1)]


def test_the_progress_counts_people_and_not_functions(charter, coordinator):
    library = LibraryFactory()
    twice = agent(library)
    agent(library, role=Role.IT_CORRESPONDENT, person=twice.person)
    version = version_of(charter)
    reading.acknowledge(version, twice.person)

    assert papers.progress(coordinator, [version], DAY) == ({version.pk: 1}, 2)  # the coordinator, and them
