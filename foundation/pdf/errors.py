"""What goes wrong when a document is printed."""


class PdfError(Exception):
    """The document cannot be printed as it should be; the message says why, in French, to whoever asked for it."""
