"""The name of a file, in which « _ », « - » and « . » stand between words: « export_2078000123456_Jeanne_Martin »."""

import re
from collections.abc import Collection, Iterator, Sequence

from tickets.redaction.findings import Finding, Kind, merged
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.guard import find
from tickets.redaction.letters import ALLOWED, CAPITAL, LETTER
from tickets.redaction.names import NOT_NAMES, WORD, Allowed, first_word, may_stay, words_of
from tickets.redaction.ordinary import is_ordinary

# What a machine names a file with, which is no card: a day and its hour, the number of a ticket, an UUID.
_OF_MACHINES = re.compile(
    r"(?<![^\W_])(?:(?:19|20)[0-9]{2}(?P<mark>[-_.])(?:0[1-9]|1[0-2])(?P=mark)(?:0[1-9]|[12][0-9]|3[01])"
    r"(?:[-_ T](?:[01][0-9]|2[0-3])(?:[-_.h:]?[0-5][0-9]){1,2})?"
    r"|[A-Z]-[0-9]{4}-[0-9]{4,6}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![^\W_])"
)
_BREAK = re.compile(
    rf"(?<={LETTER})(?=[0-9])|(?<=[0-9])(?={LETTER})|(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W_])[_.+-](?=[^\W_])|_"
)
_BETWEEN_FIGURES = re.compile(r"[0-9][.-][0-9]")
_EXTENSIONS = """
    7z avi bat bmp cfg conf css csv doc docx eml gif gz har heic htm html ini jpeg jpg js json log md mov mp3 mp4 msg
    odp ods odt old pcap pdf png ppt pptx ps1 py rar rtf sh sql svg tar tif tiff trc tsv txt wav webp xls xlsx xml yaml
    yml zip
"""
_ENDING = re.compile(rf"(?:\.(?:{'|'.join(_EXTENSIONS.split())}))+\Z", re.IGNORECASE)
_WORD = re.compile(f"{LETTER}(?:{LETTER}|[\u0300-\u036f'’]){{1,40}}")
_INITIALLED = re.compile(
    rf"{CAPITAL}(?<![^\W_]{CAPITAL})(?<!\.{CAPITAL})(?:-{CAPITAL})?\.(?:[ -]?{CAPITAL}\.)?[ _]?(?P<word>{WORD})"
)
_PLACES = """
    avenue bibliotheque boulevard centre college ecole espace gymnase hopital lycee mediatheque place quai rue saint
    sainte salle square stade theatre
"""
_NAMED_AFTER = frozenset(_PLACES.split())
_THINGS = """
    base bug bureau capture client collection commune copie cours ecran export extrait fiche fichier image import
    journal liste log logs page photo plan rapport reseau sauvegarde scan screenshot version video ville vue zone
"""
_NO_NAMES = NOT_NAMES | _NAMED_AFTER | frozenset(_THINGS.split())


def find_in_name(
    name: str,
    *,
    allowed_names: Collection[str] = (),
    allowed_mails: Collection[str] = (),
    places: Collection[str] = (),
) -> tuple[Finding, ...]:
    """What the name of a file tells of patrons; its extension is not read.

    A known first name tells the word beside it, and an initial the surname after its dot: « J.Perrault ».
    """
    plain = _OF_MACHINES.sub(lambda match: ALLOWED * len(match[0]), _ENDING.sub("", name))
    text, where = _in_words(plain)
    may_be = {"allowed_names": allowed_names, "allowed_mails": allowed_mails, "places": places}
    allowed = [words_of(one) for one in allowed_names]
    found: list[tuple[Kind, int, int, Sequence[int]]]
    found = [(one.kind, one.start, one.end, where) for one in find(text, **may_be)]
    found += [(Kind.NAME, *span, where) for span in _names(text, allowed)]
    found += [(Kind.NAME, *span, range(len(plain))) for span in _initialled(plain, allowed)]
    found += [(one.kind, one.start, one.end, range(len(plain))) for one in find(plain, **may_be)]
    spans = [(kind, at[start], at[end - 1] + 1) for kind, start, end, at in found]
    return merged([Finding(kind, start, end, name[start:end]) for kind, start, end in spans], name)


def _in_words(plain: str) -> tuple[str, list[int]]:
    """The name with a space between its words, and where each of its characters is in the name itself."""
    text: list[str] = []
    places: list[int] = []
    reached = 0
    for gap in _BREAK.finditer(plain):
        if _BETWEEN_FIGURES.match(plain, max(0, gap.start() - 1)):
            continue
        text += [plain[reached : gap.start()], " "]
        places += [*range(reached, gap.start()), gap.start()]
        reached = gap.end()
    return "".join([*text, plain[reached:]]), [*places, *range(reached, len(plain))]


def _names(text: str, allowed: Allowed) -> Iterator[tuple[int, int]]:
    """A known first name with the word beside it, but where a place is named after somebody."""
    words = list(_WORD.finditer(text))
    for rank, word in enumerate(words):
        before = words[rank - 1] if rank else None
        if first_word(word[0]) not in FIRST_NAMES or (before and first_word(before[0]) in _NAMED_AFTER):
            continue
        start, end = word.span()
        for then in words[rank + 1 : rank + 4]:
            end = then.end() if _may_go_on(text, end, then) else end
        if end == word.end() and before and start == before.end() + 1 and not _is_common(before[0]):
            start = before.start()
        if end - start > len(word[0]) and not may_stay(text[start:end], allowed):
            yield start, end


def _initialled(plain: str, allowed: Allowed) -> Iterator[tuple[int, int]]:
    """An initial, its dot and a surname: « J.Perrault »."""
    for match in _INITIALLED.finditer(plain):
        if len(match["word"]) > 2 and not _is_common(match["word"]) and not may_stay(match["word"], allowed):
            yield match.span()


def _may_go_on(text: str, end: int, then: re.Match[str]) -> bool:
    return text[end : then.start()] == " " and not _is_common(then[0])


def _is_common(word: str) -> bool:
    return first_word(word) in _NO_NAMES or is_ordinary(word)
