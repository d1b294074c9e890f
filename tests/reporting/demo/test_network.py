"""The demo network, in every situation of its day."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from convention.coverage import counts, coverage
from convention.models import Convention
from convention.states import Situation, State
from foundation import clock
from foundation.models import Appointment, OutboxMessage
from foundation.reading import acknowledged
from network.models import Commune, Library, Person
from reporting.demo.personas import PASSWORD, PERSONAS
from tests.reporting.demo.day import DAY
from training import planning
from training.models import Certification, HalfDay
from training.papers import USAGE_CHARTER
from training.people import at_work
from training.states import SessionState, Standing

pytestmark = [pytest.mark.long, pytest.mark.django_db]


def test_it_holds_the_territory_and_every_situation(demo):
    coordinator = Person.objects.get(email=PERSONAS[0].email)

    found = counts(coverage(coordinator, DAY))

    assert Commune.objects.count() == 73
    assert Library.objects.count() == 51
    covered = {*Situation} - {Situation.DISCARDED, Situation.VOID}  # neither covers anybody
    assert min(found[one] for one in covered) > 0
    assert set(Convention.objects.values_list("state", flat=True)) == set(State.values)


def rows_of(page) -> int:
    """How many communes or conventions, chosen where one chooses, a page shows."""
    if "board" in page.context:
        return page.context["board"].ticked
    if "listing" in page.context:
        return page.context["listing"].total
    return len(page.context["covered"])


def asked_rows(home) -> list[tuple[int, str]]:
    """Each number of a home with the page that is its evidence: lines of several, figures, situations."""
    several = [item for item in (*home["waiting"], *home["more"]) if re.match(r"\d+\s", item.subject)]
    lines = [(int(item.subject.split()[0]), item.url) for item in several]
    figures = [(int(figure.value), figure.url) for figure in home["figures"]]
    rows = [row for panel in home["side_panels"] for row in panel.context.get("rows", ())]
    board = reverse("convention:coverage")
    return [*lines, *figures, *((row["value"], f"{board}?situation={row['situation']}") for row in rows)]


def test_each_persona_is_told_as_many_things_as_are_listed_and_each_number_opens_on_as_many(demo, client):
    numbers = 0
    for persona in PERSONAS:
        with clock.frozen_at(DAY):
            client.force_login(Person.objects.get(email=persona.email))
            page = client.get("/")
            asked = asked_rows(page.context)
            found = [(rows_of(client.get(url)), url) for _, url in asked]
        told = [int(number) for number in re.findall(r"\d+", page.context["summary"])]
        listed = page.text.partition("<h2>À faire</h2>")[2].partition("</section>")[0]
        late = listed.count('badge-late">en retard</span>')
        assert listed.count("badge-late") == late, persona.account
        assert sum(told) == listed.count('<span class="todo-text">'), persona.account
        assert page.context["summary"].startswith(f"{late} chose" if late else "rien en retard"), persona.account
        assert asked == found, persona.account
        numbers += len(asked)
    assert numbers > 20


def test_home_board_and_list_tell_the_same_communes_as_over(demo, client):
    """What is over is counted by communes on the boards, by conventions in the list: a difference is told."""
    coordinator = Person.objects.get(email=PERSONAS[0].email)
    client.force_login(coordinator)

    with clock.frozen_at(DAY):
        expired = list(Convention.objects.expired(DAY).order_by("pk"))
        prepared = Convention(number="CONV-2026-9999", commune=expired[0].commune, created_at=clock.now())
        prepared.set_start(DAY)
        prepared.save()
        home, board = client.get("/"), client.get("/conventions/couverture/")
        over = client.get("/conventions/couverture/?situation=LAPSED")
        listed = client.get("/conventions/?situation=EXPIRED&per_page=50")

    subject = next(item.subject for item in home.context["waiting"] if "n’ont plus de convention" in item.text)
    (row,) = [row for row in board.context["rows"] if row["situation"] == Situation.EXPIRED]
    rows = listed.context["listing"].table.records
    assert subject == f"{len(expired)} communes"
    assert (row["value"], row["note"]) == (len(expired) - 1, "et 1 autre qui a déjà une suite")
    assert (
        {one.commune for one in over.context["covered"]}
        == {one.commune for one in rows}
        == {one.commune for one in expired}
    )


def test_every_persona_signs_in_and_is_shown(demo):
    for persona in PERSONAS:
        assert Person.objects.get(email=persona.email).check_password(PASSWORD)
        assert persona.email in demo
    assert not Person.objects.filter(is_fictional=False).exists()


def test_who_followed_a_session_has_an_attestation_that_anyone_may_check(demo, client):
    found = {one.standing: one for one in Certification.objects.with_standing(DAY)}
    assert set(found) == {Standing.VALID, Standing.REVOKED, Standing.EXPIRED}
    followed = Certification.objects.filter(kind=Certification.Kind.SESSION)
    assert followed.exists()
    assert not followed.filter(document=None).exists()
    own = Certification.objects.get(person__email="agent@demo.example")
    page = client.get(own.document.verifiable_paper.get_absolute_url())
    assert page.context["standing"] == "Document authentique"
    assert str(own.person) in page.content.decode()
    assert not OutboxMessage.objects.waiting().filter(kind__startswith="training-", created_at__date__lt=DAY).exists()


def test_who_teaches_was_convoked_to_each_half_day_so_that_a_move_updates_their_calendar(demo):
    trainer = Person.objects.get(email="formateur@demo.example")
    coordinator = Person.objects.get(email=PERSONAS[0].email)
    half_days = HalfDay.objects.filter(session__state=SessionState.PUBLISHED, session__trainers=trainer)
    told = Appointment.objects.standing().filter(person=trainer)
    assert {one.starts_at for one in half_days} <= {one.starts_at for one in told}
    moved = half_days.earliest("starts_at")

    later = moved.starts_at + timedelta(hours=12)
    with clock.frozen_at(DAY):
        planning.move_half_day(moved.session, moved.pk, later, later + timedelta(hours=1), by=coordinator)

    assert told.get(starts_at=later).sequence == 1


def test_most_have_accepted_the_charter_and_one_persona_has_not(demo):
    people = Person.objects.filter(pk__in=at_work(DAY).values("person")).exclude(email=None)
    late = people.exclude(acknowledged(USAGE_CHARTER, "pk", DAY))

    assert late.filter(email="agent@demo.example").exists()
    assert not late.filter(email__in=[one.email for one in PERSONAS]).exclude(email="agent@demo.example").exists()
    assert 0 < late.count() < people.count() / 4
    assert not OutboxMessage.objects.waiting().filter(kind="training-paper").exists()
