"""What the network brings elsewhere: search, what waits on the homes, the life of people and places."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from foundation import audit, clock, search, todo
from network import contributions
from network.roles import Role
from tests.factories import (
    AssignmentFactory,
    CommuneFactory,
    LibraryFactory,
    PersonFactory,
    PresidentMandateFactory,
    ServiceFactory,
    person_as,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    PresidentMandateFactory()
    return person_as(Role.COORDINATOR)


def labels(person, text) -> list[str]:
    return [hit.label for group in search.search(person, text) for hit in group.hits]


# --- search ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["epone", "ÉPÔNE", "78217", "Épô"])
def test_a_commune_is_found_without_accents_or_by_its_code(coordinator, text):
    CommuneFactory(name="Épône", insee="78217")
    CommuneFactory(name="Limay")
    assert labels(coordinator, text) == ["Épône"]


SAINTS = ["Saint-Martin-la-Garenne", "Conflans-Sainte-Honorine", "St-Illiers-le-Bois", "Le Tertre-St", "Estissac"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("st martin", ["Saint-Martin-la-Garenne"]),
        ("St-Martin-la-Garenne", ["Saint-Martin-la-Garenne"]),
        ("saint-martin", ["Saint-Martin-la-Garenne"]),
        ("SAINT MARTIN", ["Saint-Martin-la-Garenne"]),
        ("ste honorine", ["Conflans-Sainte-Honorine"]),
        ("ste", ["Conflans-Sainte-Honorine"]),
        ("sainte", ["Conflans-Sainte-Honorine"]),
        ("saint illiers", ["St-Illiers-le-Bois"]),
        ("tertre saint", ["Le Tertre-St"]),
        ("saint estissac", []),  # « st » is a word here, and not two letters of another
    ],
)
def test_a_saint_is_found_in_full_or_in_short_however_it_is_kept(client, coordinator, text, found):
    for name in SAINTS:
        CommuneFactory(name=name)
    client.force_login(coordinator)

    assert labels(coordinator, text) == found
    listed = client.get(reverse("network:communes"), {"q": text}).context["listing"].table.records
    assert [one.name for one in listed] == found


def test_a_saint_of_the_territory_comes_before_the_names_that_only_hold_it(coordinator):
    for name in ("Le Mesnil-Saint-Martin", "Saint-Martin-la-Garenne"):
        CommuneFactory(name=name)
    assert labels(coordinator, "st martin") == ["Saint-Martin-la-Garenne", "Le Mesnil-Saint-Martin"]


def test_the_commune_that_begins_so_comes_first(coordinator):
    for name in ("Carrières-sous-Poissy", "Poissy"):
        CommuneFactory(name=name)
    assert labels(coordinator, "poissy") == ["Poissy", "Carrières-sous-Poissy"]


@pytest.mark.parametrize("text", ["mediatheque", "l’écluse", "ecluse limay"])
def test_a_library_is_found_by_its_name_and_its_commune(coordinator, text):
    LibraryFactory(name="Médiathèque de l’Écluse", commune=CommuneFactory(name="Limay"))
    assert "Médiathèque de l’Écluse" in labels(coordinator, text)


@pytest.mark.parametrize("text", ["lovelace", "ada lov", "Lovelace Ada", "ADÁ"])
def test_a_person_is_found_by_either_name_in_either_order(coordinator, text):
    PersonFactory(first_name="Ada", last_name="Lovelace")
    assert labels(coordinator, text) == ["Ada Lovelace"]


@pytest.mark.parametrize(
    ("source", "make"),
    [
        (contributions.communes, lambda n: CommuneFactory(name=f"Limay-{n}")),
        (contributions.libraries, lambda n: LibraryFactory(name=f"Limay-{n}")),
        (contributions.people, lambda n: PersonFactory(last_name=f"Limay-{n}")),
    ],
)
def test_a_source_brings_few_hits_in_one_query(coordinator, source, make, django_assert_max_num_queries):
    for n in range(25):
        make(n)
    coordinator.sees_network(clock.today())  # asked once per request, whatever is searched
    with django_assert_max_num_queries(1):
        assert len(source(coordinator, "limay")) == 20


# --- homes -----------------------------------------------------------------------------------------------------------


def test_the_coordination_is_told_what_is_missing(coordinator):
    LibraryFactory()
    CommuneFactory()  # without library: nobody to write to is no trouble

    texts = [item.text for item in contributions.todo(coordinator)]

    assert texts == ["1 bibliothèque sans référent informatique", "1 commune sans contact, avec une bibliothèque"]


def test_the_lists_behind_show_as_many(client, coordinator):
    LibraryFactory()
    AssignmentFactory(role=Role.IT_CORRESPONDENT, library=LibraryFactory())
    client.force_login(coordinator)
    for item, expected in zip(contributions.todo(coordinator), [1, 2], strict=True):
        assert client.get(item.url).context["listing"].total == expected


def test_nothing_waits_once_everybody_is_designated(coordinator):
    library = LibraryFactory()
    AssignmentFactory(role=Role.IT_CORRESPONDENT, library=library)
    AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=library.commune)
    assert contributions.todo(coordinator) == []


@pytest.mark.parametrize(("role", "waits"), [(Role.LIBRARY_HEAD, True), (Role.LIBRARIAN, False)])
def test_the_head_alone_is_asked_for_the_correspondent_of_the_library(role, waits):
    library = LibraryFactory(name="Escale")
    found = contributions.todo(person_as(role, library))
    assert [item.url for item in found] == ([reverse("network:designate", args=[library.pk])] if waits else [])


def test_the_head_of_several_libraries_is_asked_once_for_their_correspondents(client):
    library, other, served = LibraryFactory(), LibraryFactory(), LibraryFactory()
    head = person_as(Role.LIBRARY_HEAD, library)
    for place in (other, served):
        AssignmentFactory(person=head, role=Role.LIBRARY_HEAD, library=place)
    AssignmentFactory(role=Role.IT_CORRESPONDENT, library=served)
    client.force_login(head)

    (line,) = todo.waiting(head)

    assert line.text.startswith("2 bibliothèques sans référent informatique : ")
    assert client.get(line.url).context["listing"].total == 2


def test_a_closed_library_needs_nobody(coordinator):
    LibraryFactory(closed_on=clock.today())
    assert contributions.todo(coordinator) == []


# --- lives -----------------------------------------------------------------------------------------------------------


def test_a_function_stands_in_the_life_of_the_person_and_of_the_place(coordinator):
    assignment = AssignmentFactory(
        role=Role.LIBRARIAN,
        library=LibraryFactory(name="Escale"),
        person=PersonFactory(first_name="Ada", last_name="Exemple"),
    )
    assignment.ends_on = clock.today()
    assignment._history_user = coordinator
    assignment.save()

    for obj in (assignment.person, assignment.library):
        told = [f"{event.who} {event.what}" for event in audit.life(obj, coordinator)]
        assert (
            "Maillage a donné la fonction « bibliothécaire, Escale » à Ada Exemple, à partir du 1er janvier 2020"
            in told
        )
        assert any(
            text.startswith(f"{coordinator} a changé la fonction « bibliothécaire, Escale » d’Ada") for text in told
        )


def test_a_function_taken_back_stands_there_too(coordinator):
    assignment = AssignmentFactory(role=Role.COMMUNE_CONTACT, commune=CommuneFactory())
    commune = assignment.commune
    assignment.delete()
    assert any("a retiré la fonction" in event.what for event in audit.life(commune, coordinator))


def test_the_life_of_a_place_costs_as_many_queries_at_three_functions_as_at_one(django_assert_num_queries):
    library = LibraryFactory()
    AssignmentFactory(role=Role.LIBRARIAN, library=library)
    for told in (1, 2):
        with django_assert_num_queries(1):
            events = contributions.life(library)
        assert len(events) == told
        AssignmentFactory(role=Role.VOLUNTEER, library=library)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.COORDINATOR, 200), (Role.ADMINISTRATOR, 200), (Role.TECHNICIAN, 404)]
)
def test_the_life_of_a_person_is_for_those_who_manage_the_network(client, role, status):
    person = PersonFactory()
    client.force_login(person_as(role, ServiceFactory(code="DSINUM" if role == Role.TECHNICIAN else "SCLP")))
    assert client.get(person.get_absolute_url()).status_code == 200
    assert client.get(reverse("foundation:life", args=["network", "person", person.pk])).status_code == status


def test_one_reads_one_s_own_life_and_not_that_of_a_colleague(client):
    library = LibraryFactory()
    me, colleague = person_as(Role.LIBRARIAN, library), person_as(Role.LIBRARIAN, library)
    client.force_login(me)
    assert client.get(reverse("foundation:life", args=["network", "person", me.pk])).status_code == 200
    assert client.get(reverse("foundation:life", args=["network", "person", colleague.pk])).status_code == 404
    assert client.get(reverse("foundation:life", args=["network", "library", library.pk])).status_code == 200


# --- what begins a network -------------------------------------------------------------------------------------------


def waiting(person) -> list[str]:
    return [one.text.replace("\u00a0", " ") for one in contributions.todo(person)]


def test_an_administrator_is_told_that_nobody_coordinates_until_someone_does():
    administrator = person_as(Role.ADMINISTRATOR)
    assert any("Personne ne tient la coordination" in text for text in waiting(administrator))
    person_as(Role.COORDINATOR)
    assert not any("coordination" in text for text in waiting(administrator))


def test_the_coordination_is_told_that_no_mandate_runs_until_one_does():
    coordinator = person_as(Role.COORDINATOR)
    PresidentMandateFactory(actual_end=clock.today() - timedelta(days=1), starts_on=date(2020, 1, 1))
    assert any("Aucun mandat du Président ne court" in text for text in waiting(coordinator))
    PresidentMandateFactory(starts_on=clock.today())
    assert not any("mandat" in text for text in waiting(coordinator))


def test_an_administrator_is_not_asked_for_a_mandate_that_is_not_theirs_to_record():
    assert not any("mandat du Président ne court" in text for text in waiting(person_as(Role.ADMINISTRATOR)))


@pytest.mark.parametrize(("role", "is_shown"), [(Role.SECRETARY, False), (Role.DPO, False), (Role.COORDINATOR, True)])
def test_who_sees_no_place_has_no_entry_to_them(role, is_shown):
    assert (contributions.navigation(person_as(role)) is not None) == is_shown


def test_a_secretary_of_a_commune_sees_its_places():
    assert contributions.navigation(person_as(Role.SECRETARY, CommuneFactory())) is not None


def test_the_life_of_a_mandate_is_read_by_who_records_it(client):
    coordinator, mandate = person_as(Role.COORDINATOR), PresidentMandateFactory()
    life = reverse("foundation:life", args=["network", "presidentmandate", mandate.pk])
    client.force_login(coordinator)
    assert life in client.get(reverse("network:mandates")).content.decode()
    assert "a enregistré le mandat" in client.get(life).content.decode()
    client.force_login(person_as(Role.TECHNICIAN))
    assert client.get(life).status_code == 404
