"""What a file is, by its content: an extension or a browser’s word is never believed."""

import codecs
import io
import re
from enum import StrEnum

from foundation.files.archive import listed_names
from foundation.files.refusals import Readable, UnacceptableFile

HEAD = 64 * 1024  # bytes looked at; enough for every signature and for the first records or lines


class Kind(StrEnum):
    """A type of file that people hand in, whether or not the product takes it."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    XLSX = "xlsx"
    XLSM = "xlsm"
    XLSB = "xlsb"
    XLS = "xls"
    DOCX = "docx"
    DOC = "doc"
    ODS = "ods"
    ODT = "odt"
    LOCKED_OFFICE = "locked-office"
    ZIP = "zip"
    OTHER_ARCHIVE = "other-archive"
    CSV = "csv"
    JSON = "json"
    UNIMARC = "unimarc"
    HTML = "html"
    XML = "xml"
    OTHER_IMAGE = "other-image"
    PROGRAM = "program"
    EMPTY = "empty"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """How a message names it, with its article: « un classeur Excel (.xlsx) »."""
        return _FACTS[self][0]

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions that such a file may bear, with their dot; the first is the usual one."""
        return _FACTS[self][1]

    @property
    def extension(self) -> str:
        """The usual extension, with its dot, or an empty text."""
        return next(iter(self.extensions), "")

    @property
    def media_type(self) -> str:
        """The type sent with a download; what is not taken is sent as plain bytes."""
        return _FACTS[self][2]


_BYTES = "application/octet-stream"
_OOXML = "application/vnd.openxmlformats-officedocument"
_FACTS: dict[Kind, tuple[str, tuple[str, ...], str]] = {
    Kind.PDF: ("un document PDF", (".pdf",), "application/pdf"),
    Kind.PNG: ("une image PNG", (".png",), "image/png"),
    Kind.JPEG: ("une image JPEG", (".jpg", ".jpeg"), "image/jpeg"),
    Kind.XLSX: ("un classeur Excel (.xlsx)", (".xlsx",), f"{_OOXML}.spreadsheetml.sheet"),
    Kind.XLSM: ("un classeur Excel avec des macros (.xlsm)", (".xlsm",), _BYTES),
    Kind.XLSB: ("un classeur Excel binaire (.xlsb)", (".xlsb",), _BYTES),
    Kind.XLS: ("un classeur de l’ancien Excel (.xls)", (".xls",), _BYTES),
    Kind.DOCX: ("un document Word (.docx)", (".docx",), f"{_OOXML}.wordprocessingml.document"),
    Kind.DOC: ("un document de l’ancien Word ou d’un programme proche", (".doc",), _BYTES),
    Kind.ODS: ("un classeur LibreOffice (.ods)", (".ods",), "application/vnd.oasis.opendocument.spreadsheet"),
    Kind.ODT: ("un document LibreOffice (.odt)", (".odt",), "application/vnd.oasis.opendocument.text"),
    Kind.LOCKED_OFFICE: ("un fichier Office protégé par un mot de passe", (), _BYTES),
    Kind.ZIP: ("une archive ZIP", (".zip",), "application/zip"),
    Kind.OTHER_ARCHIVE: ("une archive d’un autre format que ZIP", (), _BYTES),
    Kind.CSV: ("un fichier texte ou CSV", (".csv", ".txt", ".tsv", ".log"), "text/csv"),
    Kind.JSON: ("un fichier JSON", (".json", ".geojson"), "application/json"),
    Kind.UNIMARC: ("un fichier de notices UNIMARC (ISO 2709)", (".mrc", ".pan", ".iso", ".uni"), "application/marc"),
    Kind.HTML: ("une page web (HTML)", (), _BYTES),
    Kind.XML: ("un fichier XML", (), _BYTES),
    Kind.OTHER_IMAGE: ("une image d’un autre format que PNG ou JPEG", (), _BYTES),
    Kind.PROGRAM: ("un programme", (), _BYTES),
    Kind.EMPTY: ("un fichier vide", (), _BYTES),
    Kind.UNKNOWN: ("un fichier de type inconnu", (), _BYTES),
}

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"GIF8", Kind.OTHER_IMAGE),
    (b"II*\0", Kind.OTHER_IMAGE),
    (b"MM\0*", Kind.OTHER_IMAGE),
    (b"Rar!\x1a\x07", Kind.OTHER_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.OTHER_ARCHIVE),
    (b"\x1f\x8b", Kind.OTHER_ARCHIVE),
    (b"BZh", Kind.OTHER_ARCHIVE),
    (b"\xfd7zXZ\0", Kind.OTHER_ARCHIVE),
    (b"\x7fELF", Kind.PROGRAM),
    (b"{\\rtf", Kind.DOC),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # container of Office 97–2003, and of today’s encrypted Office files
_HEIC = re.compile(rb".{4}ftyp(heic|heix|mif1|avif)", re.DOTALL)
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)

# ISO 2709, 24-byte label: length (5), status and codes (5), « 22 » (indicators, subfield codes), base address (5);
# then the directory, figures only. Joining libraries deliver blank lengths, so spaces pass where figures are due.
_ISO2709 = re.compile(rb"[\d ]{5}[^\r\n]{5}22[\d ]{5}[^\r\n]{7}\d{12}")
_JSON = re.compile(r'\s*(\{\s*("|\}|$)|\[\s*([\[{"\]\-\d]|true|false|null|$))')
# Before the first element: byte order marks, comments and instructions, that would hide a drawing from what follows.
_PROLOGUE = re.compile(r"[\s\ufeff]*(?:<!--.*?-->[\s\ufeff]*|<\?.*?\?>[\s\ufeff]*)*", re.DOTALL)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
_XML = re.compile(r"<(\?xml|!doctype\b|!--|[^\W\d][\w:.-]*[\s/>])", re.IGNORECASE)
# A program of Windows: its two letters, then what no text holds (bytes of no code page, or control characters).
_PROGRAM = re.compile(rb"MZ(?:[\x81\x8d\x8f\x90\x9d]|.*?[\x00-\x08\x0e-\x19\x1b-\x1f\x7f])", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def kind_of(content: bytes | Readable) -> Kind:
    """What the content is. Accepts a file (read from its beginning and left there) or its first bytes."""
    file: Readable = io.BytesIO(content) if isinstance(content, bytes) else content
    file.seek(0)
    head = file.read(HEAD)
    kind = _kind_from(head, file)
    file.seek(0)
    return kind


def _kind_from(head: bytes, file: Readable) -> Kind:
    if not head:
        return Kind.EMPTY
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_ZIP):
        return _zip_kind(head, file)
    if head.startswith(_OLE):
        return _ole_kind(head, file)
    if _HEIC.match(head) or _WEBP.match(head):
        return Kind.OTHER_IMAGE
    if _PROGRAM.match(head):  # before any text: its zeros may be laid out as those of UTF-16
        return Kind.PROGRAM
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")
    if start.lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    if _ISO2709.match(start):
        return Kind.UNIMARC
    return _text_kind(head)


# --- containers ------------------------------------------------------------------------------------------------------

_PARTS: tuple[
    tuple[str, Kind], ...
] = (  # a part that only this kind of package holds; macros first, since such a workbook holds both
    ("xl/vbaproject.bin", Kind.XLSM),
    ("xl/workbook.bin", Kind.XLSB),
    ("xl/workbook.xml", Kind.XLSX),
    ("word/document.xml", Kind.DOCX),
)
_FOLDERS = (("xl/", Kind.XLSX), ("word/", Kind.DOCX))  # all that the beginning of a package may show
_OPEN_DOCUMENTS = ((b"opendocument.spreadsheet", Kind.ODS), (b"opendocument.text", Kind.ODT))


def _zip_kind(head: bytes, file: Readable) -> Kind:
    """A ZIP is a workbook, a document or a plain archive, by the parts it lists."""
    if head[30:38] == b"mimetype":
        for mark, kind in _OPEN_DOCUMENTS:
            if mark in head[38:120]:
                return kind
    try:
        names, marks = listed_names(file), _PARTS
    except UnacceptableFile:  # cut short, or only the first bytes were given: what its first entries say
        names = [found.decode("cp437") for found in re.findall(rb"PK\x03\x04.{26}([\w/\[\]. \\-]+)", head, re.DOTALL)]
        marks = _PARTS + _FOLDERS
    folded = {name.replace("\\", "/").lstrip("/").lower() for name in names}
    return next((kind for mark, kind in marks if any(name.startswith(mark) for name in folded)), Kind.ZIP)


def _ole_kind(head: bytes, file: Readable) -> Kind:
    """An old Office container, told by its table of streams (MS-CFB § 2.2: offsets 30 and 48 of the header)."""
    if len(head) < 52:
        return Kind.DOC
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 12)
    file.seek((int.from_bytes(head[48:52], "little") + 1) * sector)
    streams = file.read(4096).decode("utf-16-le", errors="ignore")
    if "EncryptedPackage" in streams:
        return Kind.LOCKED_OFFICE
    return Kind.XLS if "Workbook" in streams or "Book\0" in streams else Kind.DOC


# --- text ------------------------------------------------------------------------------------------------------------


def _text_kind(head: bytes) -> Kind:
    """Plain text by its encoding and the (near) absence of control characters, then by how it begins.

    A few are forgiven (a bell typed by mistake, the end mark of an old program); random bytes have one in ten.
    """
    text = _as_text(head)
    if text is None or len(_CONTROL.findall(text)) > len(text) // 20:
        return Kind.UNKNOWN
    if not text.strip():
        return Kind.EMPTY
    if _JSON.match(text):
        return Kind.JSON
    return _marked_kind(text)


def _marked_kind(text: str) -> Kind:
    """A page, another text of tags (a drawing, SVG, is one), or plain text: by its first element.

    What begins as XML does is XML even when no element is seen: a comment may be longer than what is looked at.
    """
    prologue = _PROLOGUE.match(text)
    first = prologue.end() if prologue else 0
    if _HTML.match(text, first):
        return Kind.HTML
    begins_marked = _XML.match(text, first) or _XML.match(text.lstrip("\ufeff \t\r\n"))
    return Kind.XML if begins_marked else Kind.CSV


def _as_text(head: bytes) -> str | None:
    """The beginning of a text file in UTF-16, UTF-8 or a Windows code page; None when it cannot be text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="ignore")
    if len(head) >= 4 and head[1:200:2].count(0) > 0.6 * len(head[1:200:2]):
        return head[: len(head) // 2 * 2].decode("utf-16-le", errors="ignore")
    if len(head) >= 4 and head[:200:2].count(0) > 0.6 * len(head[:200:2]):
        return head[: len(head) // 2 * 2].decode("utf-16-be", errors="ignore")
    if b"\0" in head:
        return None
    body = head.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(body) - 3 and len(head) == HEAD:  # a letter cut by the end of the head
            return body[: error.start].decode()
        return head.decode("cp1252", errors="replace")
