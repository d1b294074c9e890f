"""What the vendor promises follows how grave its case is, not how pressing the ticket is (R17)."""

import importlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from foundation import clock
from foundation.clock import PARIS
from foundation.versions import FIELD, version_of
from network.weeks import VENDOR_HOURS
from tests.factories import OpeningHoursFactory, VendorFactory
from tests.tickets.factories import later
from tests.tickets.stories import (
    STARTING,
    SUPPORT,
    TERMS,
    TERMS_OF_VENDOR,
    graded,
    paris,
    policy,
    said,
    sla,
    told,
)
from tickets import case_standing, cases, moves
from tickets.clocks.axes import AXES, BY_PRIORITY, BY_SEVERITY
from tickets.clocks.defaults import default_vendor_targets, usual_day
from tickets.clocks.explanation import explain
from tickets.clocks.policy import Terms
from tickets.clocks.reading import Reading, read
from tickets.clocks.spans import vendor_case, whole_life
from tickets.delays import Delays, Promises
from tickets.models import PolicyVersion, Ticket
from tickets.priorities import Impact, Urgency
from tickets.states import Clock, Severity, Target

HOUR = timedelta(hours=1)
RESOLVE = Target.RESOLVE

# --- the clock -------------------------------------------------------------------------------------------------------

AT_VENDOR = told(("2026-11-23T08:30", "IN_PROGRESS", "VENDOR"))


def of_vendor(now, *severities, target=RESOLVE, terms=TERMS_OF_VENDOR) -> Reading:
    """Received on Monday 23 November at 8:30, of these severities."""
    return read(graded(AT_VENDOR, *severities), vendor_case(paris("2026-11-23T08:30")), target, terms, paris(now))


def test_each_clock_has_its_axis_and_the_vendor_s_alone_is_the_severity():
    assert AXES == {Clock.SLA: BY_PRIORITY, Clock.OLA: BY_PRIORITY, Clock.UC: BY_SEVERITY}
    assert [BY_PRIORITY.told("P2"), BY_SEVERITY.told("MAJOR")] == ["priorité P2", "gravité majeure"]


def test_the_starting_targets_of_the_vendor_are_those_of_the_first_three_priorities():
    found = {str(code): tuple(row.values()) for code, row in STARTING[BY_SEVERITY].items()}

    assert found == {"BLOCKING": (60, 120, 420), "MAJOR": (120, 420, 840), "MINOR": (240, 840, 2100)}


@pytest.mark.parametrize(("severity", "hours"), [("BLOCKING", 7), ("MAJOR", 14), ("MINOR", 35)])
def test_the_severity_gives_the_target_whatever_the_priority(severity, hours):
    reading = of_vendor("2026-11-23T10:30", ("2020-01-01", severity))

    assert (reading.code, reading.allowed, reading.consumed) == (severity, hours * HOUR, 2 * HOUR)


def test_a_new_severity_moves_the_target_and_keeps_the_time_consumed():
    changes = (("2026-11-23T08:30", "MINOR"), ("2026-11-23T14:30", "BLOCKING"), ("2026-11-23T15:30", "MAJOR"))

    minor, blocking, major = (of_vendor(f"2026-11-23T{at}", *changes) for at in ("14:29", "14:30", "16:30"))

    assert (minor.allowed, minor.due_at) == (35 * HOUR, paris("2026-11-27T17:00"))
    assert (blocking.allowed, blocking.consumed, blocking.due_at) == (
        7 * HOUR,
        4.5 * HOUR,
        paris("2026-11-23T17:00"),
    )
    assert (major.allowed, major.consumed, major.due_at) == (14 * HOUR, 6.5 * HOUR, paris("2026-11-24T17:00"))


def test_a_severity_raised_too_late_is_breached_when_it_is_raised():
    reading = of_vendor("2026-11-25T11:00", ("2026-11-23T08:30", "MINOR"), ("2026-11-25T10:00", "BLOCKING"))

    assert (reading.breached_at, reading.consumed) == (paris("2026-11-25T10:00"), 16.5 * HOUR)


def test_a_severity_lowered_does_not_erase_the_breach():
    reading = of_vendor("2026-11-24T11:00", ("2026-11-23T08:30", "BLOCKING"), ("2026-11-24T10:00", "MINOR"))

    assert (reading.breached_at, reading.allowed) == (paris("2026-11-23T17:00"), 35 * HOUR)


def test_a_change_noted_by_a_clock_that_was_put_back_counts_from_the_one_before_it():
    life = graded(
        AT_VENDOR, ("2026-11-23T08:30", "MINOR"), ("2026-11-24T10:00", "MAJOR"), ("2026-11-24T09:00", "BLOCKING")
    )

    assert [since for since, _ in life.codes][1:] == [paris("2026-11-24T10:00")] * 2
    assert life.code_at(paris("2026-11-24T10:00")) == "BLOCKING"


def test_the_account_of_the_vendor_names_the_severity_where_it_changes():
    reading = of_vendor("2026-11-24T11:00", ("2026-11-23T08:30", "MINOR"), ("2026-11-23T14:30", "BLOCKING"))

    notes = [[said(note) for note in line.notes] for line in explain(reading)]
    assert notes == [["gravité mineure : délai de 35 h"], ["gravité bloquante : délai de 7 h"]]


@pytest.mark.parametrize(
    ("life", "span", "terms"),
    [
        (AT_VENDOR, vendor_case(AT_VENDOR.starts_at), TERMS_OF_VENDOR),
        (graded(AT_VENDOR), vendor_case(AT_VENDOR.starts_at), TERMS),
        (graded(AT_VENDOR), vendor_case(None), TERMS_OF_VENDOR),
        (AT_VENDOR, vendor_case(None), TERMS_OF_VENDOR),
        (graded(AT_VENDOR), whole_life(AT_VENDOR), TERMS),
        (AT_VENDOR, whole_life(AT_VENDOR), TERMS_OF_VENDOR),
    ],
)
def test_a_clock_is_never_read_by_the_codes_of_another(life, span, terms):
    if (life.axis, span.start) == (BY_SEVERITY, None):
        assert read(life, span, RESOLVE, terms, paris("2026-11-24T11:00")).allowed is None
        return

    with pytest.raises(ValueError, match="is read by"):
        read(life, span, RESOLVE, terms, paris("2026-11-24T11:00"))


def test_a_policy_promises_by_the_codes_of_its_axis_alone():
    with pytest.raises(ValueError, match="not a valid Severity"):
        policy(targets={"P1": {"RESOLVE": 60}}, axis=BY_SEVERITY)
    with pytest.raises(ValueError, match="not a valid Priority"):
        policy(targets={"MAJOR": {"RESOLVE": 60}})
    with pytest.raises(ValueError, match="not a valid Severity"):
        replace(graded(AT_VENDOR), codes=((paris("2020-01-01"), "P1"),))
    with pytest.raises(ValueError, match="not a valid Severity"):
        policy(axis=BY_SEVERITY).allowed("P3", RESOLVE)


def test_a_severity_for_which_nothing_is_promised_is_never_due():
    major = Terms((policy(targets={"MAJOR": {"RESOLVE": 60}}, axis=BY_SEVERITY),), SUPPORT)

    reading = of_vendor("2026-11-24T11:00", ("2020-01-01", "MINOR"), terms=major)

    assert (reading.allowed, reading.due_at) == (None, None)


def test_the_library_s_clock_knows_nothing_of_the_severity():
    assert sla(AT_VENDOR, "2026-11-24T11:00").allowed == 35 * HOUR


# --- the desk --------------------------------------------------------------------------------------------------------


def allowed(case, target: Target = RESOLVE) -> timedelta | None:
    ticket = Ticket.objects.get(pk=case.ticket_id)
    return next(one.reading.allowed for one in Delays(ticket, clock.now()).of_vendor() if one.target == target)


@pytest.mark.django_db
@pytest.mark.parametrize("severity", Severity)
def test_the_vendor_owes_what_the_severity_of_its_case_promises(desk, severity):
    case = cases.opened_by_vendor(desk.case(severity=severity), by=desk.editor)

    promised = PolicyVersion.objects.get(party="VENDOR", kind="INCIDENT").targets[severity]
    assert allowed(case) == timedelta(minutes=promised["RESOLVE"])


@pytest.mark.django_db
def test_a_change_of_priority_leaves_the_vendor_its_delay(desk):
    case = cases.opened_by_vendor(desk.case(), by=desk.editor)
    before = allowed(case)

    moves.prioritise(case.ticket, by=desk.manager, impact=Impact.NETWORK, urgency=Urgency.STOPPED, why="Partout.")

    assert allowed(case) == before
    library = Delays(Ticket.objects.get(pk=case.ticket_id), clock.now()).of_library()
    assert {one.reading.code for one in library} == {"P1"}


@pytest.mark.django_db
@pytest.mark.parametrize(("severity", "is_said"), [(Severity.BLOCKING, True), (Severity.MINOR, False)])
def test_a_case_without_receipt_is_asked_again_within_the_delay_of_its_severity(desk, severity, is_said):
    case = desk.case(severity=severity)  # an hour to take what is blocking, four what is minor

    with later(hours=2):
        assert bool(case_standing.reminder(case, clock.now())) is is_said
        found = case_standing.to_remind(type(case).objects.all(), clock.now())
    assert found == [case.pk] * is_said


@pytest.mark.django_db
def test_the_page_of_the_delays_says_the_severity_of_the_vendor_s(client, desk):
    case = cases.opened_by_vendor(desk.case(), by=desk.editor)
    client.force_login(desk.manager)

    page = client.get(reverse("tickets:delays", args=[case.ticket_id])).text.replace("\u00a0", " ")

    assert "gravité majeure : délai de" in page
    assert "priorité P3 : délai de" in page  # of the library


# --- the settings ----------------------------------------------------------------------------------------------------


def new_policy(client, **given):
    codes = [f"{severity}_{target}" for severity in Severity.values for target in Target]
    asked = {"applies_from": "2027-03-15", "pauses": ["BUYER"], **dict.fromkeys(codes, ""), **given}
    return client.post(reverse("tickets:new_policy", args=["editeur", "incidents"]), asked)


@pytest.fixture
def keeper(desk, client):
    client.force_login(desk.manager)
    return client


@pytest.mark.django_db
def test_the_delays_of_the_vendor_are_shown_and_asked_by_severity(keeper):
    page = keeper.get(reverse("tickets:policies")).text
    form = keeper.get(reverse("tickets:new_policy", args=["editeur", "incidents"]))

    assert page.count('<th scope="col">Gravité</th>') == 2  # of incidents, of requests
    assert page.count('<th scope="col">Priorité</th>') == 4
    assert [title for title, _ in form.context["form"].fieldsets][1:-1] == [
        "Gravité bloquante",
        "Gravité majeure",
        "Gravité mineure",
    ]
    assert form.context["form"].fields["BLOCKING_TAKE"].label == "Bloquante, prise en charge"
    assert "P1_TAKE" not in form.context["form"].fields


@pytest.mark.django_db
def test_new_delays_of_the_vendor_are_kept_by_severity_and_bind_what_is_received_from_then_on(keeper, desk):
    before = cases.opened_by_vendor(desk.case(), by=desk.editor)

    assert new_policy(keeper, MAJOR_TAKE="30 min", MAJOR_RESOLVE="4 h").status_code == 302

    version = PolicyVersion.objects.get(party="VENDOR", kind="INCIDENT", number=2)
    assert version.targets == {"MAJOR": {"TAKE": 30, "RESOLVE": 240}}
    with clock.frozen_at(datetime(2027, 3, 15, 9, 0, tzinfo=PARIS)):
        after = cases.opened_by_vendor(desk.case(), by=desk.editor)
        assert [allowed(case) for case in (before, after)] == [20 * HOUR, 4 * HOUR]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"MINOR_TAKE": "4 h", "MINOR_RESOLVE": "2 h"}, "plus long que celui de prise en charge"),
        ({}, "au moins un délai"),
    ],
)
def test_what_makes_no_delays_of_the_vendor_is_told(keeper, given, why):
    answer = new_policy(keeper, **given)

    assert answer.status_code == 422
    assert why in answer.text


@pytest.mark.django_db
def test_two_who_change_the_delays_of_the_vendor_are_told_which(keeper):
    new_policy(keeper, MAJOR_TAKE="30 min")
    coming = PolicyVersion.objects.get(number=2)
    read_then = version_of(coming)
    coming.targets = {"MAJOR": {"TAKE": 60}}
    coming.save()

    asked = {"applies_from": "2027-03-15", "pauses": ["BUYER"], "MAJOR_TAKE": "45 min", FIELD: read_then}
    answer = keeper.post(reverse("tickets:edit_policy", args=[coming.pk]), asked)

    assert answer.status_code == 422
    assert "Enregistré entre-temps : « 1 h »" in answer.text.replace("\u00a0", " ")


# --- the versions that were promised by priority ---------------------------------------------------------------------

migration = importlib.import_module("tickets.migrations.0006_vendor_promises_by_severity")


def targets_of(party: str) -> list[dict]:
    return [one.targets for one in PolicyVersion.objects.filter(party=party).order_by("pk")]


@pytest.mark.django_db
def test_what_was_shipped_by_priority_is_promised_by_severity_in_days_of_the_market_and_back():
    others = [targets_of(party) for party in ("COMMUNITY", "LEVEL")]
    shipped = targets_of("VENDOR")
    assert shipped == [default_vendor_targets(VENDOR_HOURS)] * 2
    assert shipped[0]["MAJOR"] == {"TAKE": 120, "NEXT_UPDATE": 600, "RESOLVE": 1200}

    migration.by_priority(apps, None)
    assert targets_of("VENDOR") == [others[0][0]] * 2
    migration.by_severity(apps, None)

    assert targets_of("VENDOR") == shipped
    assert [targets_of(party) for party in ("COMMUNITY", "LEVEL")] == others


@pytest.mark.django_db
def test_a_version_that_promises_little_promises_no_more_once_it_is_converted():
    version = PolicyVersion.objects.get(party="VENDOR", kind="INCIDENT")
    version.targets = {"P2": {"TAKE": 30}, "P5": {"RESOLVE": 600}}
    version.save()
    PolicyVersion.objects.filter(party="VENDOR", kind="REQUEST").delete()

    migration.by_severity(apps, None)
    assert targets_of("VENDOR") == [{"MAJOR": {"TAKE": 30}}]

    migration.by_priority(apps, None)
    assert targets_of("VENDOR") == [{"P2": {"TAKE": 30}}]


@pytest.mark.django_db
def test_every_version_is_read_by_the_clock_of_its_party():
    for version in PolicyVersion.objects.all():
        assert version.policy.axis == AXES[version.clock]
        assert set(version.policy.targets) == set(version.axis.codes.values)


@pytest.mark.django_db
def test_a_day_of_the_vendor_is_that_of_its_market_and_of_none_when_several_differ(keeper, desk):
    OpeningHoursFactory(vendor=desk.vendor)  # six hours a day

    assert usual_day(Promises().hours_of_market(clock.now())) == 360
    assert new_policy(keeper, MAJOR_RESOLVE="2 j").status_code == 302
    assert PolicyVersion.objects.get(party="VENDOR", number=2).targets == {"MAJOR": {"RESOLVE": 720}}

    VendorFactory()
    assert Promises().hours_of_market(clock.now()) == VENDOR_HOURS
