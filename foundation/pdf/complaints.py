"""What the layout complains about while it works. Here a complaint stops the printing, and is put in French."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.logger import LOGGER
from weasyprint.urls import FatalURLFetchingError

from foundation.pdf.errors import PdfError

# How WeasyPrint’s messages begin, and what they mean for whoever asked for the document.
MEANINGS = {
    "Failed to load image": "une image ne se lit pas",
    "Failed to render SVG": "un dessin ne se lit pas, ou demande un fichier extérieur",
    "Image ": "une image n’a pas de texte de remplacement",
    "Font-face": "une police ne se charge pas",
    ".notdef": "un caractère n’existe dans aucune police",
    "No anchor": "un lien mène à un endroit absent du document",
    "Content discarded: target": "un renvoi mène à un endroit absent du document",
    "Anchor defined twice": "deux endroits du document portent le même nom",
    "Ignored": "une règle de style n’est pas comprise",
    "Relative URI": "une adresse est incomplète",
    "Using fontTools": "il manque la bibliothèque libharfbuzz-subset0 (Debian : apt-get install libharfbuzz-subset0)",
}


class Complaints(logging.Handler):
    """Keeps the warnings and errors of the layout."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def in_french(message: str) -> str:
    """What a message means, then the message itself for whoever repairs the template."""
    meaning = next((meaning for start, meaning in MEANINGS.items() if message.startswith(start)), "défaut")
    return f"{meaning} ({message})"


@contextmanager
def complaints_refused() -> Iterator[None]:
    """Turn into PdfError what WeasyPrint only logs: it would print the page without its image or with a dead link."""
    complaints, level = Complaints(), LOGGER.level
    LOGGER.addHandler(complaints)
    LOGGER.setLevel(logging.WARNING)  # whatever the settings want to see of them
    try:
        yield
    except FatalURLFetchingError as fatal:
        raise PdfError(str(fatal.__cause__)) from fatal
    finally:
        LOGGER.setLevel(level)
        LOGGER.removeHandler(complaints)
    if complaints.messages:
        found = dict.fromkeys(in_french(message) for message in complaints.messages)
        raise PdfError(f"Le document n’est pas imprimé : {' ; '.join(found)}.")
