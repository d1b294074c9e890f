"""Whatever the file, reading it gives sheets or a refusal in French, and nothing else."""

import io
import zipfile
from contextlib import suppress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from foundation.tabular.reader import read_table
from foundation.tabular.sheet import Limits, UnreadableTable
from tests.foundation.table_files import archive, sharing, workbook

SMALL = Limits(max_bytes=200_000, max_rows=200, max_columns=30, max_cells=2000, max_total=400_000)
GOOD = {
    "workbook": workbook([["Commune", "Code", "Date"], ["Achères", 78005, "12/03/2027"], ["Poissy", "=1+1", True]]),
    "shared": sharing("<si><t>a</t></si><si><r><t>b</t></r></si>", "0", "1"),
    "csv": 'Commune;Code\n"Achères, la ""ville""";78005\n'.encode(),
    "windows": "Commune;Code\nAchères;78005\n".encode("cp1252"),
    "utf-16": "Commune\tCode\nAchères\t78005\n".encode("utf-16"),
    "json": '{"communes": [{"nom": "Achères", "cp": ["78260"], "a": {"b": 1.5}}]}'.encode(),
}


def parts_of(package: bytes) -> dict[str, bytes]:
    """The parts of a workbook, by their path."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


PARTS = parts_of(GOOD["workbook"]) | parts_of(GOOD["shared"])


def outcome(content: bytes) -> int:
    """How many lines are read from a file; a refusal is none, and has its words."""
    lines = 0
    with suppress(UnreadableTable):
        lines = sum(len(sheet.rows) for sheet in read_table(io.BytesIO(content), name="fichier", limits=SMALL))
    return lines


@given(st.binary(max_size=2000))
@example(b"PK\x05\x06" + bytes(18))
@example(b"PK\x03\x04" * 20)
@example(b"\xff\xfea")
@example(b"\xfe\xff\xd8\x00")
@example(b"[" * 5000)
@example(b'{"":' * 5000)
@example(b'"')
@example(b"\xef\xbb\xbf")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600)
def test_any_bytes_are_read_or_refused(content):
    assert 0 <= outcome(content) <= SMALL.max_rows


@given(
    st.text(max_size=500), st.sampled_from(["utf-8", "utf-16", "cp1252"]), st.sampled_from(["", "[{", "sep=;\n", '"'])
)
def test_any_text_is_read_or_refused(text, encoding, start):
    assert 0 <= outcome((start + text).encode(encoding, errors="replace")) <= SMALL.max_rows


@given(st.sampled_from(sorted(GOOD)), st.floats(0, 1))
def test_a_good_file_cut_anywhere_is_read_or_refused(name, place):
    assert 0 <= outcome(GOOD[name][: int(len(GOOD[name]) * place)]) <= SMALL.max_rows


@given(st.sampled_from(sorted(GOOD)), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_good_file_with_wrong_bytes_is_read_or_refused(name, changes):
    content = bytearray(GOOD[name])
    for place, byte in changes:
        content[int((len(content) - 1) * place)] = byte

    assert 0 <= outcome(bytes(content)) <= SMALL.max_rows


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(PARTS)),
    st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 12),
            st.sampled_from(
                [b"", b"<", b">", b'"', b"-1", b"999999999999999999999", b"x", b"</row>", b"<c/>", b"nan", b"\0"]
            ),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_a_workbook_whose_xml_is_spoilt_is_read_or_refused(part, changes):
    content = bytearray(PARTS[part])
    for place, length, insertion in changes:
        start = int(len(content) * place)
        content[start : start + length] = insertion

    assert 0 <= outcome(archive(PARTS | {part: bytes(content)})) <= SMALL.max_rows


@given(st.sampled_from(sorted(PARTS)))
def test_a_workbook_without_one_of_its_parts_is_read_or_refused(missing):
    assert 0 <= outcome(archive({name: content for name, content in PARTS.items() if name != missing})) <= 200
