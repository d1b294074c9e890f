"""One act for many tickets: shown first, one transaction each, the result of each, nothing overwritten."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from foundation import drafts, job_runs
from foundation.models import Job, OutboxMessage
from tests.at_once import at_once
from tests.tickets.factories import Desk
from tickets import bulk, moves
from tickets.models import Category, Message, Ticket
from tickets.states import Level, State

pytestmark = pytest.mark.django_db
BATCH = "/tickets/lot/"
PRIORITY = {"impact": "NETWORK", "urgency": "STOPPED", "why": "Toutes les bibliothèques."}


@pytest.fixture
def manager(client, desk):
    client.force_login(desk.manager)
    return desk.manager


def at_service(desk: Desk) -> Ticket:
    """A ticket that waits at the DSINum."""
    return moves.escalate(desk.declared(), by=desk.correspondent, to=Level.DSINUM, diagnosis="Testé.")


def preview(client, name: str, *tickets: Ticket):
    return client.post(BATCH, {"batch": name, "tickets": [one.pk for one in tickets]})


def confirm(client, page, **said) -> Job:
    """Send the page of confirmation as it is, with what is typed there."""
    sent = {"batch": page.context["action"].name, "once_key": str(page.context["once_key"])}
    answer = client.post(BATCH, sent | {"tickets": page.context["keys"], **said})
    assert answer.status_code == 302
    return Job.objects.latest("pk")


def results(job: Job) -> dict[int, tuple[str, str]]:
    return {int(line.target): (line.status, line.message) for line in job.lines.all()}


def test_taking_several_says_first_which_and_then_the_result_of_each(client, desk, manager):
    mine, other, taken = at_service(desk), desk.declared(), desk.at_dsinum()

    page = preview(client, "prendre", mine, other, taken)
    assert [one.pk for one in page.context["concerned"]] == [mine.pk]
    assert {one.pk: why for one, why in page.context["refused"]} == {
        other.pk: "à un autre niveau : le référent informatique",
        taken.pk: "déjà « en cours »",
    }
    assert "1 ticket changera, 2 refusés" in page.text.replace("\u00a0", " ")
    assert Ticket.objects.get(pk=mine.pk).state == State.NEW

    job = confirm(client, page)
    assert results(job) == {mine.pk: ("DONE", "pris en charge")}
    assert Ticket.objects.get(pk=mine.pk).holder == manager
    assert client.get(job.get_absolute_url()).status_code == 200


def test_a_ticket_changed_since_the_preview_is_reported_and_not_overwritten(client, desk, manager):
    first, second = at_service(desk), at_service(desk)
    page = preview(client, "priorite", first, second)
    moves.take(first, by=desk.technician)

    found = results(confirm(client, page, **PRIORITY))

    assert found[first.pk][0] == "FAILED"
    assert "depuis l’aperçu" in found[first.pk][1]
    assert found[second.pk] == ("DONE", "priorité changée")
    assert [Ticket.objects.get(pk=one.pk).priority for one in (first, second)] == ["P3", "P1"]


def test_the_priority_changes_with_its_reason_and_keeps_what_is_major(client, desk, manager):
    ticket = at_service(desk)
    facts = {"impact": ticket.impact, "urgency": ticket.urgency, "is_major": True}
    ticket = moves.prioritise(ticket, by=manager, why="Grave.", **facts)

    page = preview(client, "priorite", ticket)
    unexplained = client.post(
        BATCH, {"batch": "priorite", "once_key": "x", "tickets": page.context["keys"], "impact": "NETWORK"}
    )
    assert (unexplained.status_code, Job.objects.count()) == (422, 0)
    confirm(client, unexplained, **PRIORITY)

    fresh = Ticket.objects.get(pk=ticket.pk)
    assert (fresh.priority, fresh.is_major) == ("P1", True)
    assert fresh.history.first().history_change_reason == PRIORITY["why"]


def test_the_category_changes_for_those_that_are_open(client, desk, manager):
    ticket, over = at_service(desk), moves.cancel(desk.declared(), by=manager, why="Sans objet.")
    category = Category.objects.get(code="sigb-acces")

    page = preview(client, "categorie", ticket, over)
    assert [why for _, why in page.context["refused"]] == ["terminé (« annulé »)"]
    confirm(client, page, category=category.pk, why="Mal rangé.")

    assert Ticket.objects.get(pk=ticket.pk).category == category
    assert Ticket.objects.get(pk=over.pk).category != category


def test_the_same_message_is_written_once_in_each_thread(client, desk, manager):
    tickets, merged = [desk.declared(), desk.at_dsinum()], desk.in_state(State.MERGED)

    page = preview(client, "repondre", *tickets, merged)
    assert [why for _, why in page.context["refused"]] == [f"Ce ticket est joint à {merged.merged_into.number} : "
                                                           "écrivez là-bas."]  # fmt: skip
    job = confirm(client, page, body="Nous revenons vers vous lundi.")
    assert confirm(client, page, body="Nous revenons vers vous lundi.") == job

    assert sorted(Message.objects.values_list("ticket", flat=True)) == sorted(one.pk for one in tickets)
    told = OutboxMessage.objects.filter(kind="ticket-said", to_email=desk.agent.email)
    assert told.count() == 2


def test_an_internal_note_for_many_leaves_in_no_mail_to_the_library(client, desk, manager):
    page = preview(client, "repondre", desk.at_dsinum())

    confirm(client, page, body="Secret de service", internal="on")

    assert Message.objects.get().visibility == "INTERNAL"
    assert not OutboxMessage.objects.filter(to_email=desk.agent.email, text__contains="Secret").exists()


def test_the_whole_filtered_list_can_be_taken_at_once(client, desk, manager):
    here = at_service(desk)
    desk.declared()

    page = client.post(BATCH, {"batch": "prendre", "all": "1", "criteria": "level=DSINUM"})

    assert [one.pk for one in page.context["concerned"]] == [here.pk]
    assert not page.context["refused"]


def test_above_fifty_the_work_is_left_to_a_worker_and_its_page_followed(client, desk, manager, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    tickets = [at_service(desk), at_service(desk)]

    page = preview(client, "prendre", *tickets)
    assert "en arrière-plan" in page.text
    job = confirm(client, page)
    assert {status for status, _ in results(job).values()} == {"WAITING"}
    job_runs.run(job.pk)

    assert set(results(job).values()) == {("DONE", "pris en charge")}


@pytest.mark.parametrize("who", ["agent", "head", "correspondent", "contact", "editor"])
def test_only_the_second_level_acts_on_several(client, desk, who):
    ticket = desk.declared()
    client.force_login(getattr(desk, who))

    answer = client.post(BATCH, {"batch": "prendre", "tickets": [ticket.pk], "once_key": "essai"})

    assert (answer.status_code, Job.objects.count()) == (403, 0)
    if who != "editor":
        assert 'name="tickets"' not in client.get(reverse("tickets:list")).text


def test_the_list_of_the_second_level_has_its_boxes_and_actions(client, desk, manager):
    ticket = desk.declared()

    page = client.get(reverse("tickets:list")).text

    assert f'name="tickets" value="{ticket.pk}" form="batch"' in page
    assert [page.count(f'value="{one.name}"') for one in bulk.OF_LIST] == [1] * 4
    assert "resoudre" not in page, "nothing is closed from the list"


@pytest.mark.parametrize("name", ["resoudre", "effacer", ""])
def test_an_action_that_the_list_does_not_offer_is_absent(client, desk, manager, name):
    ticket = desk.declared()

    assert preview(client, name, ticket).status_code == 404
    assert (Ticket.objects.get(pk=ticket.pk).state, Job.objects.count()) == (State.NEW, 0)


# --- nothing typed is lost --------------------------------------------------------------------------------------------

TYPED = "Nous revenons vers vous lundi."


def written(client, page, **said) -> dict[str, str]:
    """What the page sends, its hidden fields included, with what is typed there."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return {name: html.unescape(value) for name, value in hidden.items()} | said


def test_a_session_that_ends_in_a_reply_to_many_gives_back_the_text_and_the_tickets(client, desk, manager):
    tickets = [at_service(desk), at_service(desk)]
    chosen = {"batch": "repondre", "tickets": [one.pk for one in tickets], "criteria": "level=DSINUM"}
    sent = written(client, client.post(BATCH, chosen), body=TYPED, internal="on")
    client.logout()

    refused = client.post(BATCH, sent)
    client.force_login(manager)
    page = client.get("/", follow=True)

    assert refused.url.startswith(reverse("account_login"))
    assert page.redirect_chain[-1][0] == reverse("tickets:resume_batch", args=["repondre"])
    assert page.status_code == 200
    assert page.context["form"]["body"].value() == TYPED
    assert page.context["form"]["internal"].value() is True
    assert {one.pk for one in page.context["concerned"]} == {one.pk for one in tickets}
    assert links(page, "Annuler") == ["/tickets/?level=DSINUM"]
    assert "Nous avons retrouvé" in page.text


def test_the_page_that_gives_a_reply_to_many_back_sends_it_and_forgets_it(client, desk, manager):
    ticket = at_service(desk)
    key = reverse("tickets:resume_batch", args=["repondre"])
    content = {"batch": ["repondre"], "tickets": [f"{ticket.pk}@h1"], "body": [TYPED]}
    drafts.keep(manager, key, content)

    done = client.post(BATCH, written(client, client.get(key), body=TYPED))

    assert done.status_code == 302
    assert Message.objects.get().body == TYPED
    assert drafts.find(manager, key) is None
    assert client.get(key).url == reverse("tickets:list")


def test_a_reply_begun_for_others_is_shown_again_to_those_chosen_now(client, desk, manager):
    first, second = at_service(desk), at_service(desk)
    key = reverse("tickets:resume_batch", args=["repondre"])
    drafts.keep(manager, key, {"batch": ["repondre"], "tickets": [str(first.pk)], "body": [TYPED]})

    page = preview(client, "repondre", second)

    assert [one.pk for one in page.context["concerned"]] == [second.pk]
    assert page.context["form"]["body"].value() == TYPED
    assert "Nous avons retrouvé" in page.text


def test_a_reply_whose_tickets_may_no_more_be_answered_still_shows_its_text(client, desk, manager):
    merged = desk.in_state(State.MERGED)
    key = reverse("tickets:resume_batch", args=["repondre"])
    drafts.keep(manager, key, {"batch": ["repondre"], "tickets": [str(merged.pk)], "body": [TYPED]})

    page = client.get(key)

    assert not page.context["concerned"]
    assert TYPED in page.text


@pytest.mark.parametrize(("name", "expected"), [("prendre", 302), ("resoudre", 404), ("effacer", 404)])
def test_an_act_without_a_word_has_nothing_to_go_on_with(client, desk, manager, name, expected):
    answer = client.get(f"{BATCH}{name}/")

    assert answer.status_code == expected
    assert answer.get("Location", "") == (reverse("tickets:list") if expected == 302 else "")


# --- back to the list as it stood -------------------------------------------------------------------------------------

ASKED = "?level=DSINUM&sort=number&per_page=50"


def links(page, label: str) -> list[str]:
    """Where the links of this name lead."""
    found = re.findall(r'<a[^>]*href="([^"]*)"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    return [html.unescape(href) for href, text in found if re.sub(r"<[^>]*>", "", text).strip() == label]


def criteria_sent_by(page) -> str:
    """What the page sends of its list."""
    (found,) = re.findall(r'name="criteria"[^>]*value="([^"]*)"', page.text)
    return html.unescape(found)


def test_who_gives_up_corrects_or_has_done_finds_the_list_as_it_was(client, desk, manager):
    ticket = at_service(desk)
    criteria = criteria_sent_by(client.get(reverse("tickets:list") + ASKED))
    chosen = {"batch": "priorite", "tickets": [ticket.pk], "criteria": criteria}
    back = f"/tickets/{ASKED}"

    first = client.post(BATCH, chosen)
    asked = chosen | {"once_key": str(first.context["once_key"]), "tickets": first.context["keys"]}
    refused = client.post(BATCH, asked | {"criteria": criteria_sent_by(first)})
    done = client.post(BATCH, asked | {"criteria": criteria_sent_by(refused), **PRIORITY}, follow=True)

    assert (links(first, "Annuler"), links(refused, "Annuler")) == ([back], [back])
    assert links(done, "Continuer") == [back]
    assert client.get(back).status_code == 200


def test_the_page_of_the_list_that_one_was_on_is_sent_with_what_is_chosen_there(client, desk, manager):
    for _ in range(26):
        desk.declared()

    criteria = criteria_sent_by(client.get(reverse("tickets:list") + "?sort=number&page=2"))
    nothing = client.post(BATCH, {"batch": "prendre", "criteria": criteria})

    assert links(nothing, "Revenir à la liste") == ["/tickets/?sort=number&page=2"]


@pytest.mark.parametrize("sent", ["https://ailleurs.example/", "//ailleurs.example", "/../compte/", "a=1#x", "\x00é"])
def test_whatever_is_sent_leads_back_to_the_list_and_nowhere_else(client, desk, manager, sent):
    page = client.post(BATCH, {"batch": "prendre", "tickets": [at_service(desk).pk], "criteria": sent})

    (back,) = links(page, "Annuler")
    assert urlsplit(back)[:3] == ("", "", "/tickets/")
    assert client.get(back).status_code == 200


def test_a_list_whose_address_is_too_long_to_be_kept_is_gone_back_to_without_its_criteria(client, desk, manager):
    chosen = {"batch": "prendre", "tickets": [at_service(desk).pk], "criteria": f"q={'x' * 400}"}

    page = client.post(BATCH, chosen)
    job = confirm(client, page, criteria=criteria_sent_by(page))

    assert job.next_url == "/tickets/"


@pytest.mark.parametrize("sent", [{}, {"tickets": ["x"]}, {"tickets": ["999999"]}, {"tickets": ["9" * 400 + "@h1"]}])
def test_nothing_chosen_is_said(client, desk, manager, sent):
    page = client.post(BATCH, {"batch": "prendre", **sent})

    assert page.status_code == 422
    assert "Aucun des tickets choisis" in page.text


def test_what_someone_may_no_more_read_is_left_alone(client, desk, manager):
    page = preview(client, "prendre", at_service(desk))
    job = bulk.launch(
        bulk.TAKE, page.context["concerned"], by=desk.editor, said={}, versions={}, once_key="", next_url="/"
    )

    (found,) = results(job).values()

    assert found == ("FAILED", "Ce ticket n’est plus là, ou vous ne pouvez plus le lire.")


def test_a_preview_asks_no_more_for_more_tickets(client, desk, manager, django_assert_max_num_queries):
    tickets = [at_service(desk) for _ in range(6)]
    preview(client, "repondre", tickets[0])

    with django_assert_max_num_queries(25):
        page = preview(client, "repondre", *tickets)

    assert len(page.context["concerned"]) == 6


@pytest.mark.django_db(transaction=True)
def test_of_a_bulk_and_an_edit_at_the_same_moment_one_is_told_of_the_other():
    desk = Desk()
    ticket = at_service(desk)
    version = f"h{ticket.history.first().history_id}"
    facts = {"by": desk.manager, "said": PRIORITY, "versions": {str(ticket.pk): version}, "once_key": "essai"}

    job, taken = at_once(
        lambda: bulk.launch(bulk.PRIORITY, [ticket], **facts), lambda: moves.take(ticket, by=desk.technician)
    )

    (found,) = results(job).values()
    fresh = Ticket.objects.get(pk=ticket.pk)
    assert fresh.holder == taken.holder == desk.technician
    assert (found[0], fresh.priority) in {("DONE", "P1"), ("FAILED", "P3")}
