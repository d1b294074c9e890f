"""A refused upload says what it is, what is expected, and what to do."""

import io
import zlib
from functools import partial

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pikepdf import Dictionary, Name

from foundation.files.kinds import Kind
from foundation.files.refusals import MEGABYTE, UnacceptableFile, megabytes
from foundation.files.uploads import check_upload
from tests.foundation.table_files import archive, workbook
from tests.foundation.test_file_kinds import ole

SCANS = frozenset({Kind.PDF, Kind.JPEG})
TABLES = frozenset({Kind.XLSX, Kind.CSV})


def pdf(*, encryption: pikepdf.Encryption | None = None, pages: int = 1, arrange=None) -> bytes:
    """A PDF of blank pages, with whatever `arrange` does to it."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    if arrange:
        arrange(document)
    file = io.BytesIO()
    document.save(file, encryption=encryption or False)
    return file.getvalue()


def refusal(content: bytes, *, accepted=SCANS, max_bytes=MEGABYTE) -> str:
    """Why a file is refused, its binding spaces made ordinary."""
    with pytest.raises(UnacceptableFile) as caught:
        check_upload(io.BytesIO(content), accepted=accepted, max_bytes=max_bytes)
    return caught.value.message_fr.replace("\u00a0", " ")


class Enormous(io.RawIOBase):
    """A file of 200 MB that nobody may read."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 200 * MEGABYTE if whence == 2 else offset

    def read(self, size: int = -1, /) -> bytes:
        raise AssertionError("an enormous file must be refused before it is read")


@pytest.mark.parametrize(
    ("content", "accepted", "kind"),
    [
        (pdf(), SCANS, Kind.PDF),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", SCANS, Kind.JPEG),
        (workbook([["a"]]), TABLES, Kind.XLSX),
        (b"a;b\n1;2", TABLES, Kind.CSV),
    ],
)
def test_an_expected_file_is_taken_and_left_at_its_beginning(content, accepted, kind):
    file = SimpleUploadedFile("nom-trompeur.exe", content)

    assert check_upload(file, accepted=accepted, max_bytes=MEGABYTE) is kind
    assert file.read() == content


def test_an_empty_file_is_refused():
    assert refusal(b"") == "Ce fichier est vide : vérifiez qu’il a bien été enregistré avant de le déposer."


def test_a_file_of_200_megabytes_is_refused_without_being_read():
    with pytest.raises(UnacceptableFile, match="pèse 200\u00a0Mo\u00a0; la limite est de 20\u00a0Mo"):
        check_upload(Enormous(), accepted=TABLES, max_bytes=20 * MEGABYTE)


@pytest.mark.parametrize(("size", "is_taken"), [(999, True), (1000, True), (1001, False)])
def test_the_limit_is_the_last_size_taken(size, is_taken):
    check = partial(check_upload, io.BytesIO(b"a;" * (size // 2) + b"b" * (size % 2)), accepted=TABLES, max_bytes=1000)

    if is_taken:
        assert check() is Kind.CSV
    else:
        with pytest.raises(UnacceptableFile):
            check()


@pytest.mark.parametrize(
    ("size", "rounded_up", "shown"),
    [
        (20 * MEGABYTE, False, "20 Mo"),
        (20 * MEGABYTE + 1, True, "20,1 Mo"),
        (20 * MEGABYTE - 1, False, "19,9 Mo"),
        (MEGABYTE // 2, False, "0,5 Mo"),
    ],
)
def test_a_size_over_the_limit_never_reads_like_the_limit(size, rounded_up, shown):
    assert megabytes(size, rounded_up=rounded_up).replace("\u00a0", " ") == shown


@pytest.mark.parametrize(
    ("content", "accepted", "message"),
    [
        (b"a;b\n1;2", SCANS, "C’est un fichier texte ou CSV ; il faut un document PDF ou une image JPEG."),
        (archive({"a.pdf": b"%PDF"}), frozenset({Kind.PDF}), "C’est une archive ZIP ; il faut un document PDF."),
        (ole("Workbook"), TABLES, "Ouvrez-le dans Excel ou LibreOffice, puis « Enregistrer sous » au format"),
        (ole("EncryptedPackage"), TABLES, "C’est un fichier Office protégé par un mot de passe"),
        (archive({"xl/vbaProject.bin": b"", "xl/workbook.xml": b""}), TABLES, "sans les macros."),
        (b"<html>Connexion", SCANS, "Une page d’erreur ou de connexion a souvent pris la place du fichier"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', SCANS, "il faut un document PDF"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', SCANS, "il faut un document PDF"),
        (b"\x00\x01", SCANS, "C’est un fichier de type inconnu ;"),
    ],
)
def test_another_kind_is_named_beside_the_expected_ones(content, accepted, message):
    assert message in refusal(content, accepted=accepted)


# --- PDF -------------------------------------------------------------------------------------------------------------


def with_open_action(action: dict, document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(**action)


def with_page_action(action: dict, document: pikepdf.Pdf) -> None:
    document.pages[0].obj.AA = Dictionary(O=document.make_indirect(Dictionary(**action)))


def with_link(action: dict, document: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 10, 10], A=Dictionary(**action))
    document.pages[0].obj.Annots = [document.make_indirect(link)]


def with_dynamic_form(document: pikepdf.Pdf) -> None:
    document.Root.AcroForm = Dictionary(XFA=[], Fields=[])


SCRIPT = {"S": Name.JavaScript, "JS": "app.alert('bonjour')"}
LAUNCH = {"S": Name.Launch, "F": "calc.exe"}


@pytest.mark.parametrize("place", [with_open_action, with_page_action, with_link])
@pytest.mark.parametrize(
    ("action", "what"), [(SCRIPT, "un programme (JavaScript)"), (LAUNCH, "l’ouverture d’un autre fichier")]
)
def test_a_pdf_that_acts_on_the_reader_s_machine_is_refused(place, action, what):
    assert what in refusal(pdf(arrange=partial(place, action)))


def test_a_script_hidden_by_an_escaped_name_is_found():
    disguised = pdf(arrange=partial(with_open_action, SCRIPT)).replace(b"/JavaScript", b"/J#61vaScrip#74")

    assert "un programme (JavaScript)" in refusal(disguised)


def test_a_dynamic_form_is_refused():
    assert "un formulaire dynamique (XFA)" in refusal(pdf(arrange=with_dynamic_form))


def test_a_link_to_a_web_page_and_a_signature_field_are_taken():
    def arrange(document: pikepdf.Pdf) -> None:
        with_link({"S": Name.URI, "URI": "https://demo.example"}, document)
        document.Root.AcroForm = Dictionary(Fields=[Dictionary(FT=Name.Sig, T="Signature")], SigFlags=3)

    assert check_upload(io.BytesIO(pdf(arrange=arrange)), accepted=SCANS, max_bytes=MEGABYTE) is Kind.PDF


def test_a_pdf_that_asks_for_a_password_is_refused():
    locked = pdf(encryption=pikepdf.Encryption(owner="maire", user="secret"))

    assert refusal(locked).startswith("Ce PDF est protégé par un mot de passe")


def test_a_pdf_that_only_forbids_copying_is_taken():
    restricted = pdf(encryption=pikepdf.Encryption(owner="maire", user=""))

    assert check_upload(io.BytesIO(restricted), accepted=SCANS, max_bytes=MEGABYTE) is Kind.PDF


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pdf()[:-40], "Ce PDF est incomplet"),
        (pdf(pages=0), "Ce PDF ne contient aucune page."),
        (b"%PDF-1.7\nrien\n%%EOF", "Ce PDF est abîmé"),
    ],
)
def test_a_pdf_that_nobody_could_read_is_refused(content, message):
    assert message in refusal(content)


@pytest.mark.parametrize(("megabytes_inside", "is_taken"), [(1, True), (300, False)])
def test_a_pdf_whose_objects_inflate_without_end_is_refused(megabytes_inside, is_taken):
    content = pdf_with_packed_objects(megabytes_inside)

    if is_taken:
        assert check_upload(io.BytesIO(content), accepted=SCANS, max_bytes=MEGABYTE) is Kind.PDF
    else:
        assert "Ce PDF est abîmé" in refusal(content)


def pdf_with_packed_objects(megabytes_inside: int) -> bytes:
    """A PDF of one page, whose catalog is in an object stream stuffed with that many megabytes of spaces."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"1 0 << /Type /Catalog /Pages 2 0 R >>")
    packed += b"".join(packer.compress(b" " * MEGABYTE) for _ in range(megabytes_inside)) + packer.flush()
    objects = {
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        4: b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >> stream\n%s\nendstream"
        % (len(packed), packed),
    }
    content, table = b"%PDF-1.5\n", [b"\0\0\0\0\0\0\0", b"\2\0\0\0\4\0\0"]
    for key, body in objects.items():
        table.append(b"\1" + len(content).to_bytes(4, "big") + b"\0\0")
        content += b"%d 0 obj %s endobj\n" % (key, body)
    table.append(b"\1" + len(content).to_bytes(4, "big") + b"\0\0")
    xref = b"<< /Type /XRef /W [1 4 2] /Size 6 /Root 1 0 R /Length 42 >> stream\n%s\nendstream" % b"".join(table)
    return content + b"5 0 obj %s endobj\nstartxref\n%d\n%%%%EOF\n" % (xref, len(content))
