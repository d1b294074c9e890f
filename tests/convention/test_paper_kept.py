"""What a line that lacks something gave stays with its draft, to be completed by another import or on its page."""

from datetime import date

import pytest

from convention import path
from convention.models import Convention
from convention.states import State
from foundation import clock
from network.roles import Role
from tests.convention.factories import ConventionFactory, territory
from tests.convention.follow_up_files import brought, line, told
from tests.convention.test_paper import dates, paper, plain, sent
from tests.convention.test_views_generation import text
from tests.factories import CommuneFactory, PresidentMandateFactory, person_as
from tests.foundation.import_kinds import confirm, decisions, undo

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
SIGNED = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def by(client, db):
    territory()
    CommuneFactory(name="Achères", insee="78001")
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def only() -> Convention:
    return Convention.objects.select_related("commune", "scan").get()


# --- by another import -----------------------------------------------------------------------------------------------


def test_a_draft_keeps_all_that_its_line_gave(by):
    row = line("Achères", "01/03/2024", "01/02/2024", "05/02/2024", "31/12/2024", "À relancer")
    batch = brought(by, row, scans=["Achères.pdf"])
    assert told(batch) == (
        "« Achères.pdf » est joint à cette ligne d’après son nom. "
        "Reprise comme brouillon. Il manque : un mandat du Président qui couvre la date d’effet."
    )
    confirm(batch, by)
    convention = only()
    assert (convention.state, convention.remarks) == (State.DRAFT, "À relancer")
    assert (convention.president_signed_on, convention.notified_on) == (date(2024, 2, 1), date(2024, 2, 5))
    assert (convention.terminated_on, convention.termination_reason) == (
        date(2024, 12, 31),
        "Reprise du suivi existant",
    )
    assert (convention.scan.name, convention.scan.is_frozen) == ("Achères.pdf", True)
    assert convention.scan.about == convention
    assert decisions(brought(by, row, scans=["Achères.pdf"])) == {2: "SAME"}


@pytest.mark.parametrize("notified_on", [None, "05/02/2024"])
@pytest.mark.parametrize("signed_on", ["01/02/2024", None])
def test_a_draft_is_completed_by_a_later_import_and_keeps_its_number_and_what_it_had(by, signed_on, notified_on):
    confirm(brought(by, line("Achères", "01/03/2024", "01/02/2024", notified_on), scans=["Achères.pdf"]), by)
    PresidentMandateFactory(starts_on=date(2020, 7, 9), estimated_end=date(2026, 4, 9))
    batch = brought(by, line("Achères", "01/03/2024", signed_on, notified_on))
    assert decisions(batch) == {2: "UPDATE"}
    assert told(batch) == ""
    confirm(batch, by)
    convention = only()
    assert (convention.state, convention.number) == (State.NOTIFIED, "CONV-2026-0001")
    assert (convention.president_signed_on, convention.scan.name) == (date(2024, 2, 1), "Achères.pdf")
    assert convention.notified_on == (date(2024, 2, 5) if notified_on else date(2024, 2, 1))


# --- on its page ------------------------------------------------------------------------------------------------------


def test_the_form_shows_what_the_follow_up_gave_and_loses_nothing_of_it(client, by):
    row = line("Achères", "01/03/2019", "01/02/2019", "05/02/2019", "31/12/2019")
    confirm(brought(by, row, scans=["Achères.pdf"]), by)
    convention = only()
    assert "Ouvrir la convention signée" in text(client.get(convention.get_absolute_url()))
    url, typed = sent(client, convention)
    assert typed["president_signed_on"] == "2019-02-01"
    assert typed["notified_on"] == "2019-02-05"
    assert typed["terminated_on"] == "2019-12-31"

    PresidentMandateFactory(starts_on=date(2014, 4, 1), estimated_end=date(2020, 7, 9))
    client.post(url, typed)

    kept = only()
    assert (kept.state, kept.scan.name) == (State.NOTIFIED, "Achères.pdf")
    assert dates(kept) == (date(2019, 3, 1), None, date(2019, 2, 1), date(2019, 2, 5))
    assert (kept.terminated_on, kept.termination_reason) == (date(2019, 12, 31), "Reprise du suivi existant")


def test_one_that_was_terminated_leaves_its_days_to_the_next(client, by):
    convention = paper()
    ConventionFactory(commune=convention.commune, state=State.VALIDATED, starts_on=date(2027, 7, 1))
    url, typed = sent(client, convention, president_signed_on="2026-06-15")
    refused = client.post(url, typed)
    assert "court du 1er juillet 2027" in plain(" ".join(refused.context["form"].errors["starts_on"]))

    client.post(url, typed | {"terminated_on": "2027-06-30"})

    kept = Convention.objects.get(pk=convention.pk)
    assert (kept.state, kept.end.date) == (State.NOTIFIED, date(2027, 6, 30))


@pytest.mark.parametrize("had_notification", [True, False])
def test_one_given_up_was_a_draft_whatever_day_was_kept_of_it(client, by, had_notification):
    convention = paper(notified_on=SIGNED if had_notification else None)
    path.discard(convention, by=by, reason="Jamais signée")

    page = client.get(convention.get_absolute_url())

    assert [step.label for step in page.context["steps"]] == ["Brouillon", "Abandonnée"]


def test_one_taken_over_then_taken_back_was_notified(client, by):
    undo(confirm(brought(by, line("Achères")), by), by)

    page = client.get(only().get_absolute_url())

    assert [step.label for step in page.context["steps"]] == ["Notifiée", "Abandonnée"]
