"""A file’s name is kept readable and made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files.kinds import Kind
from foundation.files.names import MAX_LENGTH, media_type_of, safe_name


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("Délibération n° 12.pdf", "Délibération n° 12.pdf"),
        ("De\u0301libe\u0301ration.pdf", "Délibération.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\mairie\\convention.pdf", "convention.pdf"),
        ("Convention 12.03.2027 signée", "Convention 12.03.2027 signée"),
        ("a:b?<c>|d*.pdf", "a_b__c__d_.pdf"),
        ("  deux   espaces\n.pdf", "deux espaces.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("nul\x00octet.pdf", "nuloctet.pdf"),
        (".htaccess", "htaccess"),
        ("...", "fichier"),
        ("", "fichier"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("console.txt", "console.txt"),
        ("archive.tar.gz", "archive.tar.gz"),
    ],
)
def test_a_name_is_kept_as_far_as_it_is_harmless(given_name, kept):
    assert safe_name(given_name) == kept


@pytest.mark.parametrize(
    ("given_name", "kind", "kept"),
    [
        ("scan.pdf", Kind.PDF, "scan.pdf"),
        ("photo.JPEG", Kind.JPEG, "photo.JPEG"),
        ("scan.exe", Kind.PDF, "scan.exe.pdf"),
        ("scan", Kind.PDF, "scan.pdf"),
        ("con", Kind.PDF, "_con.pdf"),
        ("note.txt", Kind.CSV, "note.txt"),
        ("trace.log", Kind.CSV, "trace.log"),
        ("trace.LOG", Kind.JSON, "trace.LOG"),
        ("trace.exe", Kind.CSV, "trace.exe.csv"),
        ("sans.type", Kind.UNKNOWN, "sans.type"),
    ],
)
def test_the_extension_follows_the_content(given_name, kind, kept):
    assert safe_name(given_name, kind) == kept


@given(st.text(max_size=400), st.sampled_from([None, Kind.PDF, Kind.XLSX]))
def test_any_name_becomes_one_that_a_file_system_accepts(given_name, kind):
    kept = safe_name(given_name, kind)

    assert 0 < len(kept) <= MAX_LENGTH
    assert len(kept.encode()) <= 255
    assert not set(kept) & set('/\\<>:"|?*\0\n')
    assert kept[0] not in ". "
    assert kept[-1] not in ". "
    assert safe_name(kept, kind) == kept


@pytest.mark.parametrize(
    ("name", "media_type", "sent"),
    [
        ("trace.log", "text/csv", "text/plain"),
        ("trace.TXT", "application/json", "text/plain"),
        ("export.csv", "text/csv", "text/csv"),
        ("scan.txt", "application/pdf", "application/pdf"),
    ],
)
def test_a_log_is_sent_as_plain_text_that_no_spreadsheet_opens(name, media_type, sent):
    assert media_type_of(name, media_type) == sent
