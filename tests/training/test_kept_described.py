"""What a published session keeps: a place or a link, and who teaches it, whatever else changes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.models import OutboxMessage
from network.roles import Role
from tests.factories import person_as
from tests.training.factories import MORNING, NOW, SessionFactory, session_at
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]
LINK = "https://visio.demo.example/salle-7"


def sent(client, session: Session, **changes):
    """The answer to the form of the session, sent as its page shows it but for these changes."""
    url = reverse("training:edit_session", args=[session.pk])
    form = client.get(url).context["form"]
    offered = {str(key) for key, _ in form.fields["trainers"].choices}
    shown = {name: form[name].value() or "" for name in form.fields if name != "trainers"}
    shown["trainers"] = [key for key in map(_key_of, form["trainers"].value() or []) if key in offered]
    return client.post(url, shown | changes)


def _key_of(one) -> str:
    return str(getattr(one, "pk", one))


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"place": ""}, "un lieu ou un lien de visioconférence"),
        ({"trainers": []}, "un formateur"),
        ({"place": "", "trainers": []}, "un lieu ou un lien de visioconférence et un formateur"),
    ],
)
def test_a_published_session_loses_neither_its_place_nor_its_trainer(client, coordinator, changes, kept):
    session = session_at(MORNING)
    told = OutboxMessage.objects.count()

    answer = sent(client, session, **changes)

    fresh = Session.objects.get(pk=session.pk)
    assert answer.status_code == 422
    assert f"Une session publiée garde {kept}." in text_of(answer)
    assert (fresh.place, fresh.trainers.get()) == ("Salle Demo", session.trainers.get())
    assert OutboxMessage.objects.count() == told


def test_a_published_session_moves_on_line_and_a_draft_may_still_lack_all(client, coordinator):
    session, draft = session_at(MORNING), SessionFactory()
    assert sent(client, session, place="", link=LINK).status_code == 302
    assert sent(client, draft, place="").status_code == 302
    assert (Session.objects.get(pk=session.pk).link, Session.objects.get(pk=draft.pk).place) == (LINK, "")
    assert dict(client.get(draft.get_absolute_url()).context["facts"])["Lieu"] == "pas encore choisi"


def test_a_trainer_who_has_left_keeps_the_session_until_another_is_chosen(client, coordinator):
    session, other = session_at(MORNING), person_as(Role.TRAINER)
    trainer = session.trainers.get()
    trainer.assignments.update(ends_on=NOW.date() - timedelta(days=1))

    assert sent(client, session, information="Apportez votre badge.").status_code == 302
    kept = list(session.trainers.all())
    assert sent(client, session, trainers=[other.pk]).status_code == 302

    assert kept == [trainer]
    assert list(session.trainers.all()) == [other]


def test_someone_who_has_left_is_not_made_a_trainer(client, coordinator):
    session, gone = session_at(MORNING), person_as(Role.TRAINER)
    gone.assignments.update(ends_on=NOW.date() - timedelta(days=1))
    assert sent(client, session, trainers=[gone.pk]).status_code == 422
    assert gone not in session.trainers.all()
