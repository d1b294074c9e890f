"""A finished PDF written again: always the same bytes, and each stream as long as it says, however one counts."""

import zlib
from io import BytesIO

import pikepdf

CARRIAGE_RETURN = 0x0D
_UNCLEAR = b"\r\nendstream"


def settled(content: bytes) -> bytes:
    """The document itself, or the same with clearer ends when one of its streams ends in a carriage return.

    With the line feed that the syntax puts after it, that byte passes for an end of line, and the stream for one byte
    shorter than its /Length (ISO 19005-2, 6.1.7.1): validators then refuse the file.
    """
    if _UNCLEAR not in content:
        return content
    with pikepdf.open(BytesIO(content)) as document:
        return saved(document)


def saved(document: pikepdf.Pdf) -> bytes:
    """The bytes of an open document, its identifier made of what they say."""
    if "/ID" in document.trailer:
        del document.trailer["/ID"]
    for item in document.objects:
        if isinstance(item, pikepdf.Stream) and item.read_raw_bytes().endswith(b"\r"):
            _end_clearly(item)
    content = _written(document, pikepdf.ObjectStreamMode.preserve)
    if _UNCLEAR in content:  # the table of objects itself: it is then written in plain letters
        content = _written(document, pikepdf.ObjectStreamMode.disable)
    return content


def ended_clearly(data: bytes) -> bytes:
    """What a page draws, with blank lines until its compressed form, which ends with a sum of it, ends clearly."""
    while zlib.adler32(data) & 0xFF == CARRIAGE_RETURN:
        data += b"\n"
    return data


def _end_clearly(stream: pikepdf.Stream) -> None:
    """One line more, which neither a page, a font nor a table of characters minds."""
    data = ended_clearly(stream.read_bytes() + b"\n")
    stream.write(data)
    if "/Length1" in stream:
        stream.Length1 = len(data)


def _written(document: pikepdf.Pdf, mode: pikepdf.ObjectStreamMode) -> bytes:
    out = BytesIO()
    document.save(out, deterministic_id=True, compress_streams=True, object_stream_mode=mode)
    return out.getvalue()
