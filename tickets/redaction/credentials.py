"""What opens the account of a patron: « mot de passe : azerty12 », « Identifiant portail : jperrault61 »."""

import re
from collections.abc import Iterator
from functools import lru_cache

from foundation.french import fold
from tickets.redaction.accounts import LOOKS, is_of_a_program
from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.introduced import START, told_at, tried
from tickets.redaction.letters import LETTER, SIGNS, SPACE
from tickets.redaction.names import NOT_NAMES, Allowed, first_word
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import begins_as_no_word, is_ordinary, looks_ordinary

_LINK = rf"(?:(?i:de|du|des|la|le|sur|au|à|pour|son|sa|mon|votre){SPACE}{{1,2}}|(?i:[dl])['’])"
_ACCOUNTS = (
    "portail|opac|lecteurs?|lectrice|abonnée?s?|adhérente?s?|usag(?:er|ère)s?|emprunteur|emprunteuse|client|compte"
    "|connexion|site|web|internet|personnel(?:le)?|perso"
)
_OF_AN_ACCOUNT = rf"(?:{SPACE}{{1,2}}{_LINK}{{0,3}}(?i:{_ACCOUNTS})(?!{LETTER}))"
_STATES = "provisoire|temporaire|actuel|initial|nouveau|ancien|est|était|suivant|par défaut"
_MARK = rf"(?P<mark>[\"']?{SPACE}{{0,2}}[:=]{SPACE}{{0,2}}|{SPACE}{{1,2}})"

# --- passwords -------------------------------------------------------------------------------------------------------

_KEYS = rf"mots?{SPACE}de{SPACE}passe|motdepasse|mdp|password|passwd|pwd|passphrase|code{SPACE}(?:pin|secret)"
_PASSWORD = re.compile(
    rf"{START}(?i:{_KEYS})(?!{LETTER})(?:{_OF_AN_ACCOUNT}|{SPACE}(?i:{_STATES})(?!{LETTER})){{0,4}}{_MARK}"
    rf"(?:[\"«“']{SPACE}?(?P<quoted>[^\"»”'\r\n{SIGNS}]{{3,80}}?){SPACE}?[\"»”']"
    rf"|(?P<bare>[^\s\"'«»“”<>\[{SIGNS}][^\s\"'«»“”<>{SIGNS}]{{2,80}}))"
)
_AFTER_EQUALS = re.compile(r"[^&;,|]{3,}")
_NO_PASSWORD = re.compile(r"[*•.xX_-]+|[$%{(].*|[vV][0-9.]+|T-[0-9]{4}-[0-9]{5}")
_IS_MIXED = re.compile(r"(?=.*[^\W\d_])(?=.*[\d_@!#$%&*+?]).{5,}|[0-9]{4,}")
_LETTERS = re.compile(r"[^\W\d_]+")
_GOES_ON = re.compile(rf"{SPACE}{{1,2}}[a-zà-öø-ÿœ]")
_WELL_KNOWN = frozenset(["azerty", "qwerty", "password", "motdepasse"])
_OF_PASSWORDS = """
    bon change changer cordialement correct dedans defaut demande different errone expiration faux fort ici idem
    identique illisible incorrect incorrecte incorrects inexistant invalides ko mauvais modifie nouveau ok oublier
    oublies perime redacted reinitialise reinitialiser saisi saisir string trompe voir wrong
"""
_OF_FORMS = frozenset(_OF_PASSWORDS.split())


def _password(text: str, at: int) -> Iterator[Found]:
    match = _PASSWORD.match(text, at)
    if not match:
        return
    group = "quoted" if match["quoted"] else "bare"
    value, mark = match[group], match["mark"]
    if group == "bare" and "=" in mark:
        first = _AFTER_EQUALS.match(value)
        value = first[0] if first else ""
    value = value.rstrip(".,;:?)]}…" if group == "bare" else " ")
    start = match.start(group)
    goes_on = bool(_GOES_ON.match(text, start + len(value)))
    if _may_open(value) and (_is_mixed(value) or _is_given(mark, value, is_quoted=group == "quoted", goes_on=goes_on)):
        yield Kind.PASSWORD, start, start + len(value)


@lru_cache(maxsize=4096)
def _may_open(value: str) -> bool:
    """Whether it may be a password: no word of a form, no placeholder, no reference."""
    is_of_a_form = is_ordinary(value) or bool(set(fold(value).split()) & _OF_FORMS)
    return len(value) > 2 and not _NO_PASSWORD.fullmatch(value) and (not is_of_a_form or _is_mixed(value))


def _is_mixed(value: str) -> bool:
    """Whether its figures tell it from a word; those of a protocol do not: « SIP2 », « LDAPv3 »."""
    words = _LETTERS.findall(value)
    if not _IS_MIXED.fullmatch(value) or " " in value:
        return False
    return not words or value[-1].isalnum() is False or not all(first_word(one) in NOT_NAMES for one in words)


def _is_given(mark: str, value: str, *, is_quoted: bool, goes_on: bool) -> bool:
    """Whether « : », « = » or quotes give it; where a sentence goes on after it, no common word is one."""
    if fold(value) in _WELL_KNOWN:
        return True
    if "=" in mark or (mark[:1] in "\"'" and is_quoted):
        return True
    if ":" not in mark and not is_quoted:
        return False
    is_a_word = looks_ordinary(value) or value.endswith(("é", "ée", "er", "ez"))
    return not (is_a_word and (goes_on or value.endswith(("é", "ée"))))


# --- logins ----------------------------------------------------------------------------------------------------------

_LOGIN = re.compile(
    rf"{START}(?i:identifiants?|login|logon|pseudo(?:nyme)?|nom{SPACE}d['’]utilisateur|user{SPACE}name)(?!{LETTER})"
    rf"(?P<whose>{_OF_AN_ACCOUNT}{{0,3}})(?:{SPACE}(?:est|était))?(?P<mark>{SPACE}{{0,2}}[:=]{SPACE}{{0,2}}|{SPACE}{{1,2}})"
    rf"[\"'«“]?{SPACE}?(?P<login>[^\W_][\w.@+-]{{2,60}})"
)
_THEN = re.compile(rf"{SPACE}{{0,2}}(?:/|,|et(?={SPACE})){SPACE}{{0,2}}(?P<password>[^\s\"'«»<>{SIGNS}]{{5,80}})")


def _login(text: str, at: int) -> Iterator[Found]:
    match = _LOGIN.match(text, at)
    if not match:
        return
    login, is_marked = match["login"].rstrip(".-+"), bool(match["mark"].strip())
    end = match.start("login") + len(login)
    if login.isdecimal():
        if match["whose"] and is_marked and len(login) > 3:
            yield Kind.CARD, match.start("login"), end
        return
    if is_of_a_program(login) or first_word(login) in NOT_NAMES or (fold(login) in _OF_FORMS):
        return
    looks = bool(LOOKS.fullmatch(login)) or begins_as_no_word(login) or first_word(login) in FIRST_NAMES
    is_alone = not looks_ordinary(login) and not _GOES_ON.match(text, end)
    if (looks and (is_marked or match["whose"])) or (match["whose"] and is_marked and is_alone):
        yield Kind.NAME, match.start("login"), end
        then = _THEN.match(text, end)
        if then and _is_mixed(password := then["password"].rstrip(".,;:?)")):
            yield Kind.PASSWORD, then.start("password"), then.start("password") + len(password)


# --- both ------------------------------------------------------------------------------------------------------------

_PLACES = tried(
    (
        ((_password,), "mot Mot mdp Mdp pwd Pwd passwd Passwd password Password passphrase", 0),
        ((_login,), "dentifiant", 1),
        ((_login,), "login Login logon Logon pseudo Pseudo", 0),
    )
)
_PLACES += [
    ((_password,), ["code pin", "code PIN", "Code PIN", "code secret", "Code secret"], 0),
    ((_login,), ["nom d’utilisateur", "nom d'utilisateur", "Nom d’utilisateur", "Nom d'utilisateur", "user name"], 0),
]


def credentials(text: str, allowed: Allowed) -> Iterator[Found]:
    """The passwords, and the logins that the words before them give to a patron."""
    return told_at(_PLACES, text, allowed)
