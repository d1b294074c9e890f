"""An archive is read within its bounds, and refused with the reason when it cannot be trusted."""

import io
import stat
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.files import archive as archive_module
from foundation.files.archive import Swelling, UnsafeArchive, listed_names, open_zip
from foundation.files.refusals import MEGABYTE
from tests.foundation.table_files import archive

PDF = b"%PDF-1.7 un scan"


def read_all(content: bytes, **limits: int) -> dict[str, bytes]:
    """Every file of an archive, by its path."""
    with open_zip(io.BytesIO(content), **limits) as entries:
        return {entry.path: entry.read() for entry in entries}


def refusal(content: bytes, **limits: int) -> str:
    """Why an archive is refused, its binding spaces made ordinary."""
    with pytest.raises(UnsafeArchive) as caught:
        read_all(content, **limits)
    return caught.value.message_fr.replace("\u00a0", " ")


def with_raw_name(raw: bytes) -> bytes:
    """An archive whose only entry has these bytes for a name, without the mark of UTF-8."""
    return archive({"x" * len(raw): PDF}).replace(b"x" * len(raw), raw)


def test_files_come_in_their_order_with_their_folders():
    content = archive({"Poissy/convention.pdf": PDF, "Poissy/": b"", "Achères.pdf": b"autre"})

    assert list(read_all(content).items()) == [("Poissy/convention.pdf", PDF), ("Achères.pdf", b"autre")]


def test_an_entry_has_the_name_of_its_file():
    with open_zip(io.BytesIO(archive({"Yvelines/Poissy/convention.pdf": PDF}))) as [entry]:
        assert entry.name == "convention.pdf"


def test_what_systems_add_is_left_out():
    content = archive(
        {
            "a.pdf": PDF,
            "__MACOSX/._a.pdf": b"",
            "d/.DS_Store": b"",
            "d/Thumbs.db": b"",
            "desktop.ini": b"",
            "d/._b": b"",
        }
    )

    assert list(read_all(content)) == ["a.pdf"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Délibération d’Achères.pdf".encode(), "Délibération d’Achères.pdf"),  # macOS, 7-Zip on Linux
        ("Délibération d'Achères.pdf".encode("cp850"), "Délibération d'Achères.pdf"),  # French Windows
        ("À Étampes, ÊTRE.pdf".encode("cp850"), "À Étampes, ÊTRE.pdf"),
        ("De\u0301libe\u0301ration.pdf".encode(), "Délibération.pdf"),
        (b"dossier\\scan.pdf", "dossier/scan.pdf"),
        (b"./a//b.pdf", "a/b.pdf"),
    ],
)
def test_french_names_are_read_whatever_program_wrote_them(raw, name):
    assert list(read_all(with_raw_name(raw))) == [name]


def test_a_name_marked_as_utf_8_is_believed():
    assert list(read_all(archive({"Mézières-sur-Seine.pdf": PDF}))) == ["Mézières-sur-Seine.pdf"]


@pytest.mark.parametrize(
    "raw",
    [b"../a.pdf", b"a/../../b.pdf", b"/etc/passwd", b"C:\\a.pdf", b"..\\a.pdf", b"a\x01b.pdf", b"\x00a.pdf", b"./."],
)
def test_a_path_that_leads_out_is_refused(raw):
    assert "ce chemin sort de l’archive ou n’est pas valable" in refusal(with_raw_name(raw))


@pytest.mark.parametrize(("first", "second"), [("a.pdf", "A.PDF"), ("é.pdf", "e\u0301.pdf"), ("d/a.pdf", "d\\a.pdf")])
def test_two_files_of_one_name_are_refused(first, second):
    assert "figure deux fois dans l’archive" in refusal(archive([(first, PDF), (second, PDF)]))


def test_a_link_is_refused():
    file = io.BytesIO()
    link = zipfile.ZipInfo("raccourci.pdf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(file, "w") as written:
        written.writestr(link, "/etc/passwd")

    assert "est un lien" in refusal(file.getvalue())


def test_an_encrypted_archive_is_refused_with_the_remedy():
    content = bytearray(archive({"a.pdf": PDF}))
    content[6] |= 1  # the flag of the local header, then of the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(content)) == (
        "Cette archive est protégée par un mot de passe : refaites-la sans mot de passe."
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_refused_with_the_remedy(method):
    assert "la méthode « Deflate »" in refusal(archive({"a.pdf": PDF}, method=method))


@pytest.mark.parametrize(("files", "is_taken"), [(2, True), (3, True), (4, False)])
def test_the_limit_is_the_last_number_of_files_taken(files, is_taken):
    content = archive({f"{number}.pdf": PDF for number in range(files)})

    if is_taken:
        assert len(read_all(content, max_entries=3)) == files
    else:
        assert refusal(content, max_entries=3) == "Cette archive contient 4 éléments ; la limite est 3."


def test_an_archive_that_lists_tens_of_thousands_of_files_is_refused_before_its_list_is_loaded(monkeypatch):
    monkeypatch.setattr(archive_module, "MAX_LISTED", 10)
    content = archive({str(number): b"" for number in range(11)})

    with pytest.raises(UnsafeArchive, match="trop d’éléments"):
        listed_names(io.BytesIO(content))


@pytest.mark.parametrize(("size", "is_taken"), [(999, True), (1000, True), (1001, False)])
def test_the_whole_of_the_content_counts_against_the_limit(size, is_taken):
    content = archive({"a": bytes(600), "b": bytes(size - 600)})

    if is_taken:
        assert sum(map(len, read_all(content, max_total=1000).values())) == size
    else:
        assert "une fois décompressée" in refusal(content, max_total=1000)


def test_reading_a_file_twice_counts_once():
    with open_zip(io.BytesIO(archive({"a": bytes(600)})), max_total=1000) as [entry]:
        assert len(entry.read()) == len(entry.read()) == 600


def test_a_folder_written_with_a_backslash_is_no_file():
    assert list(read_all(archive([("Poissy\\", b""), ("Poissy/a.pdf", PDF)]))) == ["Poissy/a.pdf"]


def test_a_bomb_is_refused_before_any_of_it_is_read():
    content = archive({"bon.pdf": PDF, "bombe.txt": bytes(200 * MEGABYTE)})

    with pytest.raises(Swelling, match="bombe.txt\u00a0» gonfle anormalement"), open_zip(io.BytesIO(content)):
        pytest.fail("the archive was opened")


@pytest.mark.parametrize("size", [4 * MEGABYTE, 4 * MEGABYTE + 1])
def test_under_four_megabytes_the_ratio_says_nothing(size):
    content = archive({"a.txt": bytes(size)})

    if size == 4 * MEGABYTE:
        assert len(read_all(content)["a.txt"]) == size
    else:
        assert "gonfle anormalement" in refusal(content)


def test_a_ratio_that_real_workbooks_reach_is_taken():
    content = archive({"a.csv": b"oui;non;Mantes-la-Jolie;78200\n" * 1000})

    assert len(read_all(content)["a.csv"]) == 30_000


def test_a_size_that_lies_is_not_believed():
    content = bytearray(archive({"a.txt": bytes(5 * MEGABYTE)}))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<L", content, directory + 24, 10)  # declares ten bytes

    assert "abîmé" in refusal(bytes(content))


def test_entries_that_share_their_bytes_are_refused():
    content = archive({"a.txt": PDF, "b.txt": PDF})
    directory = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", directory + 4)
    overlapping = bytearray(content)
    overlapping[second + 42 : second + 46] = overlapping[directory + 42 : directory + 46]

    assert "abîmée" in refusal(bytes(overlapping))


def test_an_archive_inside_an_archive_is_only_a_file():
    inner = archive({"bombe.txt": bytes(10 * MEGABYTE)})

    assert read_all(archive({"inner.zip": inner}, method=0)) == {"inner.zip": inner}


def test_a_damaged_entry_is_named():
    content = bytearray(archive({"bon.pdf": PDF, "gâté.pdf": b"abc" * 1000}, method=0))
    content[content.index(b"abcabc") + 50] ^= 0xFF

    assert refusal(bytes(content)) == "« gâté.pdf » est abîmé dans l’archive : refaites l’archive."


def test_an_archive_cut_short_is_refused():
    assert "abîmée ou incomplète" in refusal(archive({"a.pdf": PDF})[:-30])


def test_no_archive_at_all_is_refused():
    assert "abîmée ou incomplète" in refusal(b"PK\x03\x04 presque")


@given(st.data())
def test_any_damage_is_refused_or_harmless(data):
    content = bytearray(archive({"a.pdf": PDF, "d/é.csv": b"a;b\n" * 50}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))

    for damaged in (bytes(content), bytes(content[:cut])):
        files: dict[str, bytes] = {}
        with suppress(UnsafeArchive):
            files = read_all(damaged)
        assert sum(map(len, files.values())) <= len(PDF) + 200
