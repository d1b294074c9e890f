"""One file that is PDF/A-2a and PDF/UA-1, and always the same bytes."""

import hashlib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO

import page
import pikepdf
import pytest
from django.conf import settings
from weasyprint import HTML

from foundation import pdf
from tests.foundation.pdf_specimen import CREATED, TITLE, deed, printed_content, report

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
