"""A version is changed part by part through the screens; two tabs never overwrite unseen."""

import pytest

from convention import model_texts
from convention.models import ModelVersion
from foundation import drafts
from foundation.models import Draft
from foundation.versions import version_of
from network.roles import Role
from tests.convention.model_screens import ARTICLE, SMALL, give, page_of, sent, ticks, variables_sent, words
from tests.factories import person_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client):
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


@pytest.fixture
def version(coordinator) -> ModelVersion:
    return model_texts.from_shipped(by=coordinator)


# --- changing it -----------------------------------------------------------------------------------------------------


def test_an_article_is_rewritten(client, version):
    response = client.post(page_of(version, "edit_article", 0), sent(version, **ARTICLE))
    version.refresh_from_db()
    assert response.url == f"{version.get_absolute_url()}#texte-0"
    assert version.text.articles[0].body == "La commune {{ de_commune }} partage."


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"body": "Pour {{ communne }}."}, "body", "La variable « communne » n’est pas déclarée. Vouliez-vous dire"),
        ({"body": "Elle prend effet le ..."}, "body", "Le texte laisse un blanc"),
        (
            {"body": "Pour {commune}."},
            "body",
            "Une variable s’écrit entre deux accolades de chaque côté : « {{ commune }} ».",
        ),
        ({"body": "{% if x %}Pour{% endif %}."}, "body", "un modèle n’a pas de conditions"),
        (
            {"body": "Pour 漢."},
            "body",
            "n’a pas ce caractère : « 漢 » (U+6F22 CJK UNIFIED IDEOGRAPH-6F22). Remplacez-le.",
        ),
        ({"title": "Pour →"}, "title", "n’a pas ce caractère : « → » (U+2192 RIGHTWARDS ARROW). Remplacez-le."),
        ({"title": "Pour {{ truc }}"}, "title", "La variable « truc » n’est pas déclarée."),
        ({"title": ""}, "title", "obligatoire"),
        ({"body": " \n"}, "body", "L’article n’a plus de texte : écrivez-le, ou supprimez l’article."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(client, version, typed, field, why):
    before = version.text
    response = client.post(page_of(version, "edit_article", 0), sent(version, **{**ARTICLE, **typed}))
    version.refresh_from_db()
    assert response.status_code == 422
    assert why in " ".join(response.context["form"].errors[field]).replace("\u00a0", " ")
    assert response.context["form"]["body"].value() == {**ARTICLE, **typed}["body"]
    assert version.text == before


def test_a_problem_in_a_long_text_is_shown_with_the_words_around_it(client, version):
    lines = [f"Alinéa {rank} de l’article, écrit pour être long." for rank in range(30)]
    lines[17] = "Le partage du fonds {{ }} est suivi."
    response = client.post(page_of(version, "edit_article", 0), sent(version, **{**ARTICLE, "body": "\n".join(lines)}))
    (error,) = response.context["form"].errors["body"]

    assert error.replace("\u00a0", " ").startswith("Il manque un nom entre les accolades. « ")
    assert "Le partage du fonds {{ }} est suivi." in error


def test_an_article_may_leave_its_words_to_its_sub_articles_and_these_may_not(client, version):
    articles = version.text.articles
    whole = next(i for i, one in enumerate(articles[:-1]) if one.level == 1 and articles[i + 1].level == 2)
    client.post(page_of(version, "edit_article", whole), sent(version, **ARTICLE))
    version.refresh_from_db()

    client.post(page_of(version, "edit_article", whole), sent(version, **ARTICLE | {"body": ""}))
    version.refresh_from_db()
    refused = client.post(
        page_of(version, "edit_article", whole + 1), sent(version, level="2", title=articles[whole + 1].title, body="")
    )

    assert version.text.articles[whole].body == ""
    assert "L’article n’a plus de texte" in words(refused)


def test_a_new_variable_is_declared_where_it_is_first_written(client, version):
    typed = {**ARTICLE, "body": "Déposée à {{ lieu_depot }} pour {{ siren_commune }}."}
    address = page_of(version, "edit_article", 0)
    asked = client.post(address, sent(version, **typed))
    assert asked.context["form"].new_names == ["lieu_depot"]

    new = {"new_lieu_depot_label": "Lieu du dépôt", "new_lieu_depot_kind": "place"}
    empty = client.post(address, sent(version, **typed, **new, new_lieu_depot_default=""))
    assert "new_lieu_depot_default" in empty.context["form"].errors

    client.post(address, sent(version, **typed, **new, new_lieu_depot_default="Limay"))
    version.refresh_from_db()
    declared = {variable.name: variable for variable in version.variables}
    assert (declared["lieu_depot"].default, declared["lieu_depot"].source) == ("Limay", "asked")
    assert declared["siren_commune"].source == "commune"


def test_an_article_is_added_where_asked_and_the_others_follow(client, version):
    count = len(version.text.articles)
    response = client.post(page_of(version, "add_article", 1), sent(version, level="1", title="Neuf", body=""))
    version.refresh_from_db()
    assert response.url.endswith("#texte-1")
    assert (version.text.articles[1].number, version.text.articles[1].title) == ("2", "Neuf")
    assert len(version.text.articles) == count + 1


def test_an_article_moves_and_what_names_its_number_is_told(client, coordinator):
    url = give(client)
    client.post(url, ticks(client, url, name="Prêt"))
    version = ModelVersion.objects.get()
    address = f"{page_of(version, 'move_article', 2)}?sens=haut"
    response = client.post(address, sent(version), follow=True)
    version.refresh_from_db()
    assert [article.title for article in version.text.articles] == ["But", "Durée", "Règles"]
    assert "L’article 3 dit « article 3 » : c’est maintenant l’article 2." in words(response)


def test_an_article_is_taken_out_once_confirmed(client, version):
    address = page_of(version, "remove_article", 1)
    asked = client.get(address)
    assert len(asked.context["gone"]) > 1
    client.post(address, sent(version))
    assert version.text.articles[1].title not in [a.title for a in ModelVersion.objects.get().text.articles]


def test_articles_are_renumbered(client, coordinator):
    url = give(client, SMALL.replace("Article 3 :", "Article 7 :"))
    client.post(url, ticks(client, url, name="Prêt", renumber=None))
    version = ModelVersion.objects.get()
    assert "Les numéros des articles ne se suivent pas." in words(client.get(version.get_absolute_url()))
    client.post(page_of(version, "renumber_articles"), sent(version))
    version.refresh_from_db()
    assert [article.number for article in version.text.articles] == ["1", "2", "3"]


def test_the_title_and_formulas_are_changed(client, version):
    typed = {"title": "Convention\r\navec {{ commune }}", "preamble": "Vu.", "closing": "Fait à Pau.", "note": "Relue"}
    client.post(page_of(version, "edit_frame"), sent(version, **typed))
    version.refresh_from_db()
    assert version.text.title == "Convention avec {{ commune }}"
    assert (version.text.preamble, version.note) == ("Vu.", "Relue")


def test_a_signatory_is_added_and_an_empty_line_goes(client, version):
    typed = {"party_0": "Pour la commune", "capacity_0": "Le Maire", "name_0": "", "party_2": "Pour l’État"}
    client.post(page_of(version, "edit_signatures"), sent(version, **typed))
    version.refresh_from_db()
    assert [signatory.party for signatory in version.text.signature] == ["Pour la commune", "Pour l’État"]


@pytest.mark.parametrize("typed", [{}, {"party_0": "Pour la commune"}, {"party_3": "Pour la commune"}])
def test_a_convention_is_signed_by_two_parties(client, version, typed):
    before = version.text.signature
    response = client.post(page_of(version, "edit_signatures"), sent(version, **typed))
    assert response.status_code == 422
    assert "Deux parties signent une convention" in words(response)
    version.refresh_from_db()
    assert version.text.signature == before


def test_a_signatory_signs_for_someone(client, version):
    response = client.post(page_of(version, "edit_signatures"), sent(version, name_1="Ada"))
    assert "party_1" in response.context["form"].errors


def test_what_takes_the_place_of_a_value_is_said_beside_it(client, version):
    form = client.get(page_of(version, "edit_variables")).context["form"]

    says = {name: form.fields[f"default_{name}"].help_text for name in ("maire", "president", "hebergeur")}

    assert says["maire"].startswith("La fiche de la commune l’emporte")
    assert says["president"].startswith("Le mandat enregistré à la date d’effet l’emporte")
    assert says["hebergeur"] == ""


def test_variables_are_changed_added_and_dropped(client, version):
    new = {"new_name": "lieu_depot", "label_0": "Lieu", "kind_0": "place", "source_0": "asked", "default_0": "Limay"}
    client.post(page_of(version, "edit_variables"), variables_sent(client, version, default_hebergeur="Autre", **new))
    version.refresh_from_db()
    declared = {variable.name: variable for variable in version.variables}
    assert declared["hebergeur"].default == "Autre"
    assert declared["lieu_depot"].kind == "place"

    client.post(page_of(version, "edit_variables"), variables_sent(client, version, drop_lieu_depot="on"))
    version.refresh_from_db()
    assert "lieu_depot" not in {variable.name for variable in version.variables}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"default_hebergeur": ""}, "default_hebergeur"),
        ({"source_hebergeur": "convention"}, "source_hebergeur"),
        ({"new_name": "hebergeur", "label_0": "Encore"}, "new_name"),
        ({"new_name": "Lieu Dépôt", "label_0": "Lieu"}, "new_name"),
        ({"new_name": "lieu", "label_0": ""}, "label_0"),
        ({"label_0": "Lieu"}, "new_name"),
        ({"new_name": "jour", "label_0": "Jour", "kind_0": "date", "default_0": "31/02/2027"}, "default_0"),
    ],
)
def test_a_wrong_variable_is_said_at_its_field(client, version, typed, field):
    response = client.post(page_of(version, "edit_variables"), variables_sent(client, version, **typed))
    assert response.status_code == 422
    assert field in response.context["form"].errors


# --- two tabs --------------------------------------------------------------------------------------------------------


def test_the_second_tab_on_an_article_is_told_and_sees_both_texts(client, version):
    seen = sent(version)
    address = page_of(version, "edit_article", 0)
    client.post(address, seen | ARTICLE | {"body": "Premier."})
    response = client.post(address, seen | ARTICLE | {"body": "Second."})

    assert response.status_code == 422
    assert "Premier." in response.context["conflict"].html()
    assert "Second." in response.context["form"]["body"].value()
    assert ModelVersion.objects.get().text.articles[0].body == "Premier."

    again = {"form_version": response.context["form"]["form_version"].value()}
    client.post(address, again | ARTICLE | {"body": "Second."})
    assert ModelVersion.objects.get().text.articles[0].body == "Second."


def test_two_tabs_on_two_articles_do_not_disturb_each_other(client, version):
    seen = sent(version)
    third = version.text.articles[2]

    client.post(page_of(version, "edit_article", 0), seen | ARTICLE | {"title": "De l’un"})
    answer = client.post(page_of(version, "edit_article", 1), seen | ARTICLE | {"title": "De l’autre"})

    assert answer.status_code == 302
    articles = ModelVersion.objects.get().text.articles
    assert [articles[0].title, articles[1].title, articles[2]] == ["De l’un", "De l’autre", third]


def test_an_article_gone_meanwhile_is_not_lost(client, version):
    last = len(version.text.articles) - 1
    seen = sent(version)
    client.post(page_of(version, "remove_article", last), seen)
    address = page_of(version, "edit_article", last)
    told = client.post(address, seen | ARTICLE | {"title": "Le mien"})
    assert told.status_code == 422
    again = {"form_version": told.context["form"]["form_version"].value()}
    client.post(address, again | ARTICLE | {"title": "Le mien"})
    assert ModelVersion.objects.get().text.articles[-1].title == "Le mien"


def test_the_second_tab_on_the_variables_is_told_what_is_kept(client, version):
    first = variables_sent(client, version, default_hebergeur="Premier")
    second = variables_sent(client, version, default_hebergeur="Second")
    client.post(page_of(version, "edit_variables"), first)
    response = client.post(page_of(version, "edit_variables"), second)
    assert "Premier" in " ".join(response.context["form"].errors["label_hebergeur"])
    client.post(page_of(version, "edit_variables"), second | {"form_version": version_of(version)})
    saved = {variable.name: variable.default for variable in ModelVersion.objects.get().variables}
    assert saved["hebergeur"] == "Second"


def test_articles_are_not_moved_from_an_old_page(client, version):
    seen = sent(version)
    client.post(page_of(version, "add_article", 0), seen | ARTICLE)
    response = client.post(f"{page_of(version, 'move_article', 1)}?sens=bas", seen)
    assert response.status_code == 409
    assert "Les articles ont changé" in words(response)


def test_what_is_being_typed_is_kept_and_found_again(client, version, coordinator):
    address = page_of(version, "edit_article", 0)
    drafts.keep(coordinator, address, {**{name: [value] for name, value in ARTICLE.items()}, "title": ["Presque"]})
    page = client.get(address)
    assert 'value="Presque"' in page.content.decode()
    client.post(address, sent(version, **ARTICLE))
    assert not Draft.objects.exists()
