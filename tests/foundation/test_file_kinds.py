"""A file is what its content says, whatever its name."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files.kinds import Kind, kind_of
from tests.foundation.table_files import archive, workbook

RECORD = b"00072nam  2200049   450 001000500000200001300005\x1eA001\x1e  \x1faUn titre\x1e\x1d"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 22 + b"\x09\0" + b"\0" * 16 + b"\0\0\0\0"


def ole(stream: str) -> bytes:
    """An old Office container whose first directory sector lists one stream."""
    return OLE.ljust(512, b"\0") + stream.encode("utf-16-le")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", Kind.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4", Kind.PDF),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Kind.PNG),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", Kind.JPEG),
        (b"\0\0\0\x18ftypheic\0\0", Kind.OTHER_IMAGE),
        (b"RIFF\x24\0\0\0WEBPVP8 ", Kind.OTHER_IMAGE),
        (b"GIF89a", Kind.OTHER_IMAGE),
        (b"Rar!\x1a\x07\0", Kind.OTHER_ARCHIVE),
        (b"MZ\x90\0\x03\0\0\0", Kind.PROGRAM),
        (b"MZ\x90 et du texte", Kind.PROGRAM),
        (b"MZ\x90\0" + b"a\0" * 4000, Kind.PROGRAM),
        (b"MZ" + b"a\0" * 4000, Kind.PROGRAM),
        (b"MZ" + b"\0a" * 4000, Kind.PROGRAM),
        (b"MZ" + b"a" * 4000 + b"\0", Kind.PROGRAM),
        (b"MZ;population\r\n" + b"1;2\r\n" * 9 + b"\x1a", Kind.CSV),
        ("MZ é".encode(), Kind.CSV),
        ("MZ é".encode("cp1252"), Kind.CSV),
        ("MZ;1".encode("utf-16"), Kind.CSV),
        (b"\x7fELF\x02\x01", Kind.PROGRAM),
        (b"", Kind.EMPTY),
        (b" \r\n\t", Kind.EMPTY),
        (b"\0\x01\x02\x03", Kind.UNKNOWN),
        ("commune;population\nAchères;21 663\n".encode(), Kind.CSV),
        ("commune;population\nAchères;21 663\n".encode("cp1252"), Kind.CSV),
        ("commune\tpopulation\r\nAchères\t1".encode("utf-16"), Kind.CSV),
        ("commune\tpopulation\r\nAchères\t1".encode("utf-16-le"), Kind.CSV),
        ("commune\tpopulation\r\nAchères\t1".encode("utf-16-be"), Kind.CSV),
        (b"[note] ceci n'est pas du JSON", Kind.CSV),
        (b"12345 22222 33333 44444", Kind.CSV),
        (b'[{"nom": "Poissy"}]', Kind.JSON),
        ('\ufeff {"communes": []}'.encode(), Kind.JSON),
        (b"<!DOCTYPE html><html>", Kind.HTML),
        (b"<html><body>Erreur 404", Kind.HTML),
        (b"<!-- x --> <!-- y --><html>", Kind.HTML),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', Kind.HTML),
        (b'<?xml version="1.0"?><Workbook/>', Kind.XML),
        (b"<svg><script>", Kind.XML),
        (b"<!-- x --><svg><script>", Kind.XML),
        (b"\n<!-- x -->\r\n<!-- <p> -->\t<svg/>", Kind.XML),
        (b"<!-- not closed <svg><script>", Kind.XML),
        (b'<?xml-stylesheet href="a.css"?><!-- x --><svg/>', Kind.XML),
        (b"<?x y?><svg/>", Kind.XML),
        (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" ""><svg/>', Kind.XML),
        (b"\xef\xbb\xbf\xef\xbb\xbf<!-- x --><svg/>", Kind.XML),
        ("<!-- x --><svg/>".encode("utf-16"), Kind.XML),
        (b'<_:svg xmlns:_="http://www.w3.org/2000/svg">', Kind.XML),
        (b"<3 lecteurs> <- ici", Kind.CSV),
        (b"{\\rtf1\\ansi", Kind.DOC),
        (RECORD, Kind.UNIMARC),
        (RECORD.replace(b"00072", b"     "), Kind.UNIMARC),
        (b"\r\n" + RECORD, Kind.UNIMARC),
        (ole("Workbook"), Kind.XLS),
        (ole("WordDocument"), Kind.DOC),
        (ole("EncryptedPackage"), Kind.LOCKED_OFFICE),
        (OLE[:20], Kind.DOC),
        (workbook([["a"]]), Kind.XLSX),
        (archive({"word/document.xml": b"<w/>"}), Kind.DOCX),
        (archive({"xl/workbook.xml": b"<w/>", "xl/vbaProject.bin": b"macro"}), Kind.XLSM),
        (archive({"xl/workbook.bin": b"b"}), Kind.XLSB),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, method=0), Kind.ODS),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text"}, method=0), Kind.ODT),
        (archive({"convention.pdf": b"%PDF-1.7"}), Kind.ZIP),
        (archive({}), Kind.ZIP),
    ],
)
def test_the_content_tells_the_kind(content, kind):
    assert kind_of(content) is kind
    assert kind_of(io.BytesIO(content)) is kind


def test_an_archive_of_workbooks_is_an_archive():
    stored = archive({"dossier/suivi.xlsx": workbook([["a"]])}, method=0)

    assert kind_of(stored) is Kind.ZIP


def test_a_workbook_cut_short_is_still_a_workbook_so_that_its_damage_can_be_told():
    package = workbook([["commune"]])

    assert kind_of(package[: len(package) * 3 // 4]) is Kind.XLSX


def test_a_letter_cut_by_the_end_of_the_head_does_not_make_a_text_unknown():
    text = ("é" * 40_000).encode()

    assert kind_of(b"x" + text) is kind_of(text) is Kind.CSV
    for start in (b'["', b'[ "', b'\xef\xbb\xbf["', b'\xef\xbb\xbf[ "'):
        assert kind_of(start + text + b'"]') is Kind.JSON


def test_a_file_is_left_at_its_beginning():
    file = io.BytesIO(workbook([["a"]]))
    file.seek(7)

    kind_of(file)

    assert file.tell() == 0


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_named_and_sent(kind):
    assert kind.label.split()[0] in {"un", "une"}
    assert "/" in kind.media_type
    assert all(extension.startswith(".") for extension in kind.extensions)


def test_what_a_browser_could_run_is_never_sent_as_such():
    assert {Kind.HTML.media_type, Kind.XML.media_type, Kind.UNKNOWN.media_type} == {"application/octet-stream"}


def test_the_real_files_are_known_for_what_they_are(shared):
    found = {path.name: kind_of(path.read_bytes()) for path in sorted((shared / "data").glob("unimarc*/*.*"))}

    assert found.pop("29_not_marc.mrc") is Kind.HTML
    assert found.pop("MANIFEST.json") is Kind.JSON
    assert len(found) == 18
    assert set(found.values()) == {Kind.UNIMARC}


@given(st.binary(max_size=300))
def test_any_bytes_have_a_kind(content):
    assert kind_of(content) in Kind
