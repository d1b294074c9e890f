"""A mandate that moves: no two conventions of one commune come to run on the same day (R40, art. 6)."""

from datetime import date

import pytest
from django.urls import reverse

from convention import mandates
from convention.models import Convention
from convention.states import State
from foundation import clock
from network.models import PresidentMandate
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in
from tests.factories import PresidentMandateFactory, UrbanCommunityFactory, person_as

pytestmark = pytest.mark.django_db
FIRST_ENDS = date(2027, 3, 31)


@pytest.fixture
def first() -> PresidentMandate:
    """The mandate that ends in March 2027; another begins the day after."""
    UrbanCommunityFactory()
    PresidentMandateFactory(starts_on=date(2027, 4, 1), estimated_end=date(2033, 3, 31))
    return PresidentMandateFactory(starts_on=date(2021, 4, 1), estimated_end=FIRST_ENDS)


@pytest.fixture
def pair(first) -> tuple[Convention, Convention]:
    """A convention that the first mandate ends, and the one that follows it."""
    ended = convention_in(State.NOTIFIED)
    return ended, convention_in(State.NOTIFIED, commune=ended.commune, starts_on=date(2027, 5, 1))


@pytest.mark.parametrize(("last_day", "clash"), [(date(2027, 4, 30), False), (date(2027, 5, 1), True)])
def test_a_mandate_does_not_lengthen_a_convention_into_the_next_one(pair, first, last_day, clash):
    ended, following = pair
    PresidentMandate.objects.exclude(pk=first.pk).delete()
    first.estimated_end = last_day

    why = mandates.objections(first)

    expected = (
        f"La convention {ended.number}, {ended.commune}, courrait jusqu’au 1er mai 2027, "
        f"alors que {following.number} commence le 1er mai 2027."
    )
    assert why == ([expected] if clash else [])


def test_a_draft_and_another_commune_are_in_nobodys_way(first):
    ended = convention_in(State.NOTIFIED)
    ConventionFactory(commune=ended.commune, starts_on=date(2027, 5, 1))
    convention_in(State.NOTIFIED, starts_on=date(2027, 5, 1))
    PresidentMandate.objects.exclude(pk=first.pk).delete()
    first.estimated_end = date(2027, 12, 31)
    assert mandates.objections(first) == []


def test_a_clash_that_is_there_already_is_not_held_against_the_mandate(first):
    one = convention_in(State.NOTIFIED, starts_on=date(2027, 5, 1))
    convention_in(State.NOTIFIED, commune=one.commune, starts_on=date(2027, 6, 1))
    assert mandates.objections(first) == []


def test_beyond_three_the_others_are_counted(first):
    for _ in range(5):
        ended = convention_in(State.NOTIFIED)
        convention_in(State.NOTIFIED, commune=ended.commune, starts_on=date(2027, 5, 1))
    PresidentMandate.objects.exclude(pk=first.pk).delete()
    first.estimated_end = date(2027, 12, 31)
    assert len(mandates.objections(first)) == 4
    assert mandates.objections(first)[-1] == "Et 2 autres."


def test_the_mandates_page_refuses_says_why_and_changes_nothing(client, pair, first):
    PresidentMandate.objects.exclude(pk=first.pk).delete()
    client.force_login(person_as(Role.COORDINATOR))
    address = reverse("network:edit_mandate", args=[first.pk])
    version = client.get(address).context["form"].initial["form_version"]
    data = {
        "title": first.title, "president": first.president, "starts_on": "2021-04-01",
        "estimated_end": "2027-12-31", "actual_end": "", "form_version": version,
    }  # fmt: skip

    page = client.post(address, data)

    assert page.status_code == 422
    assert pair[0].number in str(page.context["form"].non_field_errors())
    assert PresidentMandate.objects.get().estimated_end == FIRST_ENDS
    assert Convention.objects.get(pk=pair[0].pk).end.date == FIRST_ENDS


@pytest.mark.parametrize(
    ("starts_on", "estimated_end", "field"),
    [
        ("2033-03-31", "2039-03-30", "starts_on"),  # the last day of the other one
        ("2026-01-01", "2027-04-01", "starts_on"),
        ("0001-01-01", "2020-01-01", "starts_on"),
        ("2033-04-01", "9999-12-31", "estimated_end"),
        ("2033-04-01", "2039-03-31", ""),
    ],
)
def test_mandates_follow_each_other_within_the_years_one_works_with(client, first, starts_on, estimated_end, field):
    client.force_login(person_as(Role.COORDINATOR))
    data = {
        "title": "Le Président", "president": "Sacha Exemple", "starts_on": starts_on,
        "estimated_end": estimated_end, "actual_end": "", "form_version": "",
    }  # fmt: skip

    page = client.post(reverse("network:new_mandate"), data)

    assert list(page.context["form"].errors if page.context else {}) == ([field] if field else [])
    assert PresidentMandate.objects.count() == (2 if field else 3)


def test_a_draft_that_would_be_over_before_it_begins_says_so(client, first):
    with clock.frozen_at(date(2026, 11, 22)):
        draft = ConventionFactory(starts_on=date(2040, 1, 1))
        client.force_login(person_as(Role.COORDINATOR))
        page = client.get(draft.get_absolute_url()).content.decode()
    assert "la convention serait échue avant d’avoir pris effet (art. 6)." in page


# --- what it would change, told before -------------------------------------------------------------------------------


@pytest.fixture
def one_mandate() -> PresidentMandate:
    UrbanCommunityFactory()
    return PresidentMandateFactory(starts_on=date(2021, 4, 1), estimated_end=date(2033, 3, 31))


def told(mandate: PresidentMandate, on: date, **changes) -> list[str]:
    for name, value in changes.items():
        setattr(mandate, name, value)
    with clock.frozen_at(on):
        return mandates.effects(mandate)


def test_a_mandate_tells_which_conventions_it_would_close_shorten_or_leave_without_a_day(one_mandate):
    running = convention_in(State.NOTIFIED, starts_on=date(2026, 1, 1))
    signing = convention_in(State.SIGNING, starts_on=date(2026, 2, 1))
    coming = convention_in(State.SIGNED, starts_on=date(2026, 6, 1))
    convention_in(State.DISCARDED, starts_on=date(2026, 6, 1))

    found = told(one_mandate, date(2026, 4, 2), actual_end=date(2026, 4, 1))

    assert found == [
        f"1 convention ne prendrait jamais effet, finissant avant, le 1er avril 2026 : {coming}.",
        f"1 convention cesserait dès aujourd’hui, ayant pris fin le 1er avril 2026 : {running}.",
        f"1 convention finirait plus tôt, le 1er avril 2026 : {signing}.",
    ]


def test_drafts_are_told_apart_after_what_is_frozen(one_mandate):
    never = [ConventionFactory(starts_on=date(2026, 6, 1)) for _ in range(2)]
    shorter = ConventionFactory(starts_on=date(2026, 2, 1))
    coming = convention_in(State.SIGNED, starts_on=date(2026, 6, 1))
    ConventionFactory(starts_on=None)

    found = told(one_mandate, date(2026, 4, 2), actual_end=date(2026, 4, 1))

    names = " et ".join(str(one) for one in never)
    assert found == [
        f"1 convention ne prendrait jamais effet, finissant avant, le 1er avril 2026 : {coming}.",
        f"2 brouillons ne prendraient jamais effet, finissant avant, le 1er avril 2026 : {names}.",
        f"1 brouillon finirait plus tôt, le 1er avril 2026 : {shorter}.",
    ]


def test_a_draft_without_a_mandate_any_more_is_told_too(one_mandate):
    draft = ConventionFactory(starts_on=date(2026, 1, 1))
    found = told(one_mandate, date(2026, 4, 2), starts_on=date(2026, 6, 1))
    assert found == [f"1 brouillon n’aurait plus de mandat à sa date d’effet, le 1er janvier 2026 : {draft}."]


def test_a_mandate_that_begins_later_tells_which_conventions_it_no_longer_covers(one_mandate):
    convention = convention_in(State.SIGNING, starts_on=date(2026, 1, 1))
    found = told(one_mandate, date(2026, 4, 2), starts_on=date(2026, 6, 1))
    assert found == [f"1 convention n’aurait plus de mandat à sa date d’effet, le 1er janvier 2026 : {convention}."]


def test_several_of_one_fate_are_one_sentence_and_what_comes_back_is_told(one_mandate):
    one_mandate.actual_end = date(2026, 4, 1)
    one_mandate.save()
    for _ in range(5):
        convention_in(State.NOTIFIED, starts_on=date(2026, 1, 1))

    (found,) = told(one_mandate, date(2026, 4, 2), actual_end=None)

    assert found.startswith("5 conventions seraient de nouveau en vigueur, jusqu’au 31 décembre 2027 : CONV-")
    assert found.endswith(" et 2 autres.")


def test_nothing_is_told_when_no_end_moves(one_mandate):
    convention_in(State.NOTIFIED, starts_on=date(2026, 1, 1))
    assert told(one_mandate, date(2026, 4, 2), estimated_end=date(2032, 3, 31)) == []


def test_the_mandate_is_saved_only_once_its_effects_are_confirmed(client, one_mandate):
    convention_in(State.NOTIFIED, starts_on=date(2026, 1, 1))
    client.force_login(person_as(Role.COORDINATOR))
    url = reverse("network:edit_mandate", args=[one_mandate.pk])
    typed = {
        "title": one_mandate.title,
        "president": one_mandate.president,
        "starts_on": "01/04/2021",
        "estimated_end": "31/03/2027",
        "actual_end": "",
        "form_version": client.get(url).context["form"].initial["form_version"],
    }

    asked = client.post(url, typed)
    assert asked.status_code == 200
    assert "finirait plus tôt, le 31 mars 2027" in asked.content.decode().replace("\u00a0", " ")
    assert PresidentMandate.objects.get().estimated_end == date(2033, 3, 31)

    data = asked.context["form"].data
    client.post(url, typed | {"estimated_end": "30/03/2027", "confirmed": data["confirmed"]})
    assert PresidentMandate.objects.get().estimated_end == date(2033, 3, 31)  # other dates, other effects

    client.post(url, data)
    assert PresidentMandate.objects.get().estimated_end == date(2027, 3, 31)
