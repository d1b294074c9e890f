"""Papers to read: versions that never change, acknowledgements, and one rule for who is up to date."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation import clock, documents, privacy, reading, registry
from foundation.clock import PARIS
from foundation.models import Acknowledgement, Paper, PaperVersion, StoredDocument, Transition
from foundation.workflow import Refused
from network.models import Assignment, Person
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as
from tests.foundation.papers import SHELF, draft, paper, published, read

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)
KEY = "regles"


def after(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.fixture
def keeper(monkeypatch):
    """Who keeps the papers of the trial shelf; anyone active reads them."""
    person = PersonFactory()
    shelf = Q(shelf=SHELF)
    monkeypatch.setattr(registry.paper_keepers, "contributions", {})
    monkeypatch.setattr(registry.paper_readers, "contributions", {})
    registry.paper_keepers.add("trial", lambda who: shelf if who.pk == person.pk else None)
    registry.paper_readers.add("trial", lambda who: shelf if who.is_active else None)
    return person


@pytest.fixture
def reader():
    return PersonFactory()


# --- the rule --------------------------------------------------------------------------------------------------------


def is_up_to_date(person, on: date) -> bool:
    """What the condition says, asked of people and of their functions."""
    of_people = Person.objects.filter(reading.acknowledged(KEY, "pk", on), pk=person.pk).exists()
    of_functions = Assignment.objects.filter(reading.acknowledged(KEY, "person", on), person=person).exists()
    assert of_people == of_functions
    return of_people


@pytest.mark.parametrize(
    ("on", "expected"), [(after(9), True), (after(10), False), (after(11), False), (after(400), False)]
)
def test_a_version_counts_from_its_day_and_not_before(on, expected):
    someone = person_as(Role.LIBRARIAN, LibraryFactory())
    published(paper(key=KEY), DAY, after(10))

    assert is_up_to_date(someone, on) is expected


@pytest.mark.parametrize(("on", "expected"), [(after(11), False), (after(12), True), (after(13), True)])
def test_who_reads_is_up_to_date_from_that_very_day(on, expected):
    someone = person_as(Role.LIBRARIAN, LibraryFactory())
    read(published(paper(key=KEY), DAY, after(10)), someone, after(12))

    assert is_up_to_date(someone, on) is expected


def test_the_day_of_a_reading_is_that_of_paris():
    someone = person_as(Role.LIBRARIAN, LibraryFactory())
    version = published(paper(key=KEY), DAY)
    just_before_midnight = datetime(2027, 3, 5, 23, 59, tzinfo=PARIS)
    Acknowledgement.objects.create(version=version, person=someone, at=just_before_midnight)

    assert not is_up_to_date(someone, date(2027, 3, 4))
    assert is_up_to_date(someone, date(2027, 3, 5))


def test_a_new_version_is_asked_again_from_its_own_day():
    someone, rules = person_as(Role.LIBRARIAN, LibraryFactory()), paper(key=KEY)
    read(published(rules, DAY), someone, DAY)
    second = published(rules, after(20), after(40))

    assert is_up_to_date(someone, after(39))
    assert not is_up_to_date(someone, after(40))
    read(second, someone, after(41))
    assert is_up_to_date(someone, after(41))


def test_a_later_version_read_early_counts_for_the_older_one():
    someone, rules = person_as(Role.LIBRARIAN, LibraryFactory()), paper(key=KEY)
    published(rules, DAY)
    read(published(rules, after(5), after(40)), someone, after(6))

    assert is_up_to_date(someone, after(6))


def test_nothing_is_asked_of_a_draft_of_a_paper_withdrawn_or_of_a_key_unknown():
    someone, rules = person_as(Role.LIBRARIAN, LibraryFactory()), paper(key=KEY)
    assert is_up_to_date(someone, after(50)), "the key is there, and no version"
    draft(rules)
    assert is_up_to_date(someone, after(50))
    PaperVersion.objects.all().delete()
    published(rules, DAY)
    rules.withdrawn_on = after(50)
    rules.save()
    assert not is_up_to_date(someone, after(49))
    assert is_up_to_date(someone, after(50))


def test_the_paper_of_another_key_does_not_count():
    someone = person_as(Role.LIBRARIAN, LibraryFactory())
    published(paper(key=KEY), DAY)
    read(published(paper(key="autre", title="Autre"), DAY), someone, DAY)

    assert not is_up_to_date(someone, DAY)


offsets = st.integers(0, 12)


@given(
    versions=st.lists(st.tuples(offsets, st.integers(0, 6)), max_size=4),
    read_on=st.lists(st.tuples(st.integers(0, 3), offsets), max_size=4, unique_by=lambda pair: pair[0]),
    withdrawn=st.none() | offsets,
    on=offsets,
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_condition_and_the_page_say_the_same(versions, read_on, withdrawn, on):
    with transaction.atomic():
        someone, other = person_as(Role.LIBRARIAN, LibraryFactory()), person_as(Role.LIBRARIAN, LibraryFactory())
        rules = paper(key=KEY, withdrawn_on=None if withdrawn is None else after(withdrawn))
        rows = [published(rules, after(first), after(first + delay)) for first, delay in versions]
        for rank, days in read_on:
            if rank < len(rows):
                read(rows[rank], someone, after(days))

        for person in (someone, other):
            assert is_up_to_date(person, after(on)) is not reading.must_read(person, rules, after(on))
        transaction.set_rollback(True)


def test_a_page_tells_what_to_read_by_when_and_what_is_done(reader, django_assert_num_queries):
    rules, guide = paper(title="A"), paper(title="B")
    first = published(rules, DAY, after(5))
    second = published(rules, after(10), after(30))
    read(first, reader, after(2))
    done = read(published(guide, DAY), reader, after(1))
    draft(paper(title="C"))

    with django_assert_num_queries(3):
        found = reading.readings(reader, Paper.objects.all(), after(12))

    assert [(one.version, one.due_on, one.done_at) for one in found] == [
        (second, after(30), None),
        (done.version, None, done.at),
    ]
    assert [one.is_late(after(29)) for one in found] == [one.is_late(after(30)) for one in found[1:]] + [False]


def test_who_has_read_nothing_is_late_since_the_first_version_that_counted(reader):
    rules = paper()
    published(rules, DAY, after(5))
    published(rules, after(10), after(30))

    [found] = reading.readings(reader, [rules], after(12))

    assert (found.version.number, found.due_on, found.is_late(after(12))) == (2, after(5), True)


# --- publish, acknowledge, discard -----------------------------------------------------------------------------------


def test_a_version_is_published_for_good_and_its_file_is_frozen(keeper):
    file = documents.keep(b"%PDF-1.7\n%%EOF\n", name="guide.pdf", by=keeper)
    version = draft(paper(), text="", document=file)

    with clock.frozen_at(DAY):
        found = reading.publish(version, by=keeper, required_on=after(15))

    assert (found.published_on, found.required_on, found.state) == (DAY, after(15), "PUBLISHED")
    assert StoredDocument.objects.get().is_frozen
    assert Transition.objects.about(found).get().by == keeper
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        PaperVersion.objects.update(note="Autre chose")


@pytest.mark.parametrize(("days", "is_allowed"), [(-1, False), (0, True), (1, True)])
def test_a_version_never_counts_before_the_day_it_is_published(keeper, days, is_allowed):
    version = draft(paper())
    with clock.frozen_at(DAY):
        if is_allowed:
            assert reading.publish(version, by=keeper, required_on=after(days)).required_on == after(days)
        else:
            with pytest.raises(Refused, match="nous sommes le 1er mars 2027"):
                reading.publish(version, by=keeper, required_on=after(days))
            assert PaperVersion.objects.get().is_draft


def test_who_does_not_keep_the_paper_neither_publishes_nor_discards(keeper, reader):
    version = draft(paper())
    with clock.frozen_at(DAY):
        with pytest.raises(PermissionDenied):
            reading.publish(version, by=reader, required_on=DAY)
        with pytest.raises(PermissionDenied):
            reading.discard(version, by=reader)
    assert PaperVersion.objects.get().is_draft


def test_a_version_is_not_published_twice(keeper):
    version = draft(paper())
    with clock.frozen_at(DAY):
        reading.publish(version, by=keeper, required_on=DAY)
        with pytest.raises(Refused, match="n’est plus possible"):
            reading.publish(version, by=keeper, required_on=DAY)


def test_a_draft_goes_with_its_file_and_its_paper_that_nobody_ever_read(keeper):
    file = documents.keep(b"%PDF-1.7\n%%EOF\n", name="guide.pdf", by=keeper)
    reading.discard(draft(paper(), text="", document=file), by=keeper)
    assert not StoredDocument.objects.exists()
    assert not Paper.objects.exists()


def test_a_paper_already_published_stays_when_its_draft_goes(keeper):
    rules = paper()
    first = published(rules, DAY)
    reading.discard(draft(rules), by=keeper)
    assert rules.versions.get() == first
    with pytest.raises(Refused, match="n’existe plus"):
        reading.discard(first, by=keeper)


def test_the_next_version_begins_with_the_text_of_the_last():
    rules = paper()
    assert (reading.next_version(rules).number, reading.next_version(rules).text) == (1, "")
    published(rules, DAY, text="Soyez prudents.")
    assert (reading.next_version(rules).number, reading.next_version(rules).text) == (2, "Soyez prudents.")


def test_acknowledging_twice_keeps_the_first_moment(keeper, reader):
    version = published(paper(), DAY)
    with clock.frozen_at(after(1)):
        first = reading.acknowledge(version, reader)
    with clock.frozen_at(after(2)):
        assert reading.acknowledge(version, reader).at == first.at
    assert Acknowledgement.objects.count() == 1


def test_only_the_newest_version_is_acknowledged_and_no_draft(keeper, reader):
    rules = paper()
    first = published(rules, DAY)
    second = published(rules, after(5), after(30))
    third = draft(rules)
    with clock.frozen_at(after(6)):
        with pytest.raises(Refused, match="plus récente"):
            reading.acknowledge(first, reader)
        with pytest.raises(PermissionDenied):
            reading.acknowledge(third, reader)
        with pytest.raises(Refused, match="plus récente"):
            reading.acknowledge(third, keeper)
        assert reading.acknowledge(second, reader).version == second


def test_a_withdrawn_paper_is_no_longer_acknowledged(keeper, reader):
    version = published(paper(withdrawn_on=after(3)), DAY)
    with clock.frozen_at(after(4)):
        with pytest.raises(PermissionDenied):
            reading.acknowledge(version, reader)
        with pytest.raises(Refused, match="n’est plus demandé"):
            reading.acknowledge(version, keeper)


# --- who sees --------------------------------------------------------------------------------------------------------


def test_readers_see_what_is_published_and_keepers_all(keeper, reader):
    rules, begun, withdrawn = paper(), paper(title="B"), paper(title="C", withdrawn_on=DAY)
    first, second, third = published(rules, DAY), draft(rules), published(withdrawn, DAY)
    gone = PersonFactory(is_active=False)

    assert set(Paper.objects.visible_to(reader)) == {rules}
    assert set(PaperVersion.objects.visible_to(reader)) == {first}
    assert set(Paper.objects.visible_to(keeper)) == {rules, begun, withdrawn}
    assert set(PaperVersion.objects.visible_to(keeper)) == {first, second, third}
    assert not Paper.objects.visible_to(gone).exists()
    assert not PaperVersion.objects.visible_to(gone).exists()


def test_an_acknowledgement_is_seen_by_its_author_and_by_who_keeps_the_paper(keeper, reader):
    one = read(published(paper(), DAY), reader, DAY)

    assert Acknowledgement.objects.visible_to(reader).get() == one
    assert Acknowledgement.objects.visible_to(keeper).get() == one
    assert not Acknowledgement.objects.visible_to(PersonFactory()).exists()


def test_the_file_of_a_draft_is_given_to_its_keepers_alone(keeper, reader):
    version = draft(paper())
    file = documents.keep(b"%PDF-1.7\n%%EOF\n", name="guide.pdf", about=version)

    assert documents.may_read(file, keeper)
    assert not documents.may_read(file, reader)


# --- what must never be false ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": ""}, "Une version est un texte ou un fichier PDF, l’un des deux."),
        ({"published_on": DAY, "required_on": DAY}, "Une version publiée a ses deux dates, un brouillon n’en a pas."),
        ({"state": "PUBLISHED"}, "Une version publiée a ses deux dates, un brouillon n’en a pas."),
        (
            {"state": "PUBLISHED", "published_on": DAY, "required_on": DAY - timedelta(days=1)},
            "Une version ne compte pas avant le jour de sa publication.",
        ),
        ({"number": 1}, "Cette version existe déjà."),
    ],
)
def test_a_version_that_cannot_be_is_refused_in_french_and_by_the_database(facts, said):
    rules = paper()
    published(rules, DAY)
    version = PaperVersion(**{"paper": rules, "number": 2, "text": "Texte", **facts})

    with pytest.raises(ValidationError) as refusal:
        version.validate_constraints()
    assert said in refusal.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


def test_a_paper_has_one_draft_at_most():
    rules = paper()
    draft(rules)
    version = PaperVersion(paper=rules, number=2, text="Texte")
    with pytest.raises(ValidationError, match="déjà en préparation"):
        version.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        version.save()


def test_two_papers_of_a_shelf_never_bear_one_title():
    paper(title="Règles")
    with pytest.raises(ValidationError, match="déjà ce titre"):
        Paper(shelf=SHELF, title="Règles").validate_constraints()
    paper(title="Règles", shelf="autre")


def test_what_someone_acknowledged_is_not_deleted(reader):
    read(published(paper(), DAY), reader, DAY)
    with pytest.raises(ProtectedError):
        PaperVersion.objects.all().delete()


def test_erasing_someone_keeps_the_proof_without_the_name(reader):
    reader.first_name, reader.last_name = "Zéphyrine", "Quévrémont"
    reader.save()
    proof = read(published(paper(), DAY, text="Écrit par Zéphyrine Quévrémont."), reader, DAY)
    other = draft(paper(title="B"), text="Relu par Zéphyrine Quévrémont.")

    privacy.anonymise(reader, by=PersonFactory())

    proof = Acknowledgement.objects.select_related("person", "version").get(pk=proof.pk)
    assert str(proof.person) == f"Personne anonymisée n° {reader.pk}"
    assert proof.at.date() == DAY
    assert proof.version.text == "Écrit par Zéphyrine Quévrémont.", "published: what people accepted stays"
    assert PaperVersion.objects.get(pk=other.pk).text == "Relu par [effacé]."
