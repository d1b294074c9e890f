"""What a PDF says, as poppler’s pdftotext reads it."""

import re
import subprocess


def pages_of(content: bytes) -> list[str]:
    """The text of each page, one line of text per line of print."""
    command = ["pdftotext", "-raw", "-enc", "UTF-8", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return text.removesuffix("\f").split("\f")


def text_of(content: bytes) -> str:
    """The text as it was written: lines joined, words divided by a soft hyphen put together again."""
    return flowing("\n".join(pages_of(content)))


def flowing(text: str) -> str:
    """Undo the lines: a soft hyphen at the end of one divides a word, another hyphen belongs to it."""
    return re.sub(r"[ \n]+", " ", re.sub(r"-\n", "-", re.sub(r"\u00ad\n", "", text))).strip()
