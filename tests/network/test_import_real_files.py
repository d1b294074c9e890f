"""The two real files, brought in as they are (issue: people and places). Skipped where ../shared is absent."""

from collections import Counter
from pathlib import Path

import pytest

from foundation.imports.inspection import proposal
from foundation.models.imports import Decision
from network.imports.communes import COMMUNES
from network.imports.libraries import LIBRARIES
from network.models import Commune, Library
from network.territory import load_communes
from tests.foundation.import_kinds import confirm, coordinator, read, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def communes_file(shared) -> Path:
    return shared / "data" / "communes_gpseo.json"


@pytest.fixture
def libraries_file(shared) -> Path:
    return shared / "data" / "bibliotheques_gpseo.json"


def counted(batch) -> dict[str, int]:
    """Decision → how many lines."""
    return dict(Counter(batch.lines.values_list("decision", flat=True)))


def problems(batch) -> dict[str, list[str]]:
    """Label of the line → what is said of it."""
    found = batch.lines.exclude(problems=[])
    return {line.label: [problem["message"] for problem in line.problems] for line in found}


def test_each_field_is_found_in_the_columns_of_both_files(communes_file, libraries_file):
    by = coordinator()
    for kind, file in ((COMMUNES, communes_file), (LIBRARIES, libraries_file)):
        batch = read(kind, file.read_bytes(), by, name=file.name)
        sheet = batch.sheets[batch.sheet_index]
        found = proposal(sheet, kind, batch.header_line)
        assert found.ambiguous == {}
        assert found.missing == ()
    assert set(found.mapping.indexes) >= {"code", "name", "insee", "commune", "address", "website", "latitude"}


def test_the_shipped_communes_are_already_what_the_file_says(communes_file):
    load_communes()
    batch = read(COMMUNES, communes_file.read_bytes(), coordinator(), name=communes_file.name)
    assert counted(batch) == {Decision.SAME: 73}


def test_an_empty_network_receives_the_73_communes_and_gives_them_back(communes_file):
    by = coordinator()
    batch = confirm(read(COMMUNES, communes_file.read_bytes(), by, name=communes_file.name), by)

    assert counted(batch) == {Decision.CREATE: 73}
    assert Commune.objects.get(insee="78440").name == "Les Mureaux"
    assert Commune.objects.get(insee="78005").arrondissement == "Saint-Germain-en-Laye"

    undo(batch, by)
    assert not Commune.objects.exists()


def test_the_52_libraries_come_in_48_communes_and_a_second_import_changes_nothing(libraries_file):
    load_communes()
    by = coordinator()
    content = libraries_file.read_bytes()

    batch = confirm(read(LIBRARIES, content, by, name=libraries_file.name), by)

    assert counted(batch) == {Decision.CREATE: 52}
    assert Library.objects.count() == 52
    assert Library.objects.values("commune").distinct().count() == 48
    assert counted(read(LIBRARIES, content, by, name=libraries_file.name)) == {Decision.SAME: 52}


def test_the_same_name_in_six_communes_stays_six_libraries(libraries_file):
    load_communes()
    by = coordinator()
    confirm(read(LIBRARIES, libraries_file.read_bytes(), by, name=libraries_file.name), by)
    assert Library.objects.filter(sort_name="bibliotheque municipale").count() == 6


def test_what_was_typed_by_hand_is_kept_and_what_is_no_site_is_said(libraries_file):
    load_communes()
    by = coordinator()
    batch = confirm(read(LIBRARIES, libraries_file.read_bytes(), by, name=libraries_file.name), by)

    by_code = {library.code: library for library in Library.objects.all()}
    assert by_code["LI3531"].address == "40 BOULEVARD NOEL MARC"
    assert by_code["LI3553"].address == "2 rue de la Division Leclerc"  # two double spaces less
    assert by_code["LI9714"].name == "L’Embellie"
    assert by_code["LI9674"].address == ""
    assert by_code["LI3530"].website == "https://www.bibliotheque-acheres78.fr"
    assert by_code["LI17553"].website == "https://manteslaville.bibli.fr"  # « Https:// » in the file
    assert by_code["LI9740"].website == by_code["LI3548"].website == ""
    assert problems(batch)["LI9740, Association Bibliothèque Morainvilliers Bures"] == [
        "«\u00a0bmb@bibli.fr\u00a0» est une adresse e-mail\u00a0: le site n’est pas repris.",
        "Lue comme associative, d’après son nom\u00a0: à vérifier.",
    ]


def test_what_the_file_does_not_say_of_a_status_is_read_in_the_name_or_told(libraries_file):
    load_communes()
    by = coordinator()
    batch = confirm(read(LIBRARIES, libraries_file.read_bytes(), by, name=libraries_file.name), by)

    associations = Library.objects.filter(status=Library.Status.ASSOCIATIVE)
    assert {library.code for library in associations} == {"LI9740", "LI9736"}
    told = Counter(message for messages in problems(batch).values() for message in messages if "à vérifier" in message)
    assert told == {
        "Lue comme associative, d’après son nom\u00a0: à vérifier.": 2,
        "Supposée municipale, mais 12 bénévoles et aucun salarié\u00a0: à vérifier.": 1,
        "Supposée municipale, mais 5 bénévoles et aucun salarié\u00a0: à vérifier.": 1,
    }
    assert [finding[:70] for finding in batch.findings if "municipales" in finding] == [
        "31 bibliothèques nouvelles sans statut sont reprises comme municipales"
    ]


def test_the_capitals_corrected_by_hand_survive_the_next_import(libraries_file):
    load_communes()
    by = coordinator()
    content = libraries_file.read_bytes()
    confirm(read(LIBRARIES, content, by, name=libraries_file.name), by)
    library = Library.objects.get(code="LI3531")
    library.address = "40, boulevard Noël-Marc"
    library.save()

    batch = read(LIBRARIES, content, by, name=libraries_file.name)

    assert counted(batch) == {Decision.SAME: 52}
