"""The screens of the charter and of the guides: reading and accepting, writing and publishing, who has not read."""

import io
from datetime import timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from foundation import clock, reading
from foundation.models import Acknowledgement, OutboxMessage, Paper, PaperVersion, StoredDocument
from foundation.versions import version_of as seen_version
from network.roles import Role
from tests.factories import LibraryFactory, person_as
from tests.training.factories import PaperFactory, agent, version_of
from training.papers import SHELF, USAGE_CHARTER

pytestmark = pytest.mark.django_db
TEXT = "## Se connecter\n\nChacun a son compte.\n\n## Fermer\n\n## Signaler"


@pytest.fixture
def reader():
    return agent().person


@pytest.fixture
def charter():
    return PaperFactory(key=USAGE_CHARTER, title="Charte d’usage", asks_acceptance=True)


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def page_of(name: str, paper: Paper, *more) -> str:
    return reverse(f"training:{name}", args=[paper.pk, *more])


def a_pdf(name: str = "guide.pdf") -> SimpleUploadedFile:
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content)
    return SimpleUploadedFile(name, content.getvalue(), content_type="application/pdf")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_one_reads_accepts_and_finds_it_done(client, reader, charter):
    version_of(charter, clock.today() + timedelta(days=10), text=TEXT)
    client.force_login(reader)
    page = text_of(client.get(page_of("paper", charter)))
    assert "J’ai lu et j’accepte" in page
    assert '<a href="#partie-fermer">Fermer</a>' in page
    assert '<h2 id="partie-fermer">Fermer</h2>' in page

    done = client.post(page_of("acknowledge", charter), {"version": 1}, follow=True)

    assert "vous avez lu et accepté « Charte d’usage »" in text_of(done)
    assert "Vous l’avez lu et accepté le" in text_of(done)
    assert "J’ai lu et j’accepte" not in text_of(done)
    assert Acknowledgement.objects.get().person == reader
    assert f"{charter}</a>, accepté le" in text_of(client.get(reverse("training:papers")))


def test_what_is_late_says_so_and_what_is_not_says_by_when(client, reader, charter):
    version_of(charter)
    later = clock.today() + timedelta(days=10)
    version_of(PaperFactory(title="Prêter"), later)
    client.force_login(reader)

    page = client.get(reverse("training:papers"))

    assert [(one.paper.title, asked, late) for one, asked, late in page.context["to_read"]] == [
        ("Charte d’usage", "à lire et à accepter", True),
        ("Prêter", "à lire", False),
    ]
    assert "en retard" in text_of(page)


@pytest.mark.parametrize("number", ["1", "3", "x", "", "9" * 30])
def test_a_version_that_is_not_the_newest_is_not_accepted_and_the_newest_is_shown(client, reader, charter, number):
    version_of(charter, text="Avant")
    version_of(charter, text="Maintenant")
    PaperVersion.objects.create(paper=charter, number=3, text="Bientôt")
    client.force_login(reader)

    page = text_of(client.post(page_of("acknowledge", charter), {"version": number}, follow=True))

    assert "c’est elle qui est à lire" in page
    assert "Maintenant" in page
    assert "Bientôt" not in page
    assert not Acknowledgement.objects.exists()


def test_a_former_version_stays_readable_and_leads_to_the_newest(client, reader, charter):
    version_of(charter, text="Avant")
    version_of(charter, text="Maintenant")
    client.force_login(reader)

    page = text_of(client.get(page_of("paper_version", charter, 1)))

    assert "Avant" in page
    assert "Lire la version 2" in page
    assert "J’ai lu" not in page


def test_nobody_reads_a_draft_but_who_writes_it(client, reader, charter, coordinator):
    PaperVersion.objects.create(paper=charter, number=1, text="Bientôt")
    assert "Bientôt" in text_of(client.get(page_of("paper_draft", charter)))
    client.force_login(reader)
    assert client.get(page_of("paper", charter)).status_code == 404
    assert client.get(page_of("paper_version", charter, 1)).status_code == 404


def test_a_reader_does_not_see_to_whom_it_was_sent(client, reader, charter, coordinator):
    version = version_of(charter)
    lives = [reverse("foundation:life", args=["foundation", *about]) for about in lives_of(charter, version)]
    assert [client.get(life).status_code for life in lives] == [200, 200]
    client.force_login(reader)
    assert [client.get(life).status_code for life in lives] == [404, 404]


def test_the_life_of_a_paper_tells_its_publications(client, coordinator, charter):
    draft = PaperVersion.objects.create(paper=charter, number=1, text=TEXT)
    reading.publish(draft, by=coordinator, required_on=clock.today())
    page = client.get(reverse("foundation:life", args=["foundation", "paper", charter.pk]))
    told = [(entry.who, entry.what) for entry in page.context["entries"]]
    assert (str(coordinator), "a publié la version 1") in told


def lives_of(paper, version):
    return [("paper", paper.pk), ("paperversion", version.pk)]


def test_the_search_finds_a_paper_by_its_words(client, reader, charter):
    version_of(charter)
    client.force_login(reader)
    assert page_of("paper", charter) in text_of(client.get(reverse("foundation:search"), {"q": "charte usage"}))
    client.force_login(person_as(Role.MEMBER, LibraryFactory()))
    assert page_of("paper", charter) not in text_of(client.get(reverse("foundation:search"), {"q": "charte usage"}))


# --- writing ---------------------------------------------------------------------------------------------------------


def test_a_guide_is_created_written_read_over_and_published(client, coordinator, reader):
    made = client.post(reverse("training:new_paper"), {"kind": "guide", "title": "Prêter", "form_version": ""})
    guide = Paper.objects.get()
    assert (made.url, guide.shelf, guide.asks_acceptance) == (page_of("edit_draft", guide), SHELF, False)

    written = client.post(page_of("edit_draft", guide), {"text": TEXT, "form_version": ""})
    assert written.url == page_of("paper_draft", guide)
    page = client.get(written.url)
    assert '<h2 id="partie-se-connecter">Se connecter</h2>' in text_of(page)

    counts = clock.today() + timedelta(days=20)
    version = page.context["form"].initial["form_version"]
    client.post(written.url, {"required_on": counts.isoformat(), "form_version": version})
    published = guide.versions.get()
    assert (published.state, published.required_on) == ("PUBLISHED", counts)
    assert OutboxMessage.objects.about(published).filter(recipient=reader).exists()


def test_the_charter_is_created_once_and_always_asks_to_be_accepted(client, coordinator):
    client.post(reverse("training:new_paper"), {"kind": "charter", "title": "Charte", "form_version": ""})
    charter = Paper.objects.get()
    assert (charter.key, charter.asks_acceptance) == (USAGE_CHARTER, True)
    assert "kind" not in client.get(reverse("training:new_paper")).context["form"].fields
    assert list(client.get(page_of("edit_paper", charter)).context["form"].fields) == ["title", "form_version"]


def test_two_papers_never_bear_the_same_title(client, coordinator, charter):
    page = client.post(
        reverse("training:new_paper"), {"kind": "guide", "title": " Charte  d’usage ", "form_version": ""}
    )
    assert page.status_code == 422
    assert "Un document porte déjà ce titre." in text_of(page)


def test_what_a_paper_asks_changes_until_it_is_published(client, coordinator):
    guide = PaperFactory()
    assert "asks_acceptance" in client.get(page_of("edit_paper", guide)).context["form"].fields
    version_of(guide)
    assert "asks_acceptance" not in client.get(page_of("edit_paper", guide)).context["form"].fields


def test_two_who_change_a_title_are_told_of_each_other(client, coordinator, charter):
    version_of(charter)
    seen = seen_version(charter)
    charter.title = "Charte du réseau"
    charter.save()

    page = client.post(page_of("edit_paper", charter), {"title": "Charte commune", "form_version": seen})

    assert page.status_code == 422
    assert "Enregistré entre-temps : « Charte du réseau »." in text_of(page)
    assert 'value="Charte commune"' in text_of(page)


def test_the_next_version_begins_with_the_last_text_and_is_then_taken_up_again(client, coordinator, charter):
    version_of(charter, text=TEXT)
    page = client.get(page_of("edit_draft", charter))
    assert page.context["form"].initial["text"] == TEXT
    assert text_of(page).count("(facultatif)") == 1, "the note may be left out; one of the text and the file may not"

    client.post(page_of("edit_draft", charter), {"text": "Autre", "note": "Plus court", "form_version": ""})

    draft = charter.versions.get(state="DRAFT")
    assert (draft.number, draft.text, draft.note) == (2, "Autre", "Plus court")
    assert "Reprendre le brouillon" in text_of(client.get(page_of("paper", charter)))


@pytest.mark.parametrize(
    ("sent", "field", "said"),
    [
        ({"text": ""}, "text", "Écrivez le texte, ou déposez un fichier PDF."),
        ({"text": TEXT, "pdf": True}, "text", "Donnez le texte ou le fichier, pas les deux"),
    ],
)
def test_a_version_is_a_text_or_a_file_and_what_was_typed_is_kept(client, coordinator, sent, field, said):
    guide = PaperFactory()
    files = {"pdf": a_pdf()} if sent.get("pdf") else {}

    page = client.post(page_of("edit_draft", guide), {"note": "Essai", **sent, **files, "form_version": ""})

    assert page.status_code == 422
    assert said in page.context["form"].errors[field][0].replace("\u00a0", " ")
    assert 'value="Essai"' in text_of(page)
    assert not PaperVersion.objects.exists()
    if files:
        assert "guide.pdf" in text_of(page), "the file is not asked for again"


def test_a_pdf_takes_the_place_of_a_text_and_the_text_that_of_the_pdf(client, coordinator, reader):
    guide = PaperFactory()
    client.post(page_of("edit_draft", guide), {"text": "", "pdf": a_pdf(), "form_version": ""})
    draft = guide.versions.get()
    assert (draft.text, draft.document.name, draft.document.about) == ("", "guide.pdf", draft)

    client.post(page_of("edit_draft", guide), {"text": "", "note": "x", "form_version": seen_version(draft)})
    assert guide.versions.get().document == draft.document, "no other file: the one given is kept"

    client.post(page_of("edit_draft", guide), {"text": TEXT, "form_version": seen_version(draft)})
    changed = guide.versions.get()
    assert (changed.text, changed.document) == (TEXT, None)
    assert not StoredDocument.objects.exists()


def test_a_published_pdf_is_given_to_its_readers_and_a_draft_is_not(client, coordinator, reader):
    guide = PaperFactory()
    client.post(page_of("edit_draft", guide), {"text": "", "pdf": a_pdf(), "form_version": ""})
    draft = guide.versions.get()
    address = draft.document.get_absolute_url()
    client.force_login(reader)
    assert client.get(address).status_code == 404

    reading.publish(draft, by=coordinator, required_on=clock.today())

    assert address in text_of(client.get(page_of("paper", guide)))
    assert client.get(address).getvalue().startswith(b"%PDF")


@pytest.mark.parametrize(("days", "is_taken"), [(-1, False), (0, True)])
def test_a_version_does_not_count_from_a_day_that_is_past(client, coordinator, charter, days, is_taken):
    draft = PaperVersion.objects.create(paper=charter, number=1, text=TEXT)
    day = (clock.today() + timedelta(days=days)).isoformat()

    page = client.post(page_of("paper_draft", charter), {"required_on": day, "form_version": seen_version(draft)})

    assert (page.status_code == 302) is is_taken
    if not is_taken:
        assert "Donnez un jour à venir, ou aujourd’hui" in text_of(page)
        assert f'value="{day}"' in text_of(page)
        assert PaperVersion.objects.get().is_draft


def test_what_is_published_is_what_was_read_over(client, coordinator, charter):
    draft = PaperVersion.objects.create(paper=charter, number=1, text=TEXT)
    seen = seen_version(draft)
    draft.text = "Autre chose"
    draft.save()

    day = clock.today().isoformat()
    page = client.post(page_of("paper_draft", charter), {"required_on": day, "form_version": seen})

    assert page.status_code == 422
    assert "a enregistré autre chose" in text_of(page)
    assert PaperVersion.objects.get().is_draft


def test_publishing_twice_says_that_nothing_waits_any_more(client, coordinator, charter):
    version_of(charter)
    page = client.post(page_of("paper_draft", charter), {"required_on": clock.today().isoformat()}, follow=True)
    assert "Aucune version n’est en préparation." in text_of(page)


def test_a_draft_is_given_up_with_the_paper_that_nobody_ever_read(client, coordinator, charter):
    guide = PaperFactory()
    version_of(charter)
    for paper in (guide, charter):
        client.post(page_of("edit_draft", paper), {"text": "Bientôt", "form_version": ""})

    assert client.post(page_of("discard_draft", guide)).url == reverse("training:papers")
    assert client.post(page_of("discard_draft", charter)).url == page_of("paper", charter)

    assert list(Paper.objects.all()) == [charter]
    assert charter.versions.get().number == 1


def test_a_guide_is_withdrawn_and_asked_for_again_and_the_charter_never_is(client, coordinator, reader, charter):
    guide = PaperFactory()
    version_of(guide)
    version_of(charter)
    client.post(page_of("withdraw_paper", guide))
    refused = text_of(client.post(page_of("withdraw_paper", charter), follow=True))
    assert "publiez plutôt une nouvelle version" in refused
    assert not reading.must_read(reader, Paper.objects.get(pk=guide.pk), clock.today())
    assert Paper.objects.get(pk=charter.pk).withdrawn_on is None

    client.post(page_of("withdraw_paper", guide))
    assert reading.must_read(reader, Paper.objects.get(pk=guide.pk), clock.today())
