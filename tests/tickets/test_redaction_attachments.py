"""What can be read of an attachment is read; the rest is for the sender’s eyes."""

import pytest

from tickets.redaction import Kind, find, scannable

PAGE = """<!doctype html><html><head><title>Fiche</title></head><body><table>
<tr><td>Nom&nbsp;:</td><td>DUPONT</td></tr><tr><td>Carte</td><td>1234&#53;678</td></tr></table>
<p>la lectrice <b>Sophie</b> <i>Le&nbsp;Goff</i></p><a href="mailto:sophie@courriel.example">écrire</a><!-- 12345679 -->
</body></html>"""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("journal.log", "Abonné 12345678\n".encode(), "Abonné 12345678\n"),
        ("export.csv", "nom;carte\r\nLéguillon;12345678\r\n".encode("cp1252"), "nom;carte\r\nLéguillon;12345678\r\n"),
        ("export.txt", "\ufeffcarte 12345678".encode("utf-16-le"), "carte 12345678"),
        ("reponse.json", b'{"patron": 12345678}', '{"patron": 12345678}'),
        ("reponse.xml", b"<?xml version='1.0'?><a/>", "<?xml version='1.0'?><a/>"),
        ("image.txt", b"bonjour", "bonjour"),
        ("vide.txt", b"", ""),
    ],
)
def test_the_text_of_an_attachment_is_read(name, content, expected):
    assert (scannable(name, content) or "").removeprefix("\ufeff") == expected
    assert scannable(name, content) is not None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ecran.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        ("fiche.pdf", b"%PDF-1.7\n"),
        ("renomme.txt", b"%PDF-1.7\n"),
        ("archive.zip", b"PK\x03\x04"),
        ("coupe.txt", "é".encode()[:1] * 3 + b"\0"),
    ],
)
def test_what_has_no_text_to_read_is_for_the_eyes(name, content):
    assert scannable(name, content) is None


def test_a_page_is_read_as_it_is_seen_and_behind():
    text = scannable("fiche.html", PAGE.encode())

    assert {(one.kind, one.text) for one in find(text)} == {
        (Kind.CARD, "12345678"),
        (Kind.CARD, "12345679"),
        (Kind.MAIL, "sophie@courriel.example"),
        (Kind.NAME, "DUPONT"),
        (Kind.NAME, "Sophie Le\u00a0Goff"),
    }


def test_a_page_without_its_beginning_is_known_by_its_name():
    assert scannable("extrait.htm", b"<b>Mme</b> Dupont") == "Mme Dupont"
