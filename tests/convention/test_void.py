"""A notified convention that a mandate or a party ends before its first day: never in force, told so (R40, art. 6)."""

from datetime import date

import pytest
from django.urls import reverse

from convention import coverage, panels, reminder_sheet, reminders
from convention.models import Convention, ReminderRung
from convention.states import Situation, State
from foundation import clock
from foundation.todo import waiting
from network.models import PresidentMandate
from network.roles import Role
from tests.convention.factories import ConventionFactory, convention_in, territory
from tests.factories import person_as

pytestmark = pytest.mark.django_db

LAST = date(2026, 12, 31)  # the eve of the first day of what the factories make
WHY = "sans effet : fin du mandat du Président avant ce jour, le 31 décembre 2026"


@pytest.fixture
def coordinator():
    territory()
    return person_as(Role.COORDINATOR)


@pytest.fixture
def void(coordinator) -> Convention:
    convention = convention_in(State.NOTIFIED)
    PresidentMandate.objects.update(estimated_end=LAST, actual_end=None)
    return Convention.objects.with_end().get(pk=convention.pk)


def plain(page) -> str:
    return page.text.replace("\u00a0", " ")


def test_no_page_shows_it_as_if_it_would_run(client, coordinator, void):
    client.force_login(coordinator)
    pages = {
        "commune": void.commune.get_absolute_url(),
        "coverage": reverse("convention:coverage"),
        "list": reverse("convention:list"),
        "detail": void.get_absolute_url(),
        "home": reverse("reporting:home"),
    }
    shown = {name: plain(client.get(address)) for name, address in pages.items()}

    assert f"prise d’effet le 1er janvier 2027, {WHY}" in shown["commune"]
    assert "jusqu’au 31 décembre 2026" not in "".join(shown.values())
    assert WHY in shown["coverage"]
    assert "fin du mandat du Président, avant la date d’effet" in shown["list"]
    assert "sans effet : prend fin avant sa date d’effet, le" in shown["detail"]
    assert "Préparer la suivante" in shown["detail"]
    assert "notifiée, prise d’effet le 1er janvier 2027, sans effet" in shown["home"]


def test_nobody_is_reminded_of_the_end_of_what_never_runs(void):
    ReminderRung.objects.get_or_create(days=30)

    assert list(reminders.ends(date(2026, 12, 1))) == []
    assert reminder_sheet.of(void, date(2026, 12, 1)) == []


def test_the_commune_counts_as_without_effect_and_is_to_be_renewed(coordinator, void):
    on = clock.today()
    (covered,) = coverage.coverage(coordinator, on)

    assert (covered.situation, covered.is_in_force) == (Situation.VOID, False)
    assert coverage.counts([covered])[Situation.VOID] == 1
    (item,) = panels.todo(coordinator)
    assert item.url == f"{reverse('convention:generate')}?communes={void.commune_id}"

    ConventionFactory(commune=void.commune, starts_on=date(2027, 3, 1))

    (covered,) = coverage.coverage(coordinator, on)
    assert covered.situation == Situation.IN_PATH


def test_it_is_to_come_again_once_the_mandate_lasts_longer(coordinator, void):
    PresidentMandate.objects.update(estimated_end=date(2030, 1, 1))

    assert Convention.objects.get(pk=void.pk).situation(clock.today()) == Situation.UPCOMING
    assert Situation.VOID not in coverage.counts(coverage.coverage(coordinator, clock.today()))


def test_drafts_that_no_mandate_covers_are_to_be_dated_again_rather_than_validated(client, coordinator):
    for _ in range(4):
        ConventionFactory()
    assert any("à valider" in one.text for one in waiting(coordinator))

    PresidentMandate.objects.update(estimated_end=LAST, actual_end=None)

    other = person_as(Role.COORDINATOR)
    (line,) = [one for one in waiting(other) if "brouillons" in one.subject]
    assert "à redater : le mandat du Président finit avant leur date d’effet" in line.text.replace("\u00a0", " ")
    client.force_login(other)
    assert client.get(line.url).context["listing"].total == 4
    assert client.get(reverse("convention:list"), {"state": State.DRAFT}).context["listing"].total == 0
