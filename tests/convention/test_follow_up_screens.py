"""A follow-up and its scans through the screens: file, columns, preview, confirmation, report, undoing."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from convention.models import Convention
from convention.states import State
from foundation import clock, job_runs
from foundation.models import ImportBatch
from network.roles import Role
from tests.convention.factories import small_pdf, territory
from tests.convention.follow_up_files import TITLES, line
from tests.convention.model_screens import words
from tests.factories import CommuneFactory, person_as
from tests.foundation.table_files import archive, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(date(2026, 11, 22)):
        yield


@pytest.fixture
def by(client):
    territory()
    for rank, name in enumerate(["Achères", "Poissy", "Les Mureaux"]):
        CommuneFactory(name=name, insee=f"{78001 + rank}")
    person = person_as(Role.COORDINATOR)
    client.force_login(person)
    return person


def done(batch: ImportBatch) -> ImportBatch:
    """Once the worker has done what was asked."""
    job_runs.run(ImportBatch.objects.get(pk=batch.pk).job_id)
    return ImportBatch.objects.get(pk=batch.pk)


def test_a_follow_up_goes_from_the_file_to_the_conventions_and_back(client, by):
    page = client.get(reverse("foundation:import_new", args=["conventions"]))
    assert "Importer des conventions déjà signées" in words(page)
    assert client.get(reverse("foundation:import_model", args=["conventions"])).status_code == 200

    lines = [line("Achères"), line("Poissy", "31/02/2026"), line("Mureaux", "01/07/2026", None)]
    files = {
        "file": SimpleUploadedFile("suivi.xlsx", workbook([TITLES, *lines])),
        "attachments": SimpleUploadedFile(
            "scans.zip", archive({"Achères.pdf": small_pdf(), "seul.pdf": small_pdf("x")})
        ),
    }
    received = client.post(reverse("foundation:import_new", args=["conventions"]), files)
    batch = ImportBatch.objects.get()
    columns = reverse("foundation:import_columns", args=[batch.key])
    assert received.status_code == 302

    form = client.get(columns).context["form"]
    assert form["commune"].value() == 0
    mapping = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    client.post(columns, mapping)

    preview = client.get(batch.get_absolute_url())
    page = words(preview)
    assert "février 2026 n’a que 28 jours" in page
    assert "« Achères.pdf » est joint à cette ligne d’après son nom." in page
    assert "« seul.pdf »" in page
    assert "Reprise comme brouillon. Il manque : une date de signature." in page
    assert not Convention.objects.exists()

    confirm = next(button.url for button in preview.context["import_actions"] if "Importer" in button.label)
    client.post(confirm)
    assert "Reste un brouillon" in words(client.get(done(batch).get_absolute_url()))
    states = dict(Convention.objects.values_list("commune__name", "state"))
    assert states == {"Achères": State.NOTIFIED, "Les Mureaux": State.DRAFT}
    followed = Convention.objects.get(commune__name="Achères")
    assert "Convention signée, numérisée" in words(client.get(followed.get_absolute_url()))
    assert client.get(followed.scan.get_absolute_url()).getvalue() == small_pdf()

    client.post(reverse("foundation:import_undo", args=[batch.key]))
    done(batch)
    assert not Convention.objects.not_discarded().exists()
    assert "Reprise annulée" in words(client.get(followed.get_absolute_url()))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PROJECT_MANAGER])
def test_a_follow_up_is_brought_in_by_the_coordination_alone(client, role):
    address = reverse("foundation:import_new", args=["conventions"])
    client.force_login(person_as(role))
    assert client.get(address).status_code == 403
    client.force_login(person_as(Role.COORDINATOR))
    assert client.get(address).status_code == 200
