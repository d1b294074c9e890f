"""Conventions made in one go: each commune on its own, once, with its number, its frozen PDF and its reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from convention import generation, path
from convention.document import print_convention
from convention.models import Convention
from convention.states import State
from convention.values import fingerprint
from foundation import clock, documents, job_runs
from foundation.models import Job, JobLine, StoredDocument
from network.models import Commune
from network.roles import Role
from tests.convention.factories import ConventionFactory, ModelVersionFactory, printed, territory
from tests.factories import CommuneFactory, PresidentMandateFactory, person_as
from tests.foundation.pdf_text import pages_of

pytestmark = pytest.mark.django_db
START, END = date(2027, 1, 1), date(2028, 12, 31)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 22)
VALUES = {"hebergeur": "Nacelle"}


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture(autouse=True)
def _territory(db) -> None:
    territory()


@pytest.fixture
def coordinator(db):
    return person_as(Role.COORDINATOR)


@pytest.fixture
def wish(db) -> generation.Wish:
    return generation.Wish(ModelVersionFactory(), START, VALUES)


def generate(wish, communes, by, once_key="une-fois") -> Job:
    """Ask and do."""
    job = generation.launch(wish, communes, by=by, once_key=once_key)
    job_runs.run(job.pk)
    job.refresh_from_db()
    return job


def results(job: Job) -> list[tuple[str, str, str]]:
    return [(line.label, line.status, line.message) for line in job.lines.order_by("position")]


# --- what would be done ----------------------------------------------------------------------------------------------


def test_the_plan_says_who_gets_one_who_has_one_and_what_is_missing(wish):
    new, covered = CommuneFactory(name="Achères"), CommuneFactory(name="Poissy")
    existing = ConventionFactory(commune=covered, state=State.NOTIFIED, starts_on=START - DAY)

    planned = generation.plan(wish, [new, covered])

    assert [(one.commune, one.is_new, one.existing) for one in planned] == [
        (new, True, None),
        (covered, False, existing),
    ]
    incomplete = generation.plan(generation.Wish(wish.version, START, {}), [new, covered])
    assert [one.missing for one in incomplete] == [("« Hébergeur », attendu dans l’article 1",), ()]
    assert not any(one.is_new for one in incomplete)


@pytest.mark.parametrize(
    ("starts_on", "state", "is_in_the_way"),
    [
        (date(2025, 1, 1), State.NOTIFIED, False),
        (date(2025, 1, 2), State.NOTIFIED, True),
        (START, State.DRAFT, True),
        (END, State.VALIDATED, True),
        (END + DAY, State.NOTIFIED, False),
    ],
)
def test_any_convention_on_one_of_its_days_is_in_the_way_drafts_included(wish, starts_on, state, is_in_the_way):
    existing = ConventionFactory(state=state, starts_on=starts_on)

    (planned,) = generation.plan(wish, [existing.commune])

    assert (planned.existing is not None) == is_in_the_way


def test_a_mandate_that_ends_it_early_leaves_room_for_what_comes_after():
    PresidentMandateFactory(starts_on=date(2020, 7, 10), estimated_end=date(2026, 4, 9))
    after = ConventionFactory(starts_on=date(2026, 4, 10), state=State.NOTIFIED)
    wish = generation.Wish(ModelVersionFactory(), date(2026, 3, 1), VALUES)

    assert generation.plan(wish, [after.commune])[0].is_new


def test_the_plan_costs_the_same_number_of_queries_per_commune(wish, django_assert_max_num_queries):
    communes = [CommuneFactory() for _ in range(3)]

    with django_assert_max_num_queries(14):
        generation.plan(wish, communes)


# --- doing it --------------------------------------------------------------------------------------------------------


def test_each_commune_gets_its_draft_its_number_and_its_frozen_pdf(wish, coordinator):
    communes = [CommuneFactory(name=name, mayor="Sacha Exemple") for name in ("Achères", "Les Mureaux")]

    job = generate(wish, communes, coordinator)

    conventions = Convention.objects.order_by("number")
    assert [c.number for c in conventions] == ["CONV-2026-0001", "CONV-2026-0002"]
    assert [(c.commune, c.state, c.starts_on, c.term_ends_on) for c in conventions] == [
        (commune, State.DRAFT, START, END) for commune in communes
    ]
    assert [(c.given_values, c.version, c.created_by) for c in conventions] == [(VALUES, wish.version, coordinator)] * 2
    for convention in conventions:
        assert convention.document.about == convention
        assert convention.document.is_frozen
        assert convention.text_hash == fingerprint(convention.rendered())
        assert [(row.history_type, row.history_user, row.document) for row in convention.history.all()] == [
            ("+", coordinator, convention.document)
        ]
        with documents.open_document(convention.document) as file:
            content = file.read()
        others = {other.number for other in conventions} - {convention.number}
        assert all(convention.number in text for text in pages_of(content))
        assert not any(number in text for text in pages_of(content) for number in others)
        assert content == print_convention(convention).content  # made again, it is the same to the byte
    assert (job.outcome, job.message) == ("DONE", "2 conventions créées.")
    assert job.next_url == f"{reverse('convention:list')}?run={job.key}"


def test_one_commune_leads_to_its_convention(wish, coordinator):
    job = generate(wish, [CommuneFactory(name="Achères")], coordinator)

    assert job.label == "Générer la convention de la commune d’Achères, à compter du 1er janvier 2027"
    assert job.next_url == Convention.objects.get().get_absolute_url()


def test_asking_again_skips_what_is_there_and_takes_no_number(wish, coordinator):
    first, second = CommuneFactory(name="Achères"), CommuneFactory(name="Poissy")
    generate(wish, [first], coordinator, once_key="a")

    again = generate(wish, [first, second], coordinator, once_key="b")

    assert results(again) == [
        ("Achères", JobLine.Status.SKIPPED, "Rien de créé : le brouillon CONV-2026-0001 existait déjà."),
        ("Poissy", JobLine.Status.DONE, "CONV-2026-0002"),
    ]
    assert again.message == "1 convention créée, 1 déjà là."
    assert StoredDocument.objects.count() == 2


def test_after_a_run_is_given_up_its_communes_get_another_with_the_next_number(wish, coordinator):
    commune = CommuneFactory(name="Achères")
    generate(wish, [commune], coordinator, once_key="a")
    path.discard(Convention.objects.get(), by=coordinator, reason="Mauvais modèle")

    again = generate(wish, [commune], coordinator, once_key="b")

    assert results(again) == [("Achères", JobLine.Status.DONE, "CONV-2026-0002")]


@pytest.mark.parametrize("is_finished", [False, True])
def test_a_double_click_is_one_job(wish, coordinator, is_finished):
    communes = [CommuneFactory()]
    first = generation.launch(wish, communes, by=coordinator, once_key="une-fois")
    if is_finished:
        job_runs.run(first.pk)

    second = generation.launch(wish, communes, by=coordinator, once_key="une-fois")

    assert second == first
    assert Job.objects.count() == 1


def test_one_mistake_does_not_stop_the_others_and_says_what_is_wrong(coordinator):
    content = ModelVersionFactory.build().content
    content["articles"][0]["body"] = "Siren {{ siren_commune }}, hébergé par {{ hebergeur }}."
    siren = {"name": "siren_commune", "label": "SIREN", "kind": "text", "source": "commune"}
    version = ModelVersionFactory(content=content, variable_list=[*ModelVersionFactory.build().variable_list, siren])
    good, bad = CommuneFactory(name="Achères"), CommuneFactory(name="Poissy")
    Commune.objects.filter(pk=bad.pk).update(siren="")

    job = generate(generation.Wish(version, START, VALUES), [bad, good], coordinator)

    assert [(label, status) for label, status, _ in results(job)] == [("Poissy", "FAILED"), ("Achères", "DONE")]
    assert "« SIREN » n’a pas de valeur" in results(job)[0][2].replace("\u00a0", " ")
    assert job.message == "1 convention créée, 1 en erreur."
    assert job.next_url == f"{reverse('convention:generate')}?reprendre={job.key}"
    assert Convention.objects.get().number == "CONV-2026-0001"


def test_a_character_that_cannot_be_printed_is_the_reason_of_its_line(wish, coordinator):
    unprintable = generation.Wish(wish.version, START, {"hebergeur": "Nacelle \u2603"})

    ((_, status, message),) = results(generate(unprintable, [CommuneFactory()], coordinator))

    assert status == JobLine.Status.FAILED
    assert "« \u2603 » (U+2603 SNOWMAN). Remplacez-le." in message.replace("\u00a0", " ")
    assert not Convention.objects.exists()


def test_one_made_by_someone_else_in_between_is_skipped_not_doubled(wish, coordinator):
    commune = CommuneFactory()
    job = generation.launch(wish, [commune], by=coordinator, once_key="une-fois")
    line = job.lines.get()
    value = generation.render_one(job, line)
    other = ConventionFactory(commune=commune, starts_on=START + DAY)

    result = generation.create_one(job, line, value)

    assert (result.status, result.url) == (JobLine.Status.SKIPPED, other.get_absolute_url())
    assert Convention.objects.get() == other


def test_a_coordinator_who_left_meanwhile_makes_nothing(wish, coordinator):
    job = generation.launch(wish, [CommuneFactory()], by=coordinator, once_key="une-fois")
    coordinator.assignments.update(ends_on=TODAY - DAY)

    job_runs.run(job.pk)

    assert job.lines.get().status == "FAILED"
    assert "ne permet plus" in job.lines.get().message
    assert not Convention.objects.exists()
    assert not StoredDocument.objects.exists()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"state": State.DRAFT}, "Rien de créé : le brouillon CONV-X existait déjà."),
        ({"state": State.VALIDATED}, "Rien de créé : CONV-X couvre déjà cette date."),
        (
            {"version": None},
            "Rien de créé : la convention papier CONV-X, à compléter, couvre déjà cette date.",
        ),
    ],
)
def test_what_was_already_there_is_told_for_what_it_is(wish, coordinator, facts, told):
    existing = ConventionFactory(number="CONV-X", **facts)
    other = CommuneFactory(name="Poissy")

    job = generate(wish, [existing.commune, other], coordinator)

    assert results(job)[0] == (existing.commune.name, JobLine.Status.SKIPPED, told)
    assert job.lines.first().url == existing.get_absolute_url()


def test_what_follows_a_run_shows_what_it_made_and_nothing_else(client, wish, coordinator):
    kept = ConventionFactory()
    ConventionFactory()  # another draft, of another day
    made = [CommuneFactory(), CommuneFactory()]
    job = generate(wish, [kept.commune, *made], coordinator)
    client.force_login(coordinator)

    page = client.get(job.next_url)
    listing = page.context["listing"]

    assert {one.commune for one in listing.table.records} == set(made)
    assert listing.notices == []
    assert job.label in page.text  # said, and taken away like any other criterion
    narrowed = client.get(f"{job.next_url}&q={made[0].name}").context["listing"]
    assert [one.commune for one in narrowed.table.records] == [made[0]]


def test_a_run_that_made_nothing_leads_to_the_whole_list(wish, coordinator):
    job = generate(wish, [ConventionFactory().commune, ConventionFactory().commune], coordinator)

    assert job.message == "0 convention créée, 2 déjà là."
    assert job.next_url == reverse("convention:list")


def test_a_work_that_made_no_convention_shows_none(client, wish, coordinator):
    kept = ConventionFactory()
    run = generate(wish, [kept.commune, ConventionFactory().commune], coordinator)
    printing = generation.print_again([kept], by=coordinator)
    client.force_login(coordinator)

    for job in (run, printing):
        listing = client.get(reverse("convention:list"), {"run": job.key}).context["listing"]
        assert (listing.total, listing.notices, listing.is_filtered) == (0, [], True)


def test_the_run_of_someone_else_narrows_nothing_and_is_said_not_to(client, wish, coordinator):
    job = generate(wish, [CommuneFactory(), CommuneFactory()], coordinator)
    client.force_login(person_as(Role.COORDINATOR))

    for key in (job.key, "x", "00000000-0000-0000-0000-000000000000"):
        page = client.get(reverse("convention:list"), {"run": key})
        assert page.context["listing"].total == 2
        assert "« Créées ensemble »" in page.context["listing"].notices[0].replace("\u00a0", " ")
        assert job.label not in page.text


# --- printing again --------------------------------------------------------------------------------------------------


def test_a_fresh_pdf_takes_the_place_of_the_former_which_stays(coordinator):
    convention = printed(ConventionFactory())
    former = convention.document
    convention.commune.mayor = "Alix Exemple"
    convention.commune.save()

    job = generation.print_again([convention], by=coordinator)
    job_runs.run(job.pk)

    fresh = Convention.objects.get()
    assert fresh.document != former
    assert not fresh.text_changed_since_pdf()
    assert set(StoredDocument.objects.about(fresh)) == {former, fresh.document}
    assert results(job) == [(convention.number, "DONE", "PDF refait")]


def test_a_pdf_that_is_up_to_date_is_left_alone(coordinator):
    job = generation.print_again([printed(ConventionFactory())], by=coordinator)
    job_runs.run(job.pk)

    assert results(job)[0][1:] == ("SKIPPED", "Le PDF est déjà à jour.")
    assert StoredDocument.objects.count() == 1


def test_a_text_that_changed_while_printing_is_not_kept(coordinator):
    convention = ConventionFactory()
    job = generation.print_again([convention], by=coordinator)
    line = job.lines.get()
    value = generation.render_again(job, line)
    convention.given_values = {"hebergeur": "Ondine"}
    convention.save()

    with pytest.raises(generation.Refused, match="a changé pendant l’impression"):
        generation.replace_pdf(job, line, value)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"state": State.VALIDATED}, "l’état est « Validée »"),
        ({"version": None}, "signée sur papier"),
        ({"given_values": {}}, "n’a pas de valeur"),
        ({"given_values": {"hebergeur": "Nacelle \u2603"}}, "n’a pas ce caractère : « \u2603 » (U+2603 SNOWMAN)"),
    ],
)
def test_what_cannot_be_printed_again_says_why(facts, expected, coordinator):
    job = generation.print_again([ConventionFactory(**facts)], by=coordinator)
    job_runs.run(job.pk)

    assert expected in results(job)[0][2].replace("\u00a0", " ")
