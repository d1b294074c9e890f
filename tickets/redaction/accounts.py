"""The account of a patron in a log: « user=sophie.martin », « login: "smartin" »; that of a program stays."""

import re
from collections.abc import Iterator
from functools import lru_cache

from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.introduced import told_at, tried
from tickets.redaction.letters import SIGNS, SPACE
from tickets.redaction.names import NEXT, NOT_NAMES, Allowed, first_word
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import begins_as_no_word, is_ordinary

_KEYS = (
    "user[_-]?(?:id|name)?|utilisateur|log(?:in|on)(?:[_-]?(?:id|name|as))?|uid|identifiant|account|compte|patron(?:[_-]?id)?"
    "|borrower(?:[_-]?id)?|usager|lecteur|abonn[ée]|adh[ée]rent|emprunteur|pseudo(?:nyme)?"
)
_VALUE = rf"[A-Za-zÀ-ÖØ-öø-ÿ](?:[\w.@%+’'\\-]){{1,60}}(?:{NEXT}){{0,2}}"
_KEY = re.compile(
    rf"(?P<key>(?i:{_KEYS}))(?:(?P<mark>[\"']?{SPACE}{{0,2}}(?:=|:){SPACE}{{0,2}})"
    rf"(?:(?P<quote>[\"'])(?P<quoted>[^\"'\r\n{SIGNS}]{{2,60}})(?=[\"'])|(?P<bare>{_VALUE}))"
    rf"|{SPACE}[\"'«]?{SPACE}?(?P<said>[A-Za-z][\w-]{{0,30}}(?:\.[\w-]{{1,30}}){{1,2}}))"
)
_BEFORE = re.compile(r"(?P<word>[^\W\d_]*)[_.-]?\Z")
_WHERE = """
    auth client current koha opac patron portail portal reader remote session sip web x
"""
_PREFIXES = frozenset(_WHERE.split())
_SERVICES = """
    admin administrateur administrator agent anonymous apache api app application backup batch bot bibliotheque
    celery cron daemon data database db default demo deploy dev docker ftp git guest grafana gunicorn http httpd indexer
    installer invite jenkins job kibana kube ldap local log logs mail mailer mediatheque monitor monitoring mysql nagios
    ncip nginx no nobody node oai opac operator oracle portail postfix postgres postgresql prod production prometheus
    proxy public rabbitmq rebuild redis replication reply robot root runner sa sauvegarde scheduler search server
    serveur service services sip smtp sql solr ssh sshd srv staff superuser superviseur supervision support svc sync
    sys system systemd task test tomcat unknown user vagrant web webmaster webservice worker ws www zabbix zebra koha
    orphee syrtis carthame nanook elastic elasticsearch maillage string object str int
"""
_OF_SERVICES = frozenset(_SERVICES.split())
_PARTS = re.compile(r"[a-zà-öø-ÿ]+")
LOOKS = re.compile(r"[A-Za-z].*[._@\\].*|[A-Za-z]{2,}[0-9]+")


def _account(text: str, at: int) -> Iterator[Found]:
    match = _KEY.match(text, at)
    if not match or not _is_a_key(text, match):
        return
    group = next(name for name in ("quoted", "bare", "said") if match[name])
    value = match[group].rstrip(".-'’\\ ")
    start = match.start(group)
    if group == "bare" and text[match.end() : match.end() + 1] == "=":
        return  # the next key: « user= session=12 »
    if len(value) > 1 and any(map(str.isalpha, value)) and not is_of_a_program(value) and _is_told(match, value):
        yield Kind.NAME, start, start + len(value)


def _is_a_key(text: str, match: re.Match[str]) -> bool:
    """Whether the key is a whole one, perhaps with a word that says where: « remote_user », not « db_user »."""
    near = text[max(0, match.start() - 16) : match.start()]
    if near[-1:] not in ("_", ".", "-"):
        return not near[-1:].isalnum()
    before = _BEFORE.search(near)
    return before is None or not before["word"] or before["word"].lower() in _PREFIXES


def _is_told(match: re.Match[str], value: str) -> bool:
    """« = » tells an account; « : » and a mere space, when it looks as one or bears a known first name."""
    if match["mark"] and ("=" in match["mark"] or match["mark"][0] in "\"'"):
        return True
    is_known = any(part in FIRST_NAMES for part in _PARTS.findall(value.lower()))
    if match["mark"]:
        return is_known or bool(LOOKS.fullmatch(value)) or begins_as_no_word(value)
    return is_known


@lru_cache(maxsize=4096)
def is_of_a_program(value: str) -> bool:
    """Whether each of its words is one of the names that programs and services bear: « koha_prod », « www-data »."""
    if is_ordinary(value) or value.lower().startswith(("http", "svc", "srv")):
        return True
    parts = [first_word(part) for part in _PARTS.findall(value.lower())]
    return all(part in _OF_SERVICES or part in NOT_NAMES or len(part) < 2 or is_ordinary(part) for part in parts)


_SIGNS = "user utilisateur login logon uid identifiant account compte patron borrower usager lecteur abonn adh pseudo"
_PLACES = tried((((_account,), f"{_SIGNS} {_SIGNS.title()}", 0), ((_account,), "emprunteur Emprunteur", 0)))


def accounts(text: str, allowed: Allowed) -> Iterator[Found]:
    """The accounts that the word before them tells; those of colleagues and of programs stay."""
    return told_at(_PLACES, text, allowed)
