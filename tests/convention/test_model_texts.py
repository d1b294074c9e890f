"""Model texts are checked at each save, versions follow each other, and one in use never changes, whoever asks."""

import dataclasses
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from convention import model_texts
from convention.model_text import load_model_text
from convention.model_texts import Edition, Overtaken, Unsound, edition_of
from convention.models import ModelText, ModelVersion
from convention.text.editing import with_article
from convention.text.structure import Article, Text
from convention.text.variables import Variable
from foundation import documents
from foundation.models import StoredDocument
from foundation.versions import version_of
from foundation.workflow import Refused
from network.roles import Role
from tests.convention.factories import TEXT, VARIABLES, ConventionFactory, ModelTextFactory
from tests.factories import person_as

pytestmark = pytest.mark.django_db
HOST = Variable("hebergeur", "Hébergeur", "text", "asked", default="Nacelle")
SOUND = Edition(TEXT, (*VARIABLES[:-1], HOST))


@pytest.fixture
def by():
    return person_as(Role.COORDINATOR)


@pytest.fixture
def version(by) -> ModelVersion:
    return model_texts.create(ModelTextFactory(), SOUND, by=by, note="")


def retitled(edition: Edition) -> Edition:
    return dataclasses.replace(edition, text=dataclasses.replace(edition.text, title="Autre titre"))


def title(edition: Edition) -> str:
    return edition.text.title


def renamed_article(edition: Edition) -> Edition:
    first, *rest = edition.text.articles
    articles = (dataclasses.replace(first, title="But"), *rest)
    return dataclasses.replace(edition, text=dataclasses.replace(edition.text, articles=articles))


def change_title(version, by, seen=None):
    return model_texts.change(version, by=by, seen=seen or version_of(version), part=title, edit=retitled)


def messages(edition: Edition) -> list[str]:
    return [
        f"{problem.place} : {problem.message}".replace("\u00a0", " ") for problem in model_texts.problems_of(edition)
    ]


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_a_sound_text_has_no_problem():
    assert messages(SOUND) == []
    assert messages(Edition(*load_model_text())) == []


def with_text(**changes) -> Edition:
    return Edition(dataclasses.replace(TEXT, **changes), SOUND.variables)


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        (with_text(title=" "), "le titre : La convention n’a pas de titre."),
        (with_text(articles=()), "le texte : Il faut au moins un article."),
        (
            with_text(articles=(*TEXT.articles, Article("2", 1, "Encore"))),
            "l’article 2 : Un autre article porte déjà le numéro 2 : renumérotez les articles.",
        ),
        (with_text(title="Pour {{ nom }}"), "le titre : La variable « nom » n’est pas déclarée."),
        (Edition(TEXT, VARIABLES), "l’article 1 : « Hébergeur » n’a pas de valeur."),
        (
            Edition(TEXT, (*SOUND.variables, Variable("ville", "Ville", "place", "network"))),
            "la variable « Ville » : "
            "Cette origine ne connaît pas cette variable : demandez-la à qui prépare la convention.",
        ),
        (
            Edition(TEXT, (*SOUND.variables, Variable("jour", "Jour", "date", "asked", default="31/02/2027"))),
            "la variable « Jour » : « 31/02/2027 » n’est pas une date : écrivez-la ainsi, 12/03/2027.",
        ),
        (
            with_text(title="Pour {commune}"),
            "le titre : Une variable s’écrit entre deux accolades de chaque côté : « {{ commune }} ».",
        ),
        (
            Edition(TEXT, (*SOUND.variables, Variable("lieu", "Lieu", "place", "asked", default="Limay 😀"))),
            "la variable « Lieu » : La police des documents imprimés n’a pas ce caractère : "
            "« 😀 » (U+1F600 GRINNING FACE). Remplacez-le.",
        ),
    ],
)
def test_what_prevents_saving_is_told_where_it_stands(edition, expected):
    assert messages(edition) == [expected]


@pytest.mark.parametrize(
    ("written", "expected"), [("12/03/2027", "2027-03-12"), ("2027-03-12", "2027-03-12"), ("31/02/2027", "")]
)
def test_a_day_is_read_as_people_write_it(written, expected):
    assert model_texts.iso_date(written) == expected


# --- variables -------------------------------------------------------------------------------------------------------


def test_a_variable_that_the_product_knows_is_declared_without_asking():
    edition = with_text(title="{{ de_commune }} {{ SIREN_COMMUNE }} {{ truc }}")
    assert model_texts.undeclared(edition) == ["siren_commune", "truc"]
    declared = model_texts.with_known_variables(edition).variables[-1]
    assert (declared.name, declared.source, declared.kind) == ("siren_commune", "commune", "text")


@pytest.mark.parametrize(
    ("name", "kind", "source", "required"),
    [
        ("commune", "place", "commune", True),
        ("maire", "person", "commune", False),
        ("president", "person", "network", True),
        ("lieu_signature", "place", "network", True),
        ("date_effet", "date", "convention", True),
        ("date_signature", "date", "convention", False),
        ("hebergeur", "text", "network", True),
    ],
)
def test_what_the_product_knows_has_its_nature(name, kind, source, required):
    found = model_texts.known_variable(name)
    assert (found.kind, found.source, found.required) == (kind, source, required)


def test_what_it_does_not_know_must_be_declared_by_its_author():
    assert model_texts.known_variable("truc") is None


def test_a_person_after_a_preposition_is_a_mistake_and_no_new_variable():
    assert model_texts.undeclared(with_text(title="{{ de_maire }}")) == []


# --- keeping ---------------------------------------------------------------------------------------------------------


def test_versions_of_a_model_follow_each_other(by):
    model = ModelTextFactory()
    numbers = [model_texts.create(model, SOUND, by=by, note="").number for _ in range(2)]
    assert numbers == [1, 2]
    assert model_texts.create(ModelTextFactory(), SOUND, by=by, note="").number == 1


def test_an_unsound_text_is_not_kept(by):
    with pytest.raises(Unsound) as refused:
        model_texts.create(ModelTextFactory(), Edition(TEXT, VARIABLES), by=by, note="")
    assert [problem.article for problem in refused.value.problems] == ["1"]
    assert not ModelVersion.objects.exists()


def test_the_file_a_version_comes_from_stays_with_it(by):
    source = documents.keep(b"Article 1 : But", name="convention.txt", by=by)
    version = model_texts.create(ModelTextFactory(), SOUND, by=by, note="", source=source)
    assert StoredDocument.objects.about(version).get() == source


def test_a_new_version_says_what_the_former_did(version, by):
    second = model_texts.new_version(version, by=by, note="Révision")
    assert (second.number, second.note, second.created_by) == (2, "Révision", by)
    assert edition_of(second) == edition_of(version)


def test_a_new_version_asked_twice_is_one(version, by):
    second = model_texts.new_version(version, by=by, note="Révision")

    assert model_texts.new_version(version, by=by, note="Révision") == second
    assert list(version.model.versions.order_by("number")) == [version, second]


def test_a_copy_that_was_changed_or_used_does_not_stand_for_the_next_version(version, by):
    changed = change_title(model_texts.new_version(version, by=by, note=""), by)
    used = model_texts.new_version(version, by=by, note="")
    ConventionFactory(version=used, starts_on=date(2027, 1, 1))

    third = model_texts.new_version(version, by=by, note="")

    assert [changed.number, used.number, third.number] == [2, 3, 4]


def test_the_shipped_model_is_begun_once(by):
    first = model_texts.from_shipped(by=by)
    assert model_texts.from_shipped(by=by) == first
    assert edition_of(first) == Edition(*load_model_text())


# --- changing --------------------------------------------------------------------------------------------------------


def test_a_version_nobody_uses_is_changed_by_whom_the_history_says(version, by):
    changed = change_title(version, by)
    assert changed.text.title == "Autre titre"
    assert changed.history.first().history_user == by


def test_saving_the_same_text_leaves_no_trace(version, by):
    change_title(version, by)
    change_title(ModelVersion.objects.get(), by)
    assert version.history.count() == 2


def test_an_unsound_change_changes_nothing(version, by):
    def unknown(edition):
        return dataclasses.replace(edition, text=dataclasses.replace(edition.text, title="{{ truc }}"))

    with pytest.raises(Unsound):
        model_texts.change(version, by=by, seen=version_of(version), part=title, edit=unknown)
    version.refresh_from_db()
    assert edition_of(version) == SOUND


# What was saved under older rules: a brace alone, in two articles.
OLD_RULES = dataclasses.replace(
    TEXT, articles=tuple(dataclasses.replace(one, body=f"{one.body} {{commune}}") for one in TEXT.articles[:2])
)


def with_body(index, body):
    def edit(edition):
        article = dataclasses.replace(edition.text.articles[index], body=body)
        return dataclasses.replace(edition, text=with_article(edition.text, index, article))

    return edit


@pytest.fixture
def older(version) -> ModelVersion:
    ModelVersion.objects.filter(pk=version.pk).update(content=OLD_RULES.as_dict())
    version.refresh_from_db()
    return version


def test_a_version_saved_under_older_rules_is_put_right_one_part_after_another(older, by):
    assert len(model_texts.problems_of(edition_of(older))) == 2

    for index in (0, 1):
        seen = version_of(older)
        older = model_texts.change(older, by=by, seen=seen, part=title, edit=with_body(index, "La commune partage."))

    assert model_texts.problems_of(edition_of(older)) == []


def test_what_older_rules_let_through_is_refused_in_the_part_that_is_saved_again(older, by):
    with pytest.raises(Unsound) as refusal:
        model_texts.change(
            older, by=by, seen=version_of(older), part=title, edit=with_body(0, f"{OLD_RULES.articles[0].body} Encore.")
        )

    assert [problem.path for problem in refusal.value.problems] == ["articles.0.body"]


def test_a_version_saved_under_older_rules_and_in_use_has_a_successor_to_put_right(older, by):
    ConventionFactory(version=older)

    assert edition_of(model_texts.new_version(older, by=by, note="")) == edition_of(older)


def test_the_same_part_changed_since_the_page_was_made_is_not_overwritten(version, by):
    seen = version_of(version)
    change_title(version, by)
    with pytest.raises(Overtaken) as refused:
        model_texts.change(version, by=by, seen=seen, part=title, edit=lambda edition: edition)
    assert refused.value.current.text.title == "Autre titre"


def test_another_part_changed_since_is_no_obstacle(version, by):
    seen = version_of(version)
    change_title(version, by)
    first = model_texts.change(
        version, by=by, seen=seen, part=lambda edition: edition.text.articles[0], edit=renamed_article
    )
    assert (first.text.title, first.text.articles[0].title) == ("Autre titre", "But")


@pytest.mark.parametrize("seen", ["", "h", "hx", "h999999"])
def test_a_page_of_nothing_overwrites_nothing(version, by, seen):
    change_title(version, by)
    with pytest.raises(Overtaken):
        model_texts.change(version, by=by, seen=seen, part=title, edit=lambda edition: edition)


# --- in use ----------------------------------------------------------------------------------------------------------


def test_a_version_in_use_is_refused_with_the_remedy(version, by):
    ConventionFactory(version=version)
    with pytest.raises(Refused, match="1 convention en est faite. Commencez une nouvelle version"):
        change_title(version, by)
    version.refresh_from_db()
    assert version.text.title == TEXT.title


@pytest.mark.parametrize("field", ["content", "variable_list"])
@pytest.mark.parametrize("way", ["save", "update", "bulk_update"])
def test_the_database_refuses_to_change_a_version_in_use_by_any_way(version, field, way):
    ConventionFactory(version=version)
    value = dataclasses.replace(TEXT, title="Falsifié").as_dict() if field == "content" else []
    setattr(version, field, value)
    ways = {
        "save": version.save,
        "update": lambda: ModelVersion.objects.filter(pk=version.pk).update(**{field: value}),
        "bulk_update": lambda: ModelVersion.objects.bulk_update([version], [field]),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        ways[way]()
    version.refresh_from_db()
    assert edition_of(version) == SOUND


def test_saving_a_version_in_use_unchanged_is_no_offence(version):
    ConventionFactory(version=version)
    version.note = "Celle de 2027"
    version.save()
    assert ModelVersion.objects.get().note == "Celle de 2027"


def test_a_version_is_free_again_once_no_convention_is_made_from_it(version, by):
    ConventionFactory(version=version).delete()
    assert change_title(version, by).text.title == "Autre titre"


# --- discarding ------------------------------------------------------------------------------------------------------


def test_a_version_nobody_uses_goes_with_its_file_and_its_model(by):
    source = documents.keep(b"Article 1 : But", name="convention.txt", by=by)
    version = model_texts.create(ModelTextFactory(), SOUND, by=by, note="", source=source)
    model_texts.discard(version, by=by)
    assert not ModelVersion.objects.exists()
    assert not ModelText.objects.exists()
    assert not StoredDocument.objects.exists()
    assert ModelVersion.history.filter(history_type="-").get().history_user == by


def test_a_model_stays_while_it_has_another_version(version, by):
    second = model_texts.new_version(version, by=by, note="")
    model_texts.discard(second, by=by)
    assert list(version.model.versions.all()) == [version]


def test_a_version_in_use_is_not_discarded(version, by):
    ConventionFactory(version=version, starts_on=date(2027, 1, 1))
    with pytest.raises(Refused):
        model_texts.discard(version, by=by)
    assert ModelVersion.objects.exists()


def test_a_version_gone_meanwhile_is_told(version, by):
    model_texts.discard(version, by=by)
    with pytest.raises(Refused, match="n’existe plus"):
        change_title(ModelVersion(pk=version.pk or 1), by, seen="h1")


def test_a_text_without_variables_is_sound():
    assert messages(Edition(Text("Convention", (Article("1", 1, "But", "Rien."),)), ())) == []
