"""The sheet that people sign, half-day by half-day: who is on it, for whom, and that it prints well."""

from datetime import timedelta
from io import BytesIO

import page
import pikepdf
import pytest
from django.urls import reverse

from foundation import clock
from foundation.workflow import Refused
from network.models import Assignment
from network.roles import Role
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    ServiceFactory,
    person_as,
)
from tests.foundation.pdf_text import pages_of, text_of
from tests.training.factories import MORNING, NOW, SessionFactory, add_half_day, agent, booking_in, session_at
from training import planning, sign_in_sheets
from training.models import Session
from training.states import BookingState, SessionState

pytestmark = pytest.mark.django_db
AFTERNOON = MORNING + timedelta(hours=5)


@pytest.fixture
def session() -> Session:
    with clock.frozen_at(NOW):
        return session_at(MORNING, AFTERNOON)


def expected(session: Session, last_name: str, assignment: Assignment | None = None, state="CONFIRMED") -> None:
    person = PersonFactory(first_name="Anne", last_name=last_name)
    library = LibraryFactory(name="Médiathèque du Quai", commune=CommuneFactory(name="Les Mureaux"))
    booking_in(BookingState(state), session=session, assignment=assignment or agent(library, person=person))


def sheet(session: Session, rank: int = 0) -> bytes:
    return sign_in_sheets.print_sheet(session, session.half_days.all()[rank])


def words(content: bytes) -> str:
    return text_of(content).replace("\u00a0", " ")


def test_it_lists_those_expected_by_name_with_where_they_come_from(session):
    expected(session, "Zola")
    expected(session, "Écluse")
    expected(session, "Attente", state="WAITING")
    service = AssignmentFactory(
        role=Role.TECHNICIAN,
        service=ServiceFactory(code="DSINUM", short_name="DSINum"),
        person=PersonFactory(last_name="Mât"),
    )
    expected(session, "", service)

    said = words(sheet(session))

    order = [said.index(part) for part in ("Anne Écluse", "Camille Mât", "Anne Zola")]
    assert order == sorted(order)
    assert "Les Mureaux, Médiathèque du Quai" in said
    assert "DSINum" in said
    assert "Attente" not in said
    assert "Participants (3)" in said
    assert str(session.trainers.get()) in said


def test_each_half_day_has_its_own(session):
    morning, afternoon = (words(sheet(session, rank)) for rank in (0, 1))
    assert "Mardi 16 mars 2027, de 9 h à 12 h" in morning
    assert "de 14 h à 17 h" in afternoon
    assert "de 9 h" not in afternoon


def test_a_full_room_takes_several_pages_and_repeats_the_head_of_its_table(session):
    Session.objects.filter(pk=session.pk).update(maximum=40)
    library = LibraryFactory()
    for number in range(40):
        person = PersonFactory(last_name=f"Numéro{number:02}-Demo")
        booking_in(BookingState.CONFIRMED, session=session, assignment=agent(library, person=person))
    pages = pages_of(sheet(session))
    assert len(pages) > 1
    assert all("Signature" in text for text in pages)
    assert sum(text.count("Numéro") for text in pages) == 40


@pytest.mark.parametrize("profile", ["2a", "ua1"])
@pytest.mark.parametrize("is_empty", [True, False])
def test_it_is_archivable_and_accessible(profile, is_empty, session):
    if not is_empty:
        expected(session, "Zola")
    verdict = page.validate_pdf_bytes(sheet(session), profile=profile)
    assert [(failure.rule_id, failure.message) for failure in verdict.failures] == []
    assert verdict.is_compliant


def test_its_name_says_the_day_and_the_hour(session):
    assert sign_in_sheets.file_name(session.half_days.all()[1]) == "émargement 2027-03-16 14h00.pdf"


def test_a_session_in_preparation_or_cancelled_has_none(session):
    draft = SessionFactory()
    half_day = add_half_day(draft, MORNING)
    with pytest.raises(Refused, match="« Brouillon »"):
        sign_in_sheets.print_sheet(draft, half_day)
    with clock.frozen_at(NOW):
        planning.cancel(session, by=person_as(Role.COORDINATOR), reason="Grève")
    with pytest.raises(Refused, match="« Annulée »"):
        sheet(Session.objects.get(pk=session.pk))


def test_a_name_that_the_font_has_not_is_told(session):
    expected(session, "木村")
    with pytest.raises(Refused, match="木"):
        sheet(session)


def test_its_trainers_and_the_sclp_download_it_from_the_page_and_nobody_else(client, session):
    expected(session, "Zola")
    url = reverse("training:sign_in_sheet", args=[session.pk, session.half_days.all()[0].pk])
    for leader in (session.trainers.get(), person_as(Role.COORDINATOR)):
        client.force_login(leader)
        assert url in client.get(session.get_absolute_url()).content.decode()
        response = client.get(url)
        with pikepdf.open(BytesIO(response.content)) as file:
            assert str(file.docinfo["/Title"]).startswith("Feuille d’émargement")
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "private, no-store"
        assert "2027-03-16" in response["Content-Disposition"]
    for other in (person_as(Role.TRAINER), agent().person, person_as(Role.LIBRARY_HEAD)):
        client.force_login(other)
        assert url not in client.get(session.get_absolute_url()).content.decode()
        assert client.get(url).status_code == 403


def test_a_half_day_of_another_session_is_absent(client, session):
    with clock.frozen_at(NOW):
        other = session_at(MORNING)
    client.force_login(person_as(Role.COORDINATOR))
    found = client.get(reverse("training:sign_in_sheet", args=[session.pk, other.half_days.get().pk]))
    assert found.status_code == 404


def test_it_is_printed_again_once_the_session_is_closed(session):
    Session.objects.filter(pk=session.pk).update(state=SessionState.CLOSED)
    assert words(sheet(Session.objects.get(pk=session.pk)))
