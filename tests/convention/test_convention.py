"""Conventions read: who sees which, what they are worth on a day, what the database never lets be false."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from convention.models import Convention, Original
from convention.states import FROZEN, IN_PATH, RENEWAL_WINDOW, Situation, State
from convention.values import fingerprint
from foundation import clock
from network.roles import PlaceKind, Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, territory
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    PresidentMandateFactory,
    ServiceFactory,
    VendorFactory,
    person_as,
)

pytestmark = pytest.mark.django_db
START, END = date(2027, 1, 1), date(2028, 12, 31)
DAY = timedelta(days=1)

# --- worth on a day --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (START - DAY, Situation.UPCOMING),
        (START, Situation.IN_FORCE),
        (END - timedelta(days=RENEWAL_WINDOW + 1), Situation.IN_FORCE),
        (END - timedelta(days=RENEWAL_WINDOW), Situation.TO_RENEW),
        (END, Situation.TO_RENEW),
        (END + DAY, Situation.EXPIRED),
    ],
)
def test_a_notified_convention_is_worth_what_its_dates_say(on, expected):
    convention = ConventionFactory(state=State.NOTIFIED, starts_on=START)

    assert convention.situation(on) == expected
    assert [one for one in Situation if Convention.objects.in_situation(one, on)] == [expected]
    assert Convention.objects.in_force(on).exists() == (START <= on <= END)


@pytest.mark.parametrize("state", IN_PATH)
@pytest.mark.parametrize("on", [START - DAY, START, END, END + DAY])
def test_before_its_notification_a_convention_is_never_in_force(state, on):
    convention = ConventionFactory(state=state, starts_on=START)

    assert convention.situation(on) == Situation.IN_PATH
    assert not Convention.objects.in_force(on).exists()
    assert Convention.objects.in_situation(Situation.IN_PATH, on).get() == convention


@pytest.mark.parametrize("starts_on", [None, START])
@pytest.mark.parametrize("on", [START - DAY, START, END, END + DAY])
def test_a_discarded_convention_is_worth_nothing_whatever_the_day(starts_on, on):
    convention = ConventionFactory(state=State.DISCARDED, starts_on=starts_on, discarded_on=START, notified_on=START)

    assert convention.situation(on) == Situation.DISCARDED
    assert [one for one in Situation if Convention.objects.in_situation(one, on)] == [Situation.DISCARDED]
    assert not Convention.objects.not_discarded().exists()


@pytest.mark.parametrize(
    ("days", "after", "expected"),
    [
        (30, END - timedelta(days=31), False),
        (30, END - timedelta(days=30), True),
        (30, END, True),
        (30, END + DAY, False),
        (0, END - DAY, False),
        (0, END, True),
        (9999, START - DAY, False),
    ],
)
def test_ending_within_counts_only_what_is_in_force_and_ends_by_that_day(days, after, expected):
    ConventionFactory(state=State.NOTIFIED, starts_on=START)

    assert Convention.objects.ending_within(days, after=after).exists() == expected


@pytest.mark.parametrize(
    ("on", "in_force"), [(date(2027, 6, 29), True), (date(2027, 6, 30), True), (date(2027, 7, 1), False)]
)
def test_a_termination_closes_the_door_after_its_last_day(on, in_force):
    convention = ConventionFactory(state=State.NOTIFIED, starts_on=START, terminated_on=date(2027, 6, 30))

    assert Convention.objects.in_force(on).exists() == in_force
    assert (convention.situation(on) == Situation.EXPIRED) == (not in_force)


def test_one_that_a_mandate_ended_before_its_first_day_was_never_in_force():
    PresidentMandateFactory(starts_on=date(2020, 1, 1), estimated_end=date(2026, 4, 9))
    ConventionFactory(state=State.NOTIFIED, starts_on=START)

    for day in (date(2026, 4, 9), date(2026, 4, 10), START - DAY, START, START + DAY):
        assert not Convention.objects.in_force(day).exists()
        assert Convention.objects.get().situation(day) == Situation.VOID
        asked = {one: Convention.objects.in_situation(one, day).exists() for one in Situation}
        assert [one for one, found in asked.items() if found] == [Situation.VOID]


# --- two conventions of one commune ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts_on", "clashes"),
    [
        (date(2025, 1, 1), False),  # ends on 31 December 2026
        (date(2025, 1, 2), True),  # ends on 1 January 2027
        (END, True),
        (END + DAY, False),
    ],
)
def test_two_overlap_when_one_day_is_in_both(starts_on, clashes):
    existing = ConventionFactory(state=State.NOTIFIED, starts_on=START)
    other = ConventionFactory(commune=existing.commune, starts_on=starts_on)

    assert other.overlapping() == (existing if clashes else None)


@pytest.mark.parametrize("state", FROZEN)
def test_any_frozen_one_is_in_the_way(state):
    existing = ConventionFactory(state=state, starts_on=START)

    assert ConventionFactory(commune=existing.commune, starts_on=START + DAY).overlapping() == existing


def test_a_draft_another_commune_and_itself_are_not_in_the_way():
    ConventionFactory(state=State.NOTIFIED, starts_on=START)
    mine = ConventionFactory(state=State.NOTIFIED, starts_on=START)
    ConventionFactory(commune=mine.commune, starts_on=START + DAY)

    assert mine.overlapping() is None


def test_a_mandate_that_ends_it_first_leaves_room_for_the_next_one():
    PresidentMandateFactory(starts_on=date(2020, 7, 10), estimated_end=date(2026, 4, 9))
    PresidentMandateFactory(starts_on=date(2026, 4, 10))
    ended = ConventionFactory(state=State.NOTIFIED, starts_on=date(2025, 9, 1))

    assert ConventionFactory(commune=ended.commune, starts_on=date(2026, 4, 10)).overlapping() is None
    assert ConventionFactory(commune=ended.commune, starts_on=date(2026, 4, 9)).overlapping() == ended


def test_one_without_an_effect_date_overlaps_nothing():
    existing = ConventionFactory(state=State.NOTIFIED, starts_on=START)

    assert ConventionFactory(commune=existing.commune, starts_on=None).overlapping() is None


# --- finding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["Mureaux", "les mureaux", "MUREAUX", "2026-0042", "conv-2026-0042", "conv 2026 0042", " mureaux "]
)
def test_words_find_the_commune_or_the_number(words):
    wanted = ConventionFactory(
        number="CONV-2026-0042", commune=CommuneFactory(name="Les Mureaux", sort_name="mureaux les")
    )
    ConventionFactory(number="CONV-2026-0043", commune=CommuneFactory(name="Épône", sort_name="epone"))

    assert list(Convention.objects.matching(words)) == [wanted]


def test_words_without_a_letter_or_a_figure_find_nothing():
    ConventionFactory()

    assert not Convention.objects.matching(" -- ").exists()


# --- who sees which --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "place", "seen"),
    [
        (Role.ADMINISTRATOR, PlaceKind.SCLP, "all"),
        (Role.COORDINATOR, PlaceKind.SCLP, "all"),
        (Role.SCLP_DIRECTOR, PlaceKind.SCLP, "all"),
        (Role.PROJECT_MANAGER, PlaceKind.DSINUM, "all"),
        (Role.LIBRARY_HEAD, PlaceKind.LIBRARY, "own"),
        (Role.COMMUNE_CONTACT, PlaceKind.COMMUNE, "own"),
        (Role.SIGB_REFERENT, PlaceKind.SCLP, "none"),
        (Role.TRAINER, PlaceKind.SCLP, "none"),
        (Role.TECHNICIAN, PlaceKind.DSINUM, "none"),
        (Role.IT_CORRESPONDENT, PlaceKind.LIBRARY, "none"),
        (Role.LIBRARIAN, PlaceKind.LIBRARY, "none"),
        (Role.VOLUNTEER, PlaceKind.LIBRARY, "none"),
        (Role.MEMBER, PlaceKind.COMMUNE, "none"),
        (Role.SECRETARY, PlaceKind.COMMUNE, "none"),
        (Role.VENDOR_CONTACT, PlaceKind.VENDOR, "none"),
        (Role.DPO, PlaceKind.COMMUNE, "none"),
    ],
)
def test_each_function_sees_what_the_table_of_rights_says(role, place, seen):
    library = LibraryFactory()
    places = {
        PlaceKind.SCLP: ServiceFactory(),
        PlaceKind.DSINUM: ServiceFactory(code="DSINUM"),
        PlaceKind.LIBRARY: library,
        PlaceKind.COMMUNE: library.commune,
        PlaceKind.VENDOR: VendorFactory(),
    }
    own, other = ConventionFactory(commune=library.commune), ConventionFactory()

    person = person_as(role, places[place])

    assert set(Convention.objects.visible_to(person)) == {"all": {own, other}, "own": {own}, "none": set()}[seen]


@pytest.mark.parametrize(
    ("on", "sees"),
    [(date(2026, 12, 31), False), (date(2027, 1, 1), True), (date(2027, 6, 30), True), (date(2027, 7, 1), False)],
)
def test_the_view_opens_and_closes_with_the_assignment(on, sees):
    convention = ConventionFactory()
    assignment = AssignmentFactory(
        role=Role.COMMUNE_CONTACT,
        commune=convention.commune,
        starts_on=date(2027, 1, 1),
        ends_on=date(2027, 6, 30),
    )

    with clock.frozen_at(on):
        assert Convention.objects.visible_to(assignment.person).exists() == sees


def test_someone_who_may_no_longer_sign_in_or_holds_nothing_sees_nothing():
    ConventionFactory()

    assert not Convention.objects.visible_to(person_as(Role.COORDINATOR, is_active=False)).exists()
    assert not Convention.objects.visible_to(PersonFactory()).exists()


# --- what is never false ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("convention_term_follows_start", {"term_ends_on": START - DAY}),
        ("convention_term_follows_start", {"term_ends_on": None}),
        ("convention_term_follows_start", {"starts_on": None}),
        ("convention_terminated_has_start", {"starts_on": None, "term_ends_on": None, "terminated_on": START}),
        ("convention_discarded_on_a_day", {"state": State.DISCARDED}),
        ("convention_discarded_on_a_day", {"discarded_on": START}),
        ("convention_beyond_draft_has_start", {"starts_on": None, "term_ends_on": None, "state": State.VALIDATED}),
    ],
)
def test_the_database_refuses_impossible_dates(constraint, facts):
    convention = ConventionFactory(starts_on=START)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Convention.objects.filter(pk=convention.pk).update(**facts)


def test_a_termination_before_the_first_day_and_a_draft_without_date_are_possible():
    ConventionFactory(starts_on=START, terminated_on=START - DAY)
    ConventionFactory(starts_on=None)

    assert Convention.objects.count() == 2


def test_a_commune_has_one_convention_per_effect_date():
    first = ConventionFactory(starts_on=START)

    with pytest.raises(IntegrityError), transaction.atomic():
        ConventionFactory(commune=first.commune, starts_on=START)
    ConventionFactory(commune=first.commune, starts_on=START + DAY)


def test_a_discarded_convention_leaves_its_day_to_another():
    discarded = ConventionFactory(state=State.DISCARDED, starts_on=START, discarded_on=START)
    ConventionFactory(commune=discarded.commune, state=State.DISCARDED, starts_on=START, discarded_on=START)

    ConventionFactory(commune=discarded.commune, starts_on=START).full_clean(exclude={"state"})

    assert discarded.commune.conventions.count() == 3


def test_a_number_names_one_convention():
    first = ConventionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ConventionFactory(number=first.number)


@pytest.mark.parametrize("number", [0, 3])
def test_there_are_two_originals_and_no_third(number):
    convention = ConventionFactory()
    Original.objects.create(convention=convention, number=1, since=START)
    Original.objects.create(convention=convention, number=2, since=START)

    with pytest.raises(IntegrityError), transaction.atomic():
        Original.objects.create(convention=convention, number=number, since=START)
    with pytest.raises(IntegrityError), transaction.atomic():
        Original.objects.create(convention=convention, number=2, since=START)


def test_a_version_number_is_given_once_in_a_lineage():
    version = ModelVersionFactory(number=3)

    with pytest.raises(IntegrityError), transaction.atomic():
        ModelVersionFactory(model=version.model, number=3)
    ModelVersionFactory(number=3)


# --- the text --------------------------------------------------------------------------------------------------------


def test_the_text_of_a_paper_convention_is_not_in_the_product():
    with pytest.raises(ValueError, match="made from no model"):
        ConventionFactory(version=None).rendered()


@pytest.mark.parametrize("what", ["date", "value", "mayor", "president"])
def test_the_pdf_is_out_of_date_when_any_printed_word_changes(what):
    territory()
    convention = ConventionFactory()
    convention.text_hash = fingerprint(convention.rendered())
    convention.save()
    assert not Convention.objects.get().text_changed_since_pdf()

    if what == "date":
        convention.set_start(START + DAY)
    elif what == "value":
        convention.given_values = {"hebergeur": "Ondine"}
    elif what == "mayor":
        convention.commune.mayor = "Autre Exemple"
        convention.commune.save()
    else:
        convention.mandate.president = "Autre Présidence"
        convention.mandate.save()
    convention.save()

    assert Convention.objects.get().text_changed_since_pdf()


def test_the_remarks_are_not_printed():
    territory()
    convention = ConventionFactory()
    before = convention.rendered().plain()

    convention.remarks = "à relancer"

    assert convention.rendered().plain() == before
