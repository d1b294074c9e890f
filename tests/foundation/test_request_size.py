"""A request too heavy is refused by what its header says: nothing on the disk, nothing lost, a page that says why."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation import clock
from foundation.files.refusals import MEGABYTE
from foundation.imports.forms import UploadForm
from foundation.models import Draft, ImportBatch, StoredDocument
from tests.foundation.heavy import CONTENT_TYPE, HeavyForm
from tests.foundation.import_kinds import coordinator, libraries_with_scans, registered
from tests.foundation.import_screens import NBSP, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    return registered(monkeypatch, libraries_with_scans())


@pytest.fixture(autouse=True)
def _no_room_on_the_disk(settings, tmp_path):
    """Where Django would write the file there is no folder: it cannot do so without failing the test."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "absent")


@pytest.fixture
def url(kind):
    return reverse("foundation:import_new", args=[kind.name])


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def browser(by, url):
    """The coordinator’s, who has the page of the form open: what it sends is read to find its proof."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(by)
    browser.get(url)
    return browser


def send(browser: Client, url: str, form: HeavyForm, **headers: str):
    arriving = {"CONTENT_LENGTH": str(form.size), "CONTENT_TYPE": CONTENT_TYPE, "wsgi.input": form, **headers}
    return browser.generic("POST", url, **arriving)


def test_two_hundred_megabytes_are_refused_with_the_limit_and_nothing_is_lost(browser, by, url):
    Draft.objects.create(person=by, key=url, data={"title": ["à moitié écrit"]}, saved_at=clock.now())

    page = send(browser, url, HeavyForm(200 * MEGABYTE))

    assert page.status_code == 413
    assert f"Vous envoyez 200,1{NBSP}Mo{NBSP}; la limite est de 180{NBSP}Mo par envoi" in words(page)
    assert f"25{NBSP}Mo par fichier et de 150{NBSP}Mo pour une archive" in words(page)
    assert "revenez à la page précédente" in words(page)
    assert Draft.objects.get().data == {"title": ["à moitié écrit"]}
    assert not ImportBatch.objects.exists()
    assert not StoredDocument.objects.exists()


def test_a_stranger_is_refused_as_well():
    page = send(Client(enforce_csrf_checks=True), reverse("account_login"), HeavyForm(200 * MEGABYTE))

    assert page.status_code == 413


@pytest.mark.parametrize(("beyond", "is_refused"), [(0, False), (1, True)])
def test_the_limit_is_the_heaviest_request_taken(browser, url, settings, beyond, is_refused):
    form = HeavyForm(MEGABYTE)
    settings.MAX_REQUEST_BYTES = form.size - beyond

    answer = send(browser, url, form)

    assert answer.status_code == (413 if is_refused else 403)  # 403: it was read, and no proof of the form was in it


def test_under_the_limit_a_heavy_file_goes_to_the_disk(browser, url):
    with pytest.raises(FileNotFoundError):
        send(browser, url, HeavyForm(20 * MEGABYTE))


def test_what_comes_after_the_answer_is_read_to_its_end(browser, url):
    form = HeavyForm(200 * MEGABYTE)

    send(browser, url, form)

    assert form.given == form.size


def test_a_part_of_a_page_gets_a_sentence_it_can_show(browser, url):
    answer = send(browser, url, HeavyForm(200 * MEGABYTE), HTTP_HX_REQUEST="true")

    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert answer.text == (
        f"Cet envoi pèse 200,1{NBSP}Mo{NBSP}; la limite est de 180{NBSP}Mo. Rien n’a été enregistré."
    )


def test_a_request_that_does_not_say_its_weight_is_refused(browser, url):
    page = send(browser, url, HeavyForm(10), CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked")

    assert page.status_code == 411
    assert "n’a pas pu lire ce que votre navigateur a envoyé" in words(page)


@pytest.mark.parametrize(("told", "status"), [("", 403), ("beaucoup", 403), ("-1", 400)])
def test_nothing_is_read_of_a_length_that_is_none(browser, told, status):
    form = HeavyForm(200 * MEGABYTE)

    answer = send(browser, reverse("account_login"), form, CONTENT_LENGTH=told)

    assert answer.status_code == status
    assert form.given == 0


def test_the_heaviest_form_fits_in_a_request(kind):
    fields = UploadForm(kind=kind).fields.values()

    heaviest = sum(field.max_bytes for field in fields)

    assert heaviest + settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= settings.MAX_REQUEST_BYTES
