"""The register of mail: the dead letters are seen first and sent again, and no text is shown."""

import pytest
from django.core import mail
from django.urls import reverse

from foundation import clock, outbox
from foundation.models import OutboxMessage
from network.roles import Role
from tests.factories import CommuneFactory, PersonFactory, person_as

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture
def administrator(client):
    someone = person_as(Role.ADMINISTRATOR)
    client.force_login(someone)
    return someone


def write(subject="Une affaire", **facts) -> OutboxMessage:
    message = outbox.write(
        "trial",
        about=CommuneFactory(name="Poissy"),
        to=PersonFactory(),
        subject=subject,
        template="trial",
        context={"matter": "secret du message"},
    )
    assert message is not None
    OutboxMessage.objects.filter(pk=message.pk).update(**facts)
    message.refresh_from_db()
    return message


def dead(subject="Une lettre morte") -> OutboxMessage:
    return write(subject, dead_at=clock.now(), attempts=6, last_error="550 inconnu")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR}])
def test_only_the_administrator_keeps_the_register(client, role):
    message = dead()
    place = CommuneFactory() if role in {Role.COMMUNE_CONTACT, Role.MEMBER} else None
    client.force_login(person_as(role, place))

    assert client.get(reverse("foundation:outbox")).status_code == 403
    assert client.get(reverse("foundation:outbox_message", args=[message.pk])).status_code == 403
    assert client.post(reverse("foundation:outbox_resend")).status_code == 403
    assert client.post(reverse("foundation:outbox_resend_one", args=[message.pk])).status_code == 403
    assert OutboxMessage.objects.dead().count() == 1


def test_the_dead_letters_come_first_then_the_latest(client, administrator):
    for subject in ("ancien", "récent"):
        write(subject)
    dead("mort")

    listing = client.get(reverse("foundation:outbox")).context["listing"]

    assert [message.subject for message in listing.page.records] == ["mort", "récent", "ancien"]


@pytest.mark.parametrize(("state", "expected"), [("dead", ["mort"]), ("sent", ["parti"]), ("waiting", ["en attente"])])
def test_the_register_is_read_by_state(client, administrator, state, expected):
    write("en attente")
    write("parti", sent_at=clock.now())
    dead("mort")

    listing = client.get(f"{reverse('foundation:outbox')}?state={state}").context["listing"]

    assert [message.subject for message in listing.page.records] == expected


def test_neither_the_list_nor_its_export_nor_the_page_shows_the_text(client, administrator):
    message = dead()
    answers = [
        client.get(reverse("foundation:outbox")).content,
        b"".join(client.get(f"{reverse('foundation:outbox')}?export=csv")),
        client.get(message.get_absolute_url()).content,
    ]

    for answer in answers:
        assert "Une lettre morte" in answer.decode()
        assert "secret du message" not in answer.decode()


def test_the_page_of_a_dead_letter_says_why_and_offers_to_send_it_again(client, administrator):
    message = dead()

    page = client.get(message.get_absolute_url()).content.decode()

    assert "550 inconnu" in page
    assert "Poissy" in page
    assert message.kind not in page.partition("<main")[2].partition("</main>")[0].replace(message.subject, "")
    assert reverse("foundation:outbox_resend_one", args=[message.pk]) in page


def test_a_message_that_left_is_not_offered_again(client, administrator):
    message = write(sent_at=clock.now())

    page = client.get(message.get_absolute_url()).content.decode()

    assert "renvoyer" not in page
    client.post(reverse("foundation:outbox_resend_one", args=[message.pk]))
    assert outbox.send_due() == 0


def test_one_dead_letter_is_sent_again_and_the_others_stay(client, administrator):
    first, second = dead("première"), dead("seconde")

    response = client.post(reverse("foundation:outbox_resend_one", args=[first.pk]), follow=True)

    assert f"Remis à l’envoi{NBSP}: 1" in response.content.decode()
    assert outbox.send_due() == 1
    assert [sent.subject for sent in mail.outbox] == ["première"]
    assert OutboxMessage.objects.dead().get() == second


def test_all_dead_letters_are_sent_again_at_once_and_the_button_goes(client, administrator):
    for number in range(3):
        dead(f"lettre {number}")
    url = reverse("foundation:outbox_resend")
    assert url in client.get(reverse("foundation:outbox")).content.decode()

    page = client.post(url, follow=True).content.decode()

    assert outbox.send_due() == 3
    assert f'action="{url}"' not in page


def test_the_sidebar_of_the_administrator_alone_counts_the_dead_letters(client, administrator):
    dead()
    link = reverse("foundation:outbox")

    entry = next(one for one in client.get(link).context["nav"] if one.url == link)
    assert entry.count == 1
    client.force_login(person_as(Role.COORDINATOR))
    assert link not in [one.url for one in client.get(reverse("foundation:jobs")).context["nav"]]
