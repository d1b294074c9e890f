"""A reference laid on the pages of a document that is already printed."""

from io import BytesIO

import pikepdf

from foundation.pdf.saving import ended_clearly, saved

NAME = pikepdf.Name.Reference


def overlaid(content: bytes, mark: bytes) -> bytes:
    """The document whose pages each bear what the one page of `mark` shows, and which says of itself what `mark` says.

    Both come from the press: the mark is page furniture, tagged so, in a font of its own; the pages keep their tags.
    The same input gives the same bytes.
    """
    with pikepdf.open(BytesIO(content)) as document, pikepdf.open(BytesIO(mark)) as marked:
        drawing = document.copy_foreign(marked.pages[0].as_form_xobject())
        for page in document.pages:
            page.add_resource(drawing, pikepdf.Name.XObject, NAME)  # a name of pikepdf’s own would be random
            page.contents_coalesce()
            drawn = b"q\n%s\nQ\nq %s Do Q\n" % (page.Contents.read_bytes(), bytes(NAME))
            page.Contents = document.make_stream(ended_clearly(drawn))
        document.trailer.Info = document.copy_foreign(marked.trailer.Info)
        document.Root.Metadata = document.copy_foreign(marked.Root.Metadata)
        return saved(document)
