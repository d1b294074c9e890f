"""A card number of four or five figures, which only its place tells: « (carte 5521) », « Mme Petit, carte n° 5521 ».

A word for a patron tells it by itself: « abonné 4512 », « lecteur n° 4512 », « borrowernumber: 4512 ».
"""

import re
from collections.abc import Iterator

from tickets.redaction.findings import Kind
from tickets.redaction.introduced import GAP, LINKS, OF_EITHER, PEOPLE, START, told_at, tried
from tickets.redaction.letters import LETTER, NAMED, SIGNS, SPACE
from tickets.redaction.names import E
from tickets.redaction.numbers import UNIT, Found

_OWNER = rf"(?:[^\W\d_]{{1,12}}+[’'\u00a0 .]{{1,2}}+){{0,4}}+{NAMED}{{1,200}}+"
_OWNED = rf"{SPACE}{{1,2}}{_OWNER}{SPACE}{{0,2}}[,:;(–-]?{SPACE}{{0,2}}"
_SHORT = re.compile(
    rf"{START}(?P<word>(?i:cartes?|badge|{PEOPLE})){OF_EITHER}"
    rf"(?:(?:{GAP}(?i:{LINKS})(?![^\W\d_])){{0,4}}{GAP}|{_OWNED}(?:[nN](?:[°º]|um{{0,1}}[ée]ro)?{SPACE}{{0,2}})?)"
    r"(?P<card>[0-9]{4,5})(?!\w|[-/.,:][0-9])"
)
_RUNS = re.compile(f"([{SIGNS}])\\1*")
_END_OF_SENTENCE = re.compile(r"[\r\n]|[.!?](?=\s)")
_AROUND = 400  # characters read on each side, in which a mask counts as one word
_NEAR = 9  # words


def _short(text: str, at: int) -> Iterator[Found]:
    match = _SHORT.match(text, at)
    if not match or UNIT.match(text, match.end()):
        return
    if _is_bracketed(text, match) or NAMED in match[0] or _is_near_a_name(text, match):
        yield Kind.CARD, *match.span("card")


def _is_bracketed(text: str, match: re.Match[str]) -> bool:
    """Whether it is all that brackets hold, or the end of it; « (lecteur 5521) » is a machine."""
    opens = text[max(0, match.start() - 2) : match.start()].rstrip(" \u00a0\u202f")[-1:]
    closes = text[match.end() : match.end() + 2].lstrip(" \u00a0\u202f")[:1]
    return (opens in ("(", "[") or closes in (")", "]")) and not match["word"].lower().startswith(("lec", "patron"))


def _is_near_a_name(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence names somebody just before or just after."""
    begins, ends = max(0, match.start() - _AROUND), match.end() + _AROUND
    if text.find(NAMED, begins, match.start()) >= 0:
        before = _END_OF_SENTENCE.split(text[begins : match.start()])[-1]
        if any(NAMED in word for word in _RUNS.sub(r"\1", before).split()[-_NEAR:]):
            return True
    if text.find(NAMED, match.end(), ends) < 0:
        return False
    after = _END_OF_SENTENCE.split(text[match.end() : ends], maxsplit=1)[0]
    return any(NAMED in word for word in _RUNS.sub(r"\1", after).split()[:_NEAR])


# --- told by a word for a patron, with « n° » where the word may be that of a machine --------------------------------

_SURE = rf"lectrice|abonn{E}e?|usag(?:er|[eèÈ]re)|adh{E}rente?|emprunteur|emprunteuse|inscrite?"
_NUMBER = "n|no|nº|numéro|numero|num|id|identifiant"
_END = r"(?!\w|[-/.,:][0-9])"
_TOLD = re.compile(
    rf"{START}(?:(?i:{_SURE}){OF_EITHER}(?:{GAP}(?i:{LINKS})(?!{LETTER})){{0,3}}"
    rf"|(?i:lecteur|cartes?|badge){OF_EITHER}{GAP}(?i:{_NUMBER})(?!{LETTER})(?:{GAP}(?i:est|de|{_NUMBER})(?!{LETTER})){{0,2}})"
    rf"{GAP}(?P<card>[0-9]{{4,5}}){_END}"
)
_KEYED = re.compile(
    rf"{START}(?i:patron|borrower|card|member|reader|lecteur|lectrice|abonn{E}e?|usager|adh{E}rent|emprunteur|carte)"
    r"(?P<key>[_ -]?(?i:id|number|num|no|numero|barcode|code)(?![^\W\d_]))?"
    rf"(?P<mark>[\"']?{SPACE}{{0,2}}[:=]{SPACE}{{0,2}}[\"']?|{SPACE}{{1,2}}|\[[\"']?)(?P<card>[0-9]{{2,20}}){_END}"
)
_KEYS_BEFORE = ("id_", "num_", "no_", "code_", "numero_", "number_")


def _told(text: str, at: int) -> Iterator[Found]:
    match = _TOLD.match(text, at)
    if match and not UNIT.match(text, match.end()):
        yield Kind.CARD, *match.span("card")


def _keyed(text: str, at: int) -> Iterator[Found]:
    """« patron_id=12 », « cardnumber: 4512 », « abonne=4512 »; after a mere space or « : », four figures at least."""
    match = _KEYED.match(text, at)
    if not match:
        return
    is_keyed = bool(match["key"]) or text[max(0, at - 7) : at].lower().endswith(_KEYS_BEFORE)
    is_valued = "=" in match["mark"] or not {"'", '"', "["}.isdisjoint(match["mark"])
    if (is_valued or is_keyed) and len(match["card"]) >= (2 if is_valued and is_keyed else 4):
        yield Kind.CARD, *match.span("card")


def _any(text: str, at: int) -> Iterator[Found]:
    """The first way that tells one here."""
    for read in (_told, _keyed, _short):
        if found := [*read(text, at)]:
            yield from found
            return


_PLACES = tried(
    (
        ((_any,), "arte adge ecteur ectrice bonn sager sagère dhér dher mprunteu nscrit", 1),
        ((_keyed,), "patron Patron borrower Borrower member Member card Card reader Reader", 0),
    )
)


def short_cards(text: str) -> Iterator[Found]:
    """The short numbers that a word before them tells, by itself, beside a name or in brackets."""
    return told_at(_PLACES, text, ())
