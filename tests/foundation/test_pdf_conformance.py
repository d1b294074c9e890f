"""One file that is PDF/A-2a and PDF/UA-1, and always the same bytes."""

import hashlib
import os
import re
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO

import page
import pikepdf
import pytest
from django.conf import settings
from weasyprint import HTML

from foundation import pdf
from foundation.pdf.saving import CARRIAGE_RETURN, saved, settled
from tests.foundation.pdf_specimen import CREATED, TITLE, deed, printed_content, report
from tests.foundation.pdf_text import pages_of

PRINT_ELSEWHERE = """
import django, hashlib
django.setup()
from tests.foundation.pdf_specimen import deed
print(hashlib.sha256(deed().content).hexdigest())
"""


@pytest.mark.parametrize("document", [deed, report])
@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_printed_document_passes_both_profiles(document, profile):
    verdict = page.validate_pdf_bytes(document().content, profile=profile)
    assert [(failure.rule_id, failure.message) for failure in verdict.failures] == []
    assert verdict.is_compliant


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_plain_pdf_fails_so_the_check_can_fail(profile):
    plain = HTML(string="<html lang=fr><title>Titre</title><h1>Titre</h1>").write_pdf()
    assert not page.validate_pdf_bytes(plain, profile=profile).is_compliant


def test_the_metadata_declare_both_norms_and_stay_readable_by_any_tool():
    content = deed().content
    document = pikepdf.open(BytesIO(content))
    packet = document.Root.Metadata
    assert "/Filter" not in packet
    declared = packet.read_bytes()
    assert b'pdfaid:part="2" pdfaid:conformance="A"' in declared
    assert b'pdfuaid:part="1"' in declared
    assert declared.count(b"<rdf:RDF") == 1
    assert declared in content


def test_the_file_says_its_title_language_author_subject_and_date():
    document = pikepdf.open(BytesIO(deed().content))
    facts = {name: str(value) for name, value in document.docinfo.items() if name != "/Producer"}
    assert facts == {
        "/Title": TITLE,
        "/Author": "Communauté urbaine",
        "/Subject": "Spécimen",
        "/Creator": "Maillage",
        "/CreationDate": "D:20261122093000Z",
        "/ModDate": "D:20261122093000Z",
    }
    assert str(document.Root.Lang) == "fr"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert document.Root.MarkInfo.Marked


def test_the_tabulation_follows_the_structure_on_each_page():
    assert {str(sheet.obj.Tabs) for sheet in pikepdf.open(BytesIO(deed().content)).pages} == {"/S"}


def fonts_of(document) -> set[str]:
    """The names of the fonts inside the file, without the mark of a subset."""
    opened = pikepdf.open(BytesIO(document.content))
    descriptors = [item for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/FontName" in item]
    assert all("/FontFile2" in descriptor for descriptor in descriptors)
    return {re.sub(r"^/[A-Z]{6}\+", "", str(descriptor.FontName)) for descriptor in descriptors}


@pytest.mark.parametrize("document", [deed, report])
def test_no_font_but_ours_is_embedded(document):
    assert fonts_of(document()) == {f"Noto-Sans-Document{weight}" for weight in ("", "-Bold", "-Semi-Bold")}


def test_italics_and_letters_beyond_latin_1_come_from_ours_too():
    document = printed_content("<p>Łukasz Žižka, <em>Ÿvette Șerban</em>, l’œuvre à 3 €</p>")
    assert fonts_of(document) == {"Noto-Sans-Document", "Noto-Sans-Document-Bold", "Noto-Sans-Document-Italic"}


@pytest.mark.long
def test_the_same_input_gives_the_same_bytes_in_another_process():
    deed(1)  # this process has printed other documents before, the other one has not
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-c", PRINT_ELSEWHERE]
    elsewhere = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert elsewhere.stdout.strip() == hashlib.sha256(deed().content).hexdigest()


def test_threads_that_print_at_the_same_time_do_not_disturb_each_other():
    titles = [f"Document {number}" for number in range(3)] * 2
    with ThreadPoolExecutor(4) as threads:
        together = list(
            threads.map(lambda title: pdf.render("pdf/base.html", {}, title=title, created=CREATED), titles)
        )
    assert together == [pdf.render("pdf/base.html", {}, title=title, created=CREATED) for title in titles]
    assert len(set(together)) == 3


def test_another_text_gives_another_identifier():
    identifiers = {
        bytes(pikepdf.open(BytesIO(printed_content(html).content)).trailer.ID[0])
        for html in ("<p>Un</p>", "<p>Deux</p>")
    }
    assert len(identifiers) == 2


def test_one_instant_is_dated_in_one_way():
    utc = datetime.fromisoformat("2026-11-22T09:30:00+00:00")
    contents = [pdf.render("pdf/base.html", {}, title=TITLE, created=created) for created in (CREATED, utc)]
    assert b"2026-11-22T09:30:00Z" in contents[1]
    assert len({re.search(rb"CreateDate>([^<]*)<", content)[1] for content in contents}) == 1


def test_a_date_without_its_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        pdf.render("pdf/base.html", {}, title=TITLE, created=CREATED.replace(tzinfo=None))


# --- a reference given once the document is printed ------------------------------------------------------------------


def stamped(content: bytes, reference: str = "CONV-2026-0007") -> bytes:
    return pdf.stamp(content, reference, title=f"{TITLE} {reference}", created=CREATED, author="Communauté urbaine")


@pytest.mark.parametrize("document", [deed, report])
@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_a_stamped_document_still_passes_both_profiles(document, profile):
    verdict = page.validate_pdf_bytes(stamped(document().content), profile=profile)
    assert [(failure.rule_id, failure.message) for failure in verdict.failures] == []
    assert verdict.is_compliant


def test_each_page_bears_the_reference_once_and_keeps_its_words():
    before = pages_of(deed().content)
    after = pages_of(stamped(deed().content))
    assert [text.count("CONV-2026-0007") for text in after] == [1] * deed().pages
    assert [text.replace("CONV-2026-0007", "").split() for text in after] == [text.split() for text in before]


def test_the_reference_is_page_furniture_that_nobody_wants_read_aloud():
    document = pikepdf.open(BytesIO(stamped(deed().content)))
    drawing = document.pages[0].Resources.XObject.Reference
    operators = [str(instruction.operator) for instruction in pikepdf.parse_content_stream(drawing)]
    assert operators.index("BDC") < operators.index("TJ") < operators.index("EMC")
    assert b"/Artifact" in drawing.read_bytes()


def test_a_stamped_document_says_its_new_title_everywhere_and_keeps_its_packet_readable():
    content = stamped(deed().content)
    document = pikepdf.open(BytesIO(content))
    packet = document.Root.Metadata
    assert str(document.docinfo["/Title"]) == f"{TITLE} CONV-2026-0007"
    assert f"{TITLE} CONV-2026-0007".encode() in packet.read_bytes()
    assert "/Filter" not in packet
    assert packet.read_bytes() in content
    assert b'pdfuaid:part="1"' in packet.read_bytes()


def test_the_same_stamp_gives_the_same_bytes_and_another_gives_others():
    assert stamped(deed().content) == stamped(deed().content)
    assert stamped(deed().content) != stamped(deed().content, "CONV-2026-0008")


# --- how long each stream is ------------------------------------------------------------------------------------------


def with_unclear_end(content: bytes) -> bytes:
    """The same document, where what the first page draws happens to end, compressed, with a carriage return."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        drawn = document.pages[0].Contents.read_bytes()
        while zlib.adler32(drawn) & 0xFF != CARRIAGE_RETURN:
            drawn += b"\t"
        document.pages[0].Contents.write(drawn)
        document.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.mark.parametrize("mend", [settled, stamped])
def test_no_stream_seems_shorter_than_it_says(mend):
    unclear = with_unclear_end(deed().content)
    assert not page.validate_pdf_bytes(unclear, profile="2a").is_compliant

    content = mend(unclear)

    assert b"\r\nendstream" not in content
    assert page.validate_pdf_bytes(content, profile="2a").is_compliant
    assert mend(unclear) == content
    assert pages_of(content)[1:] == pages_of(mend(deed().content))[1:]


@pytest.mark.parametrize("number", range(40))
def test_whatever_it_says_no_printed_document_has_an_unclear_end(number):
    content = pdf.render("pdf/base.html", {}, title=f"Document {number}", created=CREATED)
    assert b"\r\nendstream" not in content
    assert b"\r\nendstream" not in stamped(content, f"CONV-2026-{number:04}")


def test_a_document_whose_streams_end_clearly_is_left_as_it_is():
    content = settled(deed().content)
    assert settled(content) is content


def test_a_table_of_objects_that_ends_unclearly_is_written_in_plain_letters():
    small = settled(pdf.render("pdf/base.html", {}, title=TITLE, created=CREATED))
    for length in range(1000):
        with pikepdf.open(BytesIO(small)) as document:
            document.Root.Spare = pikepdf.String("a" * length)  # whatever moves the sum of the bytes
            content = saved(document)
        if b"/XRef" not in content:
            break
    assert b"\r\nendstream" not in content
    assert b"/XRef" not in content
    assert page.validate_pdf_bytes(content, profile="2a").is_compliant
