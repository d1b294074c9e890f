"""The page of a version, its preview, its successors; one in use never changes; two are compared."""

import pytest
from django.urls import reverse

from convention import model_texts
from convention.models import ModelText, ModelVersion
from foundation import clock, job_runs
from foundation.models import Job, StoredDocument
from foundation.versions import version_of
from network.roles import Role
from tests.convention.factories import ConventionFactory, territory
from tests.convention.model_screens import ARTICLE, page_of, sent, variables_sent, words
from tests.factories import CommuneFactory, person_as
from tests.foundation.pdf_text import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def version(coordinator) -> ModelVersion:
    return model_texts.from_shipped(by=coordinator)


# --- a version -------------------------------------------------------------------------------------------------------


def test_the_page_of_a_version_shows_its_whole_text_with_variables_marked(client, version):
    response = client.get(version.get_absolute_url())
    page = response.content.decode()
    for article in version.text.articles:
        assert f"Article {article.number}" in page
    assert '<mark class="variable" title="Nom de la commune">nom de la commune</mark>' in page
    assert "Aucune convention n’en est faite" in page


def test_the_text_is_shown_as_the_first_commune_would_have_it_today(client, version):
    territory()
    CommuneFactory(name="Zuydcoote")
    CommuneFactory(name="Le Mesnil", mayor="Sacha Exemple")

    with clock.frozen_at("2027-03-12T10:00"):
        page = words(client.get(version.get_absolute_url()))

    assert "vous lisez ici ceux du Mesnil, avec effet aujourd’hui" in page
    assert "la commune Nom de la commune : du Mesnil, ci-après" in page
    assert "convention est le Date d’effet de la convention : 12 mars 2027" in page
    assert "Nom du signataire pour la commune : Sacha Exemple" in page
    assert "de la commune, ci-après" not in page


def test_the_way_back_to_the_contents_follows_the_text(client, version):
    page = client.get(version.get_absolute_url()).content.decode()

    above, _, text = page.partition('<div class="contents-above" id="sommaire" tabindex="-1">')[2].partition(
        "Le texte</h2>"
    )
    assert above.count("<a href=") == 2 + sum(article.level == 1 for article in version.text.articles)
    assert 'href="#sommaire">' in text
    assert "Revenir au sommaire" in text


def test_who_reads_sees_no_brace_and_no_straight_apostrophe(client, version, second):
    asked = {"avant": version.pk, "apres": second.pk, "tout": "oui"}
    pages = [client.get(second.get_absolute_url()), compared(client, **asked), compared(client, **asked, vue="suivi")]

    for page in pages:
        assert "{{" not in words(page)
        assert "'" not in words(page).replace("&#x27;", "'")


def test_who_writes_sees_the_variables_as_they_are_written(client, version):
    page = client.get(page_of(version, "edit_article", 0))
    assert "{{ de_commune }}" in page.context["form"]["body"].value()
    assert "{{ de_commune }}" in words(page)


def test_what_may_be_a_blank_is_to_be_verified_with_the_way_to_its_place(client, version):
    typed = ARTICLE | {"body": "La commune {{ de_commune }} verse xxx euros."}
    assert client.post(page_of(version, "edit_article", 1), sent(version, **typed)).status_code == 302

    response = client.get(version.get_absolute_url())
    page = words(response)
    assert "À vérifier avant d’en faire une convention" in page
    assert "L’article 2 : « xxx » tient peut-être la place d’un nom. commune nom de la commune verse xxx euros." in page
    assert '<a href="#texte-1">L’article 2</a>' in response.content.decode()
    assert 'id="texte-1"' in response.content.decode()


def test_a_sound_text_has_nothing_to_verify(client, version):
    assert "À vérifier" not in words(client.get(version.get_absolute_url()))


def test_a_preview_is_printed_for_a_commune_and_replaces_the_former(client, version, coordinator):
    territory()
    communes = [CommuneFactory(name="Achères", mayor="Sacha Exemple"), CommuneFactory(name="Les Mureaux")]
    for commune in communes:
        response = client.post(page_of(version, "preview_version"), {"commune": commune.pk})
        job = Job.objects.get(key=response.url.rstrip("/").rpartition("/")[2])
        job_runs.run(job.pk)
    job.refresh_from_db()

    pdf = b"".join(client.get(job.next_url).streaming_content)
    assert "la commune des Mureaux" in text_of(pdf)
    assert StoredDocument.objects.count() == 1


def test_a_preview_for_nobody_asks_for_the_commune_where_it_is_chosen(client, version):
    refused = client.post(page_of(version, "preview_version"), {"commune": ""})

    assert refused.status_code == 422
    assert refused.context["preview"].has_error("commune", "required")
    assert (
        words(refused).count("Choisissez la commune pour laquelle imprimer l’aperçu.") == 2
    )  # above, and at the field
    assert not Job.objects.exists()


def test_a_new_version_is_begun_from_one_in_use(client, version):
    ConventionFactory(version=version)
    response = client.post(page_of(version, "new_version"), {"note": "Révision de 2027"})
    second = ModelVersion.objects.get(number=2)
    assert response.url == second.get_absolute_url()
    assert second.text == version.text
    assert second.note == "Révision de 2027"


def test_a_version_is_deleted_once_confirmed(client, version):
    address = page_of(version, "delete_version")
    assert "le modèle disparaît avec elle" in words(client.get(address))
    assert ModelVersion.objects.exists()
    client.post(address)
    assert not ModelVersion.objects.exists()


def test_a_model_is_renamed(client, version):
    address = reverse("convention:rename_model", args=[version.model.pk])
    data = {"name": "Convention du SIGB", "form_version": version_of(version.model)}
    assert client.post(address, data).status_code == 302
    assert ModelText.objects.get().name == "Convention du SIGB"


# --- in use ----------------------------------------------------------------------------------------------------------

EDITS = [
    ("edit_frame", []), ("edit_signatures", []), ("edit_variables", []), ("add_article", [0]), ("edit_article", [0]),
    ("remove_article", [0]), ("delete_version", []),
]  # fmt: skip
ACTS = [("move_article", [0]), ("renumber_articles", [])]


def test_the_page_of_a_version_in_use_says_that_it_never_changes(client, version):
    ConventionFactory(version=version)
    response = client.get(version.get_absolute_url())
    page = words(response)
    assert "Elle ne change plus : 1 convention en est faite" in page
    assert "Modifier · 1 convention en est faite" in page
    assert page_of(version, "edit_article", 0) not in response.content.decode()


@pytest.mark.parametrize(("name", "args"), EDITS + ACTS)
def test_a_version_in_use_refuses_even_a_direct_post(client, version, name, args):
    ConventionFactory(version=version)
    before = (version.content, version.variable_list)
    response = client.post(page_of(version, name, *args), sent(version, **ARTICLE, party_0="Pour personne"))
    version.refresh_from_db()
    assert response.status_code == 409
    assert "Cette version ne change plus" in words(response)
    assert (version.content, version.variable_list) == before


@pytest.mark.parametrize(("name", "args"), EDITS[:-1])
def test_the_forms_of_a_version_in_use_are_not_shown(client, version, name, args):
    address = page_of(version, name, *args)
    assert client.get(address).status_code == 200
    ConventionFactory(version=version)

    refused = client.get(address)

    assert refused.status_code == 409
    assert "Cette version ne change plus" in words(refused)
    assert "<form" not in refused.content.decode().partition("<main")[2].partition("</main>")[0]


# --- comparing -------------------------------------------------------------------------------------------------------


@pytest.fixture
def second(client, version, coordinator) -> ModelVersion:
    second = model_texts.new_version(version, by=coordinator, note="")
    first = second.text.articles[0]
    body = first.body.replace("prête à", "met à disposition de", 1)
    client.post(page_of(second, "edit_article", 0), sent(second, level="1", title=first.title, body=body))
    client.post(page_of(second, "edit_variables"), variables_sent(client, second, default_hebergeur="Autre"))
    return second


def compared(client, **asked):
    return client.get(reverse("convention:compare_versions"), asked)


def test_a_version_is_compared_with_the_one_before_it(client, version, second):
    response = compared(client, apres=second.pk)
    page = words(response)
    assert response.context["pair"] == {"before": version, "after": second}
    assert "1 partie modifiée" in page
    assert "« Hébergeur du SIGB et du portail » : valeur, Ondine Hébergement → Autre." in page
    assert "<ins>" in response.content.decode()
    assert "<del>" in response.content.decode()


def test_only_what_changed_is_shown_unless_all_is_asked(client, version, second):
    asked = {"avant": version.pk, "apres": second.pk}
    assert len(compared(client, **asked).context["found"].changes) == 1
    assert len(compared(client, **asked, tout="oui").context["found"].changes) > 20


def test_each_side_holds_the_words_of_its_version(client, version, second):
    response = compared(client, avant=version.pk, apres=second.pk)
    [change] = response.context["found"].changes
    assert "<ins>" not in "".join(row.before for row in change.rows)
    assert "<del>" not in "".join(row.after for row in change.rows)


def test_a_paragraph_rewritten_is_one_row_with_its_words_marked_on_both_sides(client, version, coordinator):
    second = model_texts.new_version(version, by=coordinator, note="")
    bodies = ["Produire des rapports écrits sur les études.", "Rendre compte par écrit des études qu'il mène."]
    for one, body in zip((version, second), bodies, strict=True):
        address = page_of(one, "edit_article", 0)
        client.post(address, sent(one, **ARTICLE | {"body": f"Le comité :\n\n{body}\n\nFin de l’article."}))

    [change] = compared(client, avant=version.pk, apres=second.pk).context["found"].changes

    assert len(change.rows) == 3
    assert "<del>" in change.rows[1].before
    assert "<ins>" in change.rows[1].after
    assert "écrit" in change.rows[1].after
    assert "qu’il mène" in change.rows[1].after


def test_an_apostrophe_made_curly_is_no_change(client, version, coordinator):
    second = model_texts.new_version(version, by=coordinator, note="")
    for one, body in ((version, "L'accord."), (second, "L’accord.")):
        client.post(page_of(one, "edit_article", 0), sent(one, **ARTICLE | {"body": body}))

    assert "Les deux textes sont identiques." in words(compared(client, avant=version.pk, apres=second.pk))


def test_a_version_compared_with_itself_has_no_difference(client, version):
    assert "Les deux textes sont identiques." in words(compared(client, avant=version.pk, apres=version.pk))


@pytest.mark.parametrize("asked", [{}, {"avant": "x", "apres": "9" * 30}, {"apres": "-1"}, {"avant": ""}])
def test_a_comparison_of_nothing_asks_for_two_versions(client, version, asked):
    response = compared(client, **asked)
    assert response.status_code == 200
    assert "Choisissez deux versions" in words(response)


@pytest.mark.parametrize("view", ["cote", "suivi", "autre"])
def test_a_comparison_is_shown_side_by_side_or_in_one_text(client, version, second, view):
    page = compared(client, avant=version.pk, apres=second.pk, vue=view).content.decode()
    assert ('class="sides"' in page) is (view != "suivi")


def test_the_list_of_versions_costs_the_same_whatever_their_number(
    client, version, coordinator, django_assert_num_queries, django_assert_max_num_queries
):
    address = reverse("convention:models")
    client.get(address)
    with django_assert_max_num_queries(12) as first:
        client.get(address)
    last = version
    for _ in range(2):
        last = model_texts.new_version(last, by=coordinator, note="")
    with django_assert_num_queries(len(first.captured_queries)):
        page = client.get(address)
    assert [f"Version {number}" in page.text for number in (1, 2, 3, 4)] == [True, True, True, False]
