"""What a ticket asks of the database: its page as much for a long life as for a short one, an act a bounded number."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.documents import arrive
from tickets import moves
from tickets.models import Ticket
from tickets.states import HandoverReason, Level

pytestmark = pytest.mark.django_db
MOST_OF_PAGE, MOST_OF_REPLY, MOST_OF_DECLARATION = 30, 34, 36


def asked(act) -> int:
    """How many queries, apart from those of savepoints."""
    with CaptureQueriesContext(connection) as captured:
        act()
    return sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE")) for one in captured)


def lived(ticket: Ticket, desk) -> None:
    """Passages there and back, replies with files, notes."""
    for rank in range(3):
        moves.say(ticket, f"Réponse {rank}", by=desk.agent, files=[(f"{rank}.csv", arrive(b"a;b\r\n"))])
        moves.say(ticket, f"Note {rank}", by=desk.manager, internal=True)
    moves.hand_back(ticket, by=desk.manager, diagnosis="Quel poste ?", reason=HandoverReason.MORE_NEEDED)
    moves.escalate(ticket, by=desk.correspondent, to=Level.DSINUM, diagnosis="Le deux.")


@pytest.mark.parametrize("who", ["manager", "agent", "correspondent"])
def test_the_page_of_a_long_life_costs_as_much_as_that_of_a_short_one(client, desk, who):
    ticket = desk.at_dsinum()
    client.force_login(getattr(desk, who))
    url = ticket.get_absolute_url()
    client.get(url)

    short = asked(lambda: client.get(url))
    lived(ticket, desk)
    long = asked(lambda: client.get(url))

    assert long <= short + 2  # the files and their documents, once there are some
    assert long <= MOST_OF_PAGE


def test_a_reply_and_a_declaration_ask_a_bounded_number_of_things(client, desk):
    ticket = desk.at_dsinum()
    client.force_login(desk.manager)
    client.get("/")
    reply = reverse("tickets:reply", args=[ticket.pk])
    words = {
        "subject": "Le retour ne passe pas", "description": "Depuis ce matin.", "urgency": "DEGRADED",
        "library": str(desk.library.pk), "requester": "me", "own_ecran": "Retour",
    }  # fmt: skip

    replied = asked(lambda: client.post(reply, {"body": "Nous regardons.", "token": str(uuid4())}))
    declared = asked(
        lambda: client.post(reverse("tickets:declare", args=["sigb-anomalie"]), {**words, "token": str(uuid4())})
    )

    assert ticket.messages.filter(body="Nous regardons.").exists()
    assert Ticket.objects.filter(subject="Le retour ne passe pas").exists()
    assert replied <= MOST_OF_REPLY
    assert declared <= MOST_OF_DECLARATION
