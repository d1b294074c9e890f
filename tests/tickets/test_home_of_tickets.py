"""The homes tell what waits for each in the tickets, and the services where they stand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation import clock, todo
from network.models import Person
from tests.tickets.factories import NOW
from tickets import cases, home, moves, piles
from tickets.models import Ticket
from tickets.priorities import Urgency
from tickets.states import HandoverReason, Level, State

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def again(person):
    """The person as another request finds them."""
    return Person.objects.get(pk=person.pk)


def told(person) -> list[str]:
    return [one.text for one in home.todo(again(person))]


def asked(ticket, what) -> str:
    return f"{ticket.number} {what} : {ticket.subject}, {ticket.library}"


def test_what_is_to_take_waits_for_the_level_that_holds_it(desk):
    ticket = desk.declared()

    assert told(desk.correspondent) == [asked(ticket, "à prendre")]
    assert told(desk.agent) == told(desk.manager) == []

    moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Même chose ailleurs.")
    assert told(desk.correspondent) == []
    assert told(desk.manager) == told(desk.technician) == [asked(ticket, "à prendre")]


def test_what_is_to_take_is_told_by_when_it_was_promised_to_be_taken(desk):
    """Not by when it is to be solved, many days later."""
    desk.declared(urgency=Urgency.UNSEEN)
    (line,) = home.todo(again(desk.correspondent))

    with clock.frozen_at(NOW + timedelta(days=5)):
        (late,) = home.todo(again(desk.correspondent))

    assert line.when in ("aujourd’hui", "demain", "dans 2 jours")
    assert (late.when, late.tone) == ("en retard", "late")


def test_a_solution_waits_for_who_asked_and_for_the_head(desk):
    ticket = desk.resolved()

    lines = home.todo(again(desk.agent))

    assert [one.text for one in lines] == told(desk.head) == [asked(ticket, "à confirmer")]
    assert lines[0].when == "dans 8 jours"
    assert told(desk.contact) == []


def test_a_question_waits_for_who_asked(desk):
    ticket = desk.in_state(State.WAITING)

    assert told(desk.agent) == told(desk.head) == [asked(ticket, "à répondre")]


def test_an_approval_waits_for_the_one_who_is_named(desk):
    ticket = desk.in_state(State.TO_APPROVE)

    assert told(desk.head) == [asked(ticket, "à valider")]
    assert told(desk.agent) == []


def test_what_was_sent_to_the_commune_waits_for_its_contact(desk):
    ticket = desk.declared("materiel")

    assert told(desk.contact) == [asked(ticket, "à traiter par la commune")]
    assert told(desk.correspondent) == []


def test_what_nobody_keeps_waits_for_the_supervision_alone(desk):
    ticket = moves.contest(desk.declared("materiel"), by=desk.agent, why="L’écran est celui du SIGB.")

    assert told(desk.coordinator) == [asked(ticket, "à trancher")]
    assert told(desk.manager) == []


def test_what_one_follows_is_told_from_its_last_day_on(desk):
    ticket = desk.at_dsinum()
    assert told(desk.manager) == []

    with clock.frozen_at(LATER):
        lines = home.todo(again(desk.manager))
        others = told(desk.technician)

    assert [(one.tone, one.when, one.text) for one in lines] == [("late", "en retard", asked(ticket, "à résoudre"))]
    assert others == []


def test_an_answer_of_the_vendor_waits_for_the_service_that_asked(desk):
    case = cases.opened_by_vendor(desk.case(), by=desk.editor)
    assert told(desk.manager) == []

    cases.answer(case, "Corrigé.", by=desk.editor)

    assert told(desk.manager) == [asked(case.ticket, "à reprendre, l’éditeur a répondu")]


def test_the_vendor_has_its_cases_to_acknowledge_then_to_answer(desk):
    case = desk.case()
    assert told(desk.editor) == [f"{case.number} à accuser réception : {case.subject}"]

    case = cases.opened_by_vendor(case, by=desk.editor)
    assert told(desk.editor) == [f"{case.number} à répondre : {case.subject}"]

    cases.answer(case, "Corrigé.", by=desk.editor)
    assert told(desk.editor) == []


def test_several_that_ask_the_same_are_one_line_that_opens_on_all(client, desk):
    for _ in range(3):
        desk.declared()
    client.force_login(desk.correspondent)

    (line,) = todo.together(home.todo(again(desk.correspondent)))

    assert line.subject == "3 tickets"
    assert "à prendre" in line.text
    assert client.get(line.url).context["listing"].total == 3


def test_a_cut_list_says_that_there_are_more(desk, monkeypatch):
    monkeypatch.setattr(home, "MOST", 2)
    for _ in range(3):
        desk.declared()

    (line,) = todo.together(home.todo(again(desk.correspondent)))

    assert line.subject == "2 tickets au moins"


def test_the_figures_of_the_services_open_on_their_rows(client, desk):
    desk.declared()
    desk.at_dsinum()
    client.force_login(desk.manager)

    with clock.frozen_at(LATER):
        late, in_time = home.figures(again(desk.manager))
        listed, kept = (client.get(one.url).context["listing"].total for one in (late, in_time))

    assert (late.value, late.total, listed) == ("2", "2", 2)
    assert (in_time.value, in_time.total, kept) == ("1", "2", 1)
    assert home.figures(again(desk.agent)) == []


@pytest.mark.parametrize(
    ("who", "title"),
    [
        ("agent", "Tickets de la bibliothèque"),
        ("contact", None),
        ("editor", None),
        ("manager", "Tickets ouverts par niveau"),
    ],
)
def test_each_home_has_its_panel(client, desk, who, title):
    desk.declared()
    client.force_login(getattr(desk, who))

    panel = home.home_panel(again(getattr(desk, who)))
    page = client.get(reverse("reporting:home"))

    assert (panel.title if panel else None) == title
    assert page.status_code == 200
    assert title is None or title in page.content.decode()


def test_the_tickets_of_a_service_are_counted_by_level(desk):
    desk.declared()
    desk.case()

    chart = home.home_panel(again(desk.manager)).context["chart"]

    assert [(row.label, row.parts[0].words) for row in chart.rows] == [("Référent informatique", "1"), ("Éditeur", "1")]
    with clock.frozen_at(LATER):
        chart = home.home_panel(again(desk.manager)).context["chart"]
    assert chart.rows[0].parts[0].words == "1, dont 1 en retard"


def test_a_ticket_given_back_is_to_take_again(desk):
    ticket = moves.hand_back(
        desk.at_dsinum(), by=desk.manager, diagnosis="Il manque le poste.", reason=HandoverReason.MORE_NEEDED
    )

    assert told(desk.correspondent) == [asked(ticket, "à prendre")]


def test_what_the_vendor_said_of_a_ticket_that_is_over_waits_for_nobody(desk):
    case = cases.answer(desk.case(), "Corrigé.", by=desk.editor).case
    follow_up = piles.of(piles.Pile.FOLLOW_UP, desk.manager)
    assert told(desk.manager) == [asked(case.ticket, "à reprendre, l’éditeur a répondu")]
    assert Ticket.objects.filter(follow_up).get() == case.ticket

    moves.cancel(case.ticket, by=desk.manager, why="Sans objet.")
    assert told(desk.manager) == []
    assert not Ticket.objects.filter(follow_up).exists()
