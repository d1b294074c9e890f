"""Downloads: given to whoever may see what a document is about, and unable to do harm."""

from pathlib import Path

import pytest
from django.urls import reverse

from foundation import documents
from network.roles import Role
from tests.factories import LibraryFactory, PersonFactory, person_as

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


def path_of(document, settings) -> Path:
    sha256 = document.sha256
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def download(client, document, person, **query):
    client.force_login(person)
    return client.get(reverse("foundation:document", args=[document.key]), query)


@pytest.mark.django_db
def test_the_author_of_a_document_about_nothing_downloads_it(client):
    author = PersonFactory()
    document = documents.keep(PDF, name="a.pdf", by=author)

    response = download(client, document, author)

    assert response.status_code == 200
    assert response.getvalue() == PDF


@pytest.mark.django_db
def test_a_document_is_read_by_those_who_see_its_object_and_is_absent_for_the_others(client):
    library = LibraryFactory()
    document = documents.keep(PDF, name="a.pdf", about=library, by=PersonFactory())

    readers = [
        person_as(Role.LIBRARIAN, library),
        person_as(Role.LIBRARIAN, LibraryFactory()),
        person_as(Role.COORDINATOR),
    ]
    responses = [download(client, document, reader) for reader in readers]

    assert [response.status_code for response in responses] == [200, 404, 200]
    assert [PDF in response.getvalue() for response in responses] == [True, False, True]


@pytest.mark.django_db
def test_a_document_about_an_object_is_not_its_authors_who_lost_sight_of_it(client):
    stranger = PersonFactory()
    document = documents.keep(PDF, name="a.pdf", about=LibraryFactory(), by=stranger)

    response = download(client, document, stranger)
    assert (response.status_code, PDF in response.content) == (404, False)


@pytest.mark.django_db
@pytest.mark.parametrize("by", [None, "someone"])
def test_a_document_of_somebody_else_or_of_nobody_is_absent(client, by):
    document = documents.keep(PDF, name="a.pdf", by=PersonFactory() if by else None)

    response = download(client, document, PersonFactory())
    assert (response.status_code, PDF in response.content) == (404, False)


@pytest.mark.django_db
def test_a_document_is_asked_only_by_who_signed_in(client):
    document = documents.keep(PDF, name="a.pdf")

    response = client.get(reverse("foundation:document", args=[document.key]))

    assert response.status_code == 302
    assert "/compte/" in response.url


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name", "query", "expected"),
    [
        (PDF, "Délibération n° 12.pdf", {}, "inline; filename=\"Deliberation n_ 12.pdf\"; "
         "filename*=UTF-8''D%C3%A9lib%C3%A9ration%20n%C2%B0%2012.pdf"),
        (PDF, "a.pdf", {"enregistrer": "1"}, 'attachment; filename="a.pdf"'),
        (b"a;b\r\n1;2\r\n", "suivi.csv", {}, 'attachment; filename="suivi.csv"'),
        (b"<html></html>", "é’.html", {}, "attachment; filename=\"e_.html\"; filename*=UTF-8''%C3%A9%E2%80%99.html"),
    ],
)  # fmt: skip
def test_the_name_of_a_download_survives_its_accents(client, content, name, query, expected):
    author = PersonFactory()
    document = documents.keep(content, name=name, by=author)

    response = download(client, document, author, **query)

    assert response["Content-Disposition"] == expected
    response.close()


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "is_sandboxed"), [(PDF, False), (b"<html></html>", True)])
def test_a_download_can_neither_run_nor_be_taken_for_something_else(client, content, is_sandboxed):
    author = PersonFactory()

    response = download(client, documents.keep(content, name="a", by=author), author)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert ("sandbox" in response["Content-Security-Policy"]) is is_sandboxed
    assert response["Cache-Control"] == "private, no-store"
    assert response.streaming
    response.close()


@pytest.mark.django_db
def test_an_altered_file_is_told_on_a_page_and_never_sent(client, settings, caplog):
    author = PersonFactory()
    document = documents.keep(PDF, name="a.pdf", by=author)
    path_of(document, settings).write_bytes(b"something else")

    response = download(client, document, author)

    assert response.status_code == 409
    assert "Ce document n’est plus intact" in response.content.decode()
    assert document.sha256 in response.content.decode()
    assert str(document.key) in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("prénom;n°\r\n".encode(), "text/csv; charset=utf-8"),
        (b"a;b\r\n", "text/csv; charset=utf-8"),
        (b"x" * (64 * 1024 - 1) + "é".encode(), "text/csv; charset=utf-8"),
        ("prénom;n°\r\n".encode("cp1252"), "text/csv"),
        ("prénom;n°\r\n".encode("utf-16"), "text/csv"),
        (PDF, "application/pdf"),
    ],
)
def test_a_text_is_served_with_its_encoding_when_it_is_utf_8(client, content, expected):
    author = PersonFactory()

    response = download(client, documents.keep(content, name="a", by=author), author)

    assert response["Content-Type"] == expected
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == content
    response.close()
