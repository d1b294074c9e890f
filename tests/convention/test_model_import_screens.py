"""A text becomes a model through the screens: nothing before confirmation, nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from convention import model_texts
from convention.models import ModelText, ModelVersion
from foundation import clock, documents
from foundation.models import Draft, StoredDocument
from network.roles import Role
from tests.convention.factories import small_pdf
from tests.convention.model_screens import SMALL, give, ticks, words
from tests.convention.text_specimen import SPECIMEN
from tests.factories import CommuneFactory, LibraryFactory, person_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def version(coordinator) -> ModelVersion:
    return model_texts.from_shipped(by=coordinator)


# --- giving a text ---------------------------------------------------------------------------------------------------


def test_an_empty_list_offers_to_import_or_to_begin_with_the_shipped_model(client, coordinator):
    page = words(client.get(reverse("convention:models")))
    assert "Importer un texte" in page
    assert "Partir du modèle fourni" in page

    response = client.post(reverse("convention:use_shipped"))

    version = ModelVersion.objects.get()
    assert response.url == version.get_absolute_url()
    assert "Partir du modèle fourni" not in words(client.get(reverse("convention:models")))


def test_a_file_is_kept_as_it_came(client, coordinator):
    content = SMALL.encode("cp1252", errors="replace")
    file = SimpleUploadedFile("Convention 2022.txt", content)
    response = client.post(reverse("convention:import_text"), {"file": file})

    assert response.status_code == 302
    kept = StoredDocument.objects.get()
    assert (kept.name, kept.size, kept.created_by) == ("Convention 2022.txt", len(content), coordinator)
    assert "Les accents ont été lus comme ceux de Windows" in words(client.get(response.url))


def test_of_the_file_and_the_pasted_text_neither_is_said_to_be_optional(client, coordinator):
    assert "facultatif" not in words(client.get(reverse("convention:import_text")))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"pasted": "  \n "}, "Choisissez un fichier, ou collez un texte."),
        ({"file": b"%PDF-1.7\n%%EOF\n"}, "C’est un document PDF ; il faut un fichier texte"),
        ({"file": b""}, "Ce fichier est vide"),
        ({"file": b"a" * (1024 * 1024 + 1)}, "la limite est de 1 Mo"),
        ({"file": b"Article 1", "pasted": "Article 1"}, "Donnez un fichier ou un texte collé, pas les deux."),
        ({"pasted": "<html><body>non</body></html>"}, "C’est une page web"),
        ({"pasted": "Article 1 : But\n\n" + "voir ... là\n\n" * 150}, "Ce texte laisse 150 blancs à remplir"),
    ],
)
def test_what_is_no_text_of_a_convention_is_refused_with_its_reason(client, coordinator, data, why):
    data = {name: SimpleUploadedFile("x.txt", v) if isinstance(v, bytes) else v for name, v in data.items()}
    response = client.post(reverse("convention:import_text"), data)
    assert response.status_code == 422
    assert why in words(response)
    assert not ModelVersion.objects.exists()


def test_a_good_file_need_not_be_chosen_again(client, coordinator):
    file = SimpleUploadedFile("Convention.txt", SMALL.encode())
    response = client.post(reverse("convention:import_text"), {"file": file, "pasted": "aussi"})
    assert "Fichier déjà reçu : Convention.txt" in words(response)


# --- reading it over -------------------------------------------------------------------------------------------------


def test_the_review_shows_what_was_read_and_keeps_nothing(client, coordinator):
    page = words(client.get(give(client, SPECIMEN)))

    assert "5 articles, 2 sous-articles, 2 signatures" in page
    assert "Ligne 25 : Phrase coupée par un saut de page" in page
    assert "L’article 2.2 : Les logiciels sont hébergés par ... et prêtés" in page
    assert "Le texte laisse un blanc après « logiciels sont hébergés par »." in page
    assert not ModelVersion.objects.exists()
    assert not ModelText.objects.exists()


def test_only_what_changes_may_stay_empty_of_the_model_its_name_and_what_changes(client, coordinator):
    page = words(client.get(give(client)))

    model = page[page.index("Le modèle Modèle") : page.index("Enregistrer ce modèle")]
    assert "Ce qui change (facultatif)" in model
    assert model.count("(facultatif)") == 1


def test_the_value_proposed_for_the_president_is_said_to_give_way_to_the_mandate(client, coordinator):
    page = words(client.get(give(client)))

    assert "Le mandat enregistré à la date d’effet l’emporte : cette valeur ne sert que s’il n’y en a pas." in page


def test_a_confirmed_text_becomes_the_first_version_with_its_file(client, coordinator):
    url = give(client)
    response = client.post(url, ticks(client, url, name="Prêt", note="Texte de 2022", default_hebergeur="Nacelle"))

    version = ModelVersion.objects.get()
    assert response.url == version.get_absolute_url()
    assert (str(version), version.note, version.created_by) == ("Prêt, version 1", "Texte de 2022", coordinator)
    assert {variable.name: variable.default for variable in version.variables}["hebergeur"] == "Nacelle"
    assert version.text.article("1").body.endswith("hébergé par {{ hebergeur }}.")
    assert StoredDocument.objects.about(version).count() == 1
    assert "texte collé.txt" in words(client.get(response.url))


def test_a_text_confirmed_twice_makes_one_version(client, coordinator):
    url = give(client)
    sent = ticks(client, url, name="Prêt")
    first = client.post(url, sent)
    again = client.post(url, sent)
    assert (again.status_code, again.url) == (302, first.url)
    assert ModelVersion.objects.count() == 1


def test_a_text_may_be_the_next_version_of_a_model(client, coordinator, version):
    url = give(client)
    client.post(url, ticks(client, url, model=version.model.pk))
    assert list(version.model.versions.values_list("number", flat=True)) == [2, 1]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"name": ""}, "Donnez un nom au modèle"),
        ({"name": model_texts.SHIPPED}, "Un modèle porte déjà ce nom"),
        ({"accept_date_effet": None}, "Il manque quelque chose après ce mot, une date sans doute"),
        ({"default_hebergeur": ""}, "Donnez une valeur à « Hébergeur du SIGB et du portail »"),
        ({"default_hebergeur": "Nacelle 😀"}, "n’a pas ce caractère : « 😀 » (U+1F600 GRINNING FACE)"),
        ({"label_hebergeur": ""}, "Libellé"),
    ],
)
def test_what_is_missing_prevents_saving_and_nothing_typed_is_lost(client, coordinator, version, typed, why):
    url = give(client)
    response = client.post(url, {**ticks(client, url, name="Prêt", note="Relu"), **typed} if None not in typed.values()
                           else ticks(client, url, name="Prêt", note="Relu", **typed))  # fmt: skip

    assert response.status_code == 422
    assert why in words(response)
    assert response.context["form"]["note"].value() == "Relu"
    assert ModelVersion.objects.count() == 1


def test_what_may_be_a_blank_is_to_be_verified_and_what_cannot_be_printed_to_be_corrected(client, coordinator):
    url = give(client, SMALL.replace("Chacun suit", "La commune de XXX verse [montant] et {commune} 😀, chacun suit"))
    review = client.get(url)
    page = words(review)

    assert "L’article 2 : Ces crochets marquent peut-être des mots à écrire." in page
    assert "La commune nom de la commune verse [montant]" in page
    assert "L’article 2 : Une variable s’écrit entre deux accolades de chaque côté" in page
    assert "L’article 2 : La police des documents imprimés n’a pas ce caractère : « 😀 »" in page
    assert {remark.anchor for remark in review.context["problems"]} == {"texte-1"}
    assert client.post(url, ticks(client, url, name="Prêt")).status_code == 422


def test_a_gap_left_is_shown_in_its_article(client, coordinator):
    url = give(client)
    response = client.post(url, ticks(client, url, name="Prêt", accept_date_effet=None))
    wrong = [section for section in response.context["sections"] if section.problems]
    assert [section.label for section in wrong] == ["Article 3"]
    assert not response.context["form"]["accept_date_effet"].value()


def test_a_name_that_is_refused_stays_written(client, coordinator):
    url = give(client)
    client.post(url, ticks(client, url, name="Prêt", accept_hebergeur=None, default_hebergeur=""))
    assert "hébergé par Ondine." in ModelVersion.objects.get().text.article("1").body


def test_articles_of_one_number_are_renumbered_unless_refused(client, coordinator):
    url = give(client, SMALL.replace("Article 3 :", "Article 2 :"))
    refused = client.post(url, ticks(client, url, name="Prêt", renumber=None))
    assert "Un autre article porte déjà le numéro 2" in words(refused)

    client.post(url, ticks(client, url, name="Prêt"))
    assert [article.number for article in ModelVersion.objects.get().text.articles] == ["1", "2", "3"]


def test_a_text_without_article_cannot_be_saved(client, coordinator):
    url = give(client, "Bonjour à tous.")
    response = client.post(url, ticks(client, url, name="Prêt"))
    assert response.status_code == 422
    assert "Aucun article reconnu" in words(response)


def test_the_text_is_corrected_on_the_way_and_what_was_typed_follows(client, coordinator):
    url = give(client)
    to_correction = client.post(url, {**ticks(client, url, name="Prêt", default_hebergeur="Nacelle"), "do": "correct"})
    page = client.get(to_correction.url)
    assert "hébergé par Ondine." in page.content.decode()

    corrected = client.post(to_correction.url, {"pasted": SMALL.replace("un outil", "deux outils")})

    review = client.get(corrected.url)
    assert corrected.url != url
    assert "deux outils" in words(review)
    assert review.context["form"]["name"].value() == "Prêt"
    assert review.context["form"]["default_hebergeur"].value() == "Nacelle"
    assert StoredDocument.objects.count() == 2
    client.post(corrected.url, ticks(client, corrected.url))
    assert ModelText.objects.get().name == "Prêt"
    assert not Draft.objects.exists()


def test_a_text_is_reviewed_by_its_author_alone(client, coordinator):
    url = give(client)
    pages = [url, f"{url}texte/"]
    assert [client.get(page).status_code for page in pages] == [200, 200]

    client.force_login(person_as(Role.COORDINATOR))
    assert [client.get(page).status_code for page in pages] == [404, 404]


def test_a_file_about_something_else_is_no_text_to_review(client, coordinator):
    kept = StoredDocument.objects.create(
        sha256="0" * 64, size=1, media_type="text/csv", name="x.txt", origin="UPLOADED", about=CommuneFactory(),
        created_by=coordinator, created_at="2026-01-01T00:00Z",
    )  # fmt: skip
    assert client.get(reverse("convention:review_text", args=[kept.key])).status_code == 404


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROJECT_MANAGER, Role.LIBRARY_HEAD])
def test_model_texts_are_for_the_coordination_alone(client, role):
    version = model_texts.from_shipped(by=person_as(Role.COORDINATOR))
    pages = [reverse("convention:models"), version.get_absolute_url()]
    client.force_login(person_as(Role.COORDINATOR))
    assert [client.get(page).status_code for page in pages] == [200, 200]

    client.force_login(person_as(role, LibraryFactory() if role is Role.LIBRARY_HEAD else None))
    assert [client.get(page).status_code for page in pages] == [403, 403]


@pytest.mark.parametrize(
    ("content", "name", "origin"),
    [
        (b"PK\x05\x06" + bytes(18), "archive.zip", StoredDocument.Origin.PRODUCED),
        (small_pdf(), "scan.pdf", StoredDocument.Origin.UPLOADED),
        (b"Article 1 : But", "attente.txt", StoredDocument.Origin.WAITING),
        ("Passée à Épône, prêtée là où ça gêne".encode() + b"\xc3", "coupe.txt", StoredDocument.Origin.UPLOADED),
    ],
    ids=["made by the product", "of another kind", "waiting for its form", "unreadable"],
)
@pytest.mark.parametrize("page", ["review_text", "correct_text"])
def test_another_file_of_the_same_person_is_no_text_to_review(client, coordinator, content, name, origin, page):
    kept = documents.keep(content, name=name, by=coordinator, origin=origin)
    sound = documents.keep(SMALL.encode(), name="texte.txt", by=coordinator)

    assert client.get(reverse(f"convention:{page}", args=[sound.key])).status_code == 200
    assert client.get(reverse(f"convention:{page}", args=[kept.key])).status_code == 404


def test_a_text_being_pasted_or_corrected_is_found_again_and_forgotten_once_read(client, coordinator):
    review = give(client)
    corrected = SMALL.replace("un outil", "deux outils")
    for url in (reverse("convention:import_text"), f"{review}texte/"):
        Draft.objects.create(person=coordinator, key=url, data={"pasted": [corrected]}, saved_at=clock.now())

        page = client.get(url)
        assert f'data-draft-key="{url}"' in page.content.decode()
        assert page.context["form"]["pasted"].value() == corrected

        assert client.post(url, {"pasted": corrected}).status_code == 302
        assert not Draft.objects.filter(key=url).exists()
