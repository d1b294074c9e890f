"""What only the word before it tells: a number with a letter, a login, a name without a capital, a value of a log."""

import re
from collections.abc import Callable, Iterator

from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.letters import LETTER, SIGNS, SPACE, places, words_before
from tickets.redaction.names import (
    CIVILITY,
    NAME,
    NEXT,
    NOT_NAMES,
    PARTICLE,
    WORD,
    Allowed,
    E,
    first_word,
    may_stay,
    words_of,
)
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import begins_as_no_word, is_ordinary, looks_ordinary

START = r"(?<![^\W\d_])"
PEOPLE = (
    rf"lecteur|lectrice|abonn{E}e?|usag(?:er|[eèÈ]re)|adh{E}rente?|emprunteur|emprunteuse|inscrite?|patron|borrower"
)
OF_EITHER = r"(?:\([eE]\)|[.·]e)?"
_PERSON = rf"{START}(?i:{PEOPLE}){OF_EITHER}"
_PERSON_SIGNS = "ecteur ectrice bonn sager sagère sagere dhér dher dhe\u0301r mprunteu nscrit atron orrower"

# --- a number with letters: « carte L20044000123457 », « Adhérent n°: A-004521 » -------------------------------------

GAP = rf"(?:[^\w\r\n;|.,{SIGNS}]{{1,5}}+|_)"
LINKS = "n|no|nº|numéro|numero|num|de|du|d|l|la|le|est|code|barres?|id|identifiant|sa|son"
_FIGURES = r"(?:[0-9]{1,6}(?:[ .\u00a0\u202f-][0-9]{2,6}){1,6}|[0-9]{4,20})"
_LETTERED = re.compile(
    rf"{START}(?i:cartes?|badge|inscription|abonnement|{PEOPLE}){OF_EITHER}"
    rf"(?:{GAP}(?i:{LINKS})(?![^\W\d_])){{0,4}}{GAP}(?!v[0-9]+\.|T-[0-9]{{4}}-[0-9]{{5}}(?!\w))"
    rf"(?P<card>[A-Za-z]{{1,4}}[-/]?{_FIGURES}[A-Za-z]{{0,2}}|[0-9]{{6,20}}-?[A-Z]{{1,2}})(?!\w)"
)


def _lettered(text: str, at: int) -> Iterator[Found]:
    match = _LETTERED.match(text, at)
    if match and sum(map(str.isdecimal, match["card"])) >= 5:
        yield Kind.CARD, *match.span("card")


# --- the same, before the word that tells it: « A0123456 est son numéro de lecteur » ----------------------------------

_TOLD_AFTER = re.compile(
    rf"(?i:num[ée]ro|code|identifiant|n[°º]){SPACE}{{0,2}}(?:(?i:de|du|d['’]|sa|la|l['’]){SPACE}{{0,2}}){{0,3}}"
    rf"(?i:carte|badge|{PEOPLE})(?![^\W\d_])"
)
_TOLD = re.compile(
    rf"(?<![\w/.-])(?P<card>[A-Za-z]{{1,4}}[-/]?[0-9]{{5,20}}[A-Za-z]{{0,2}}|[0-9]{{6,20}}[A-Za-z]{{0,2}}),?{SPACE}{{1,2}}"
    rf"(?i:(?:qui{SPACE})?est|c['’]est|comme|pour){SPACE}{{1,2}}(?:(?i:bien|le|la|son|sa|mon|leur|votre){SPACE}{{1,2}}){{0,2}}\Z"
)


def _told_after(text: str, at: int) -> Iterator[Found]:
    near = max(0, at - 60)
    match = _TOLD.search(text[near:at]) if _TOLD_AFTER.match(text, at) else None
    if match:
        yield Kind.CARD, near + match.start("card"), near + match.end("card")


# --- a login: « Compte lecteur kbenali », « usager: paul.martin » ----------------------------------------------------

_LOGIN = re.compile(
    rf"{_PERSON}(?P<mark>{SPACE}{{0,2}}[:=]{SPACE}{{0,2}}[\"']?|{SPACE}{{1,2}})"
    r"(?P<login>[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){2,40})(?![\w@'’-])"
)
_ACCOUNTS = frozenset(["compte", "identifiant", "login", "pseudo", "pseudonyme", "session", "utilisateur", "code"])
_NO_LOGIN = re.compile(r"[0-9].*|[vV][0-9.]+|T-[0-9]{4}-[0-9]{5}")
_JOINED = re.compile(r"(?=.{5})[A-Za-z]++(?:.*[._].*|[0-9]+)")


def _login(text: str, at: int) -> Iterator[Found]:
    """A login, told by its look, or by « : » or an account that comes before: then any word that is not common."""
    match = _LOGIN.match(text, at)
    if not match or _NO_LOGIN.fullmatch(login := match["login"]):
        return
    if is_ordinary(login) or first_word(login) in NOT_NAMES:
        return
    if _JOINED.fullmatch(login) or (login.islower() and (begins_as_no_word(login) or _is_told(text, match))):
        yield Kind.NAME, *match.span("login")


def _is_told(text: str, match: re.Match[str]) -> bool:
    if "=" in match["mark"]:
        return True
    is_account = not _ACCOUNTS.isdisjoint(words_before(text, match.start())[:3])
    return (is_account or ":" in match["mark"]) and not looks_ordinary(match["login"])


# --- a name without its capital: « la lectrice marie dupont » --------------------------------------------------------

_SMALL = re.compile(rf"{LETTER}(?:{LETTER}|[\u0300-\u036f]|-(?={LETTER})){{1,40}}(?![\w'’])")
_ELIDED = rf"(?:[smtjnc]|qu)['’]|l['’](?:a|avait|ont|est)(?!{LETTER})"  # « Zoé s’est plainte »
_THEN = re.compile(
    rf"{SPACE}{PARTICLE}{{0,2}}(?!{_ELIDED})(?P<word>{LETTER}(?:{LETTER}|[\u0300-\u036f]|['’-](?={LETTER})){{1,40}}+)(?!=)"
)
_LED = re.compile(rf"{_PERSON}(?:{SPACE}{{0,2}}:{SPACE}{{0,2}}|{SPACE}{{1,2}})(?:{CIVILITY})?")
_POLITE = re.compile(CIVILITY)


def small_name(text: str, at: int) -> int:
    """Where the name that begins here with a known first name ends, whatever its capitals; the same place if none."""
    match = _SMALL.match(text, at)
    if not match or first_word(match[0]) not in FIRST_NAMES:
        return at
    end, has_capital = match.end(), False
    for _ in range(3):
        then = _THEN.match(text, end)
        if not then or is_ordinary(then["word"]) or first_word(then["word"]) in NOT_NAMES:
            break
        if has_capital and then["word"][0].islower():
            break  # « Jean-Pierre Lefèvre habite »
        end, has_capital = then.end(), then["word"][0].isupper()
    return end


def _led(text: str, at: int) -> Iterator[Found]:
    if match := _LED.match(text, at) or _POLITE.match(text, at):
        end = small_name(text, match.end())
        if end > match.end():
            yield Kind.NAME, match.end(), end


# --- whose loan, whose account: « Prêt de Paul Martin refusé » -------------------------------------------------------

_THINGS = (
    r"pr(?:[êe]|e\u0302)ts?|r[ée]servations?|retours?|comptes?|dossiers?|cartes?|emprunts?|fiches?|inscriptions?"
    r"|abonnements?|badges?|prolongations?"
)
_WHOSE = re.compile(
    rf"{START}(?i:{_THINGS}){SPACE}(?:(?i:de|pour|au{SPACE}nom{SPACE}de){SPACE}|(?i:au{SPACE}nom{SPACE})?[dD]['’])"
    rf"(?:{CIVILITY})?(?P<name>{NAME})?"
)
_THING_SIGNS = "rêt ret re\u0302t éserv eserv etour ompte ossier arte mprunt iche nscription bonnement adge rolongation"


def _whose(text: str, at: int) -> Iterator[Found]:
    match = _WHOSE.match(text, at)
    if not match:
        return
    start, end = match.span("name") if match["name"] else (match.end(), match.end())
    kept = without_last_words(text, start, end) if end > start else end
    end = max(kept, small_name(text, start))
    if end > start and _is_somebody(text[start:end]):
        yield Kind.NAME, start, end


def without_last_words(text: str, start: int, end: int) -> int:
    """Where the name ends without the common words after it: « PAUL MARTIN REFUSÉ »."""
    words = text[start:end].split()
    if len(words) < 2 or not is_ordinary(words[-1]):
        return start + len(text[start:end].rstrip())
    found = list(re.finditer(r"\S+", text[start:end]))
    while len(found) > 1 and is_ordinary(found[-1][0]):
        found.pop()
    return start + found[-1].end()


def _is_somebody(name: str) -> bool:
    """Whether it begins with a first name, or holds two words with a capital of which none is common."""
    words = re.findall(WORD, name)
    if first_word(name) in FIRST_NAMES:
        return True
    common = any(is_ordinary(word) or first_word(word) in NOT_NAMES for word in words)
    return len(words) > 1 and not name.isupper() and not common


# --- a value of a log: « nom=DUPONT » --------------------------------------------------------------------------------

_VALUE = rf"[^\s;,&|\"'<>(){{}}\[\]={SIGNS}]{{1,60}}(?:{NEXT}){{0,3}}"
_KEY = re.compile(
    rf"(?i:nom|name)(?:_[A-Za-z]{{1,20}})?(?:{SPACE}{{0,2}}=|[\"']{SPACE}{{0,2}}[:=]){SPACE}{{0,2}}"
    rf"(?:(?P<quote>[\"'])(?P<quoted>[^\"'\r\n{SIGNS}]{{1,60}})|(?P<bare>{_VALUE}))"
)
_BEFORE_KEY = re.compile(r"[^\W\d]*\Z")
_WHOSE_KEYS = "pre pré sur last first full user usager lecteur patron borrower abonne adherent display"
_OF_A_PERSON = {"", *_WHOSE_KEYS.split()}


def _valued(text: str, at: int) -> Iterator[Found]:
    match = _KEY.match(text, at)
    before = _BEFORE_KEY.search(text[max(0, at - 16) : at]) if match else None
    if not match or not before or before[0].lower().strip("_") not in _OF_A_PERSON:
        return
    group = "quoted" if match["quoted"] else "bare"
    value = match[group]
    if match["quote"] and match[0][:2].lower() == "na" and not before[0] and not value[0].isupper():
        return  # the attribute of a page: name="carte"
    start, end = match.span(group)
    is_common = all(len(word) < 2 or word in NOT_NAMES or is_ordinary(word) for word in words_of(value))
    if any(map(str.isalpha, value)) and not is_common:
        yield Kind.NAME, start, max(end, small_name(text, start))


# --- all of them -----------------------------------------------------------------------------------------------------

Reader = Callable[[str, int], Iterator[Found]]
Signs = tuple[tuple[tuple[Reader, ...], str, int], ...]
# By readers, the signs that they are tried at, in small letters and capitals, and how many letters before they begin.
_TRIED: Signs = (
    ((_lettered, _login, _led), _PERSON_SIGNS, 1),
    ((_told_after,), "numéro numero n° nº code identifiant", 0),
    ((_lettered,), "arte adge nscription bonnement", 1),
    ((_led,), "Mme mme Mlle mlle", 0),
    ((_led,), "adame onsieur ademoiselle", 1),
    ((_whose,), _THING_SIGNS, 1),
    ((_valued,), "nom Nom name Name", 0),
)


def tried(signs: Signs) -> list[tuple[tuple[Reader, ...], list[str], int]]:
    """The same, with the signs as they are looked for, in small letters and in capitals."""
    return [(readers, list(dict.fromkeys(f"{all_} {all_.upper()}".split())), before) for readers, all_, before in signs]


_PLACES = tried(_TRIED)


def introduced(text: str, allowed: Allowed) -> Iterator[Found]:
    """What the word just before tells of a patron, where nothing else does; the names that may stay are left out."""
    return told_at(_PLACES, text, allowed)


def told_at(tried_at: list[tuple[tuple[Reader, ...], list[str], int]], text: str, allowed: Allowed) -> Iterator[Found]:
    """What these readers find at the signs that each is tried at, without the names that may stay."""
    for readers, signs, before in tried_at:
        for at in places(text, *signs):
            begins = max(0, at - before)
            for read in readers:
                for kind, start, end in read(text, begins):
                    if kind != Kind.NAME or not may_stay(text[start:end], allowed):
                        yield kind, start, end
