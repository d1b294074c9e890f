"""Names of patrons: after a civility, after the word that says patron, beside a card number or an address."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from foundation.french import fold
from tickets.redaction.findings import Kind
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.letters import CAPITAL, CARD, HIDDEN, LETTER, NAMED, SPACE, places
from tickets.redaction.numbers import CARD_WORDS, OTHER_NUMBERS, Found
from tickets.redaction.ordinary import is_ordinary

Allowed = Collection[frozenset[str]]  # the folded words of each name that may stay

_MARK = "['’\u2010\u2011-]"
_REST = f"(?:{LETTER}|[\u0300-\u036f]|{_MARK}(?={LETTER})){{0,40}}"
WORD = f"{CAPITAL}{_REST}"
PARTICLE = f"(?:(?:de|du|des|la|le|van|von|der|den|da|dos|di|ben|el|al){SPACE}|[dD]['’])"
_LABELS = (
    "(?:pr[ée])?noms?|date|adresse|t[ée]l|t[ée]l[ée]phone|e-?mail|mail|courriel|carte|num[ée]ro|code|login|identifiant"
    "|mot|statut|cat[ée]gorie|ville|commune|profil|classe|compte|naissance|titulaire|lecteur|biblioth[èe]que"
)
_A_LABEL = rf"(?i:{_LABELS})(?![^\W\d_])[^:=\r\n]{{0,24}}[:=]"  # « Nom : Petit Prénom : Zoé »
NEXT = rf"{SPACE}{PARTICLE}{{0,2}}(?!M(?:me|lle|onsieur|adame|r)?\b|{_A_LABEL}){WORD}"
NAME = rf"{PARTICLE}{{0,2}}(?!M(?:me|lle|r)?\.?{SPACE}){WORD}(?:{NEXT}){{0,3}}"
E = "(?:é|e\u0301?|É|E\u0301?)"

_TITLES = "[Mm]adame|[Mm]onsieur|[Mm]ademoiselle|MADAME|MONSIEUR"
CIVILITY = rf"(?:M(?:me|lle|mes|ME|LLE)|m(?:me|lle|r)|MM|M[rR]?|{_TITLES})\.?{SPACE}{{1,3}}"
_POLITE = re.compile(rf"(?<!\w)(?<![0-9]{SPACE})(?<!['’]){CIVILITY}(?P<name>{NAME})")
_PLAIN = re.compile(rf"(?<!\w)[Mm](?:me|lle)\.?{SPACE}{{1,3}}(?P<name>[^\W\d_A-Z][^\W\d_]{{2,40}})")  # « mme dupont »
_READER = re.compile(
    rf"(?<!\w)(?i:lecteur|lectrice|abonn{E}e?|usag(?:er|[eèÈ]re)|adh{E}rente?|emprunteur|emprunteuse)"
    rf"(?:\([eE]\)|[.·]e)?{SPACE}{{0,2}}(?::{SPACE}{{0,2}}|{SPACE})(?:{CIVILITY})?(?P<name>{NAME})"
)
_FORM = re.compile(
    rf"(?<!\w)(?:[Pp]r[ée]n|PR[ÉE]N|[Nn]|N)(?:om|OM)(?:{SPACE}(?:du{SPACE}lecteur|de{SPACE}la{SPACE}lectrice"
    rf"|de{SPACE}l['’](?:abonnée?|usager|usagère|adhérente?)|et{SPACE}prénom))?{SPACE}?:{SPACE}{{0,3}}(?P<name>{NAME})"
)
# By pattern, the signs that it is tried at, and how many letters before them it begins.
_SIGNS = (
    ((_POLITE, _PLAIN), "Mme MME mme Mlle MLLE mlle", 0),
    ((_POLITE,), "M. M MM. MR Mr mr", 0),
    ((_POLITE,), "adame ADAME onsieur ONSIEUR ademoiselle", 1),
    ((_READER,), "ecteur ectrice bonn sager sagère sagere dhér dher dhe\u0301r mprunteu", 1),
    ((_READER,), "ECTEUR ECTRICE BONN SAGER SAGÈRE SAGERE DHÉR DHER MPRUNTEU", 1),
    ((_FORM,), "Nom nom NOM Prénom prénom PRÉNOM PRENOM Prenom", 0),
)
# A civility of one letter or two is looked for with the space after it.
_INTRODUCTIONS = [
    (patterns, [f"{sign} " if sign in ("M", "MR", "Mr", "mr") else sign for sign in signs.split()], before)
    for patterns, signs, before in _SIGNS
]

_MASKED = re.compile(f"[{HIDDEN}{CARD}]+")
_MASKED_NAME = re.compile(f"{NAMED}+")
_SPACES = " \u00a0\u202f"
_PART = rf"(?P<word>{LETTER}(?:{LETTER}|[\u0300-\u036f]|(?:{_MARK}|\.)(?={LETTER})){{1,40}})"  # « paul.martin » is one
_LEFT_BEFORE = re.compile(rf"(?<![\w'’-])(?<!{LETTER}\.){_PART}[{_SPACES}]{{1,2}}\Z")
_LEFT_AFTER = re.compile(rf"[{_SPACES}]{{1,2}}{_PART}(?![\w'’])")
_IS_CIVILITY = re.compile("(?i:m|mm|mme|mlle|mmes|mr|madame|monsieur|mademoiselle)")
_GAP_AFTER = rf"{SPACE}{{0,2}}(?P<mark>[(:,;<–-]?){SPACE}{{0,2}}"
_AFTER = re.compile(rf"[{HIDDEN}{CARD}]{_GAP_AFTER}(?P<name>{NAME})")
_TOKEN = re.compile(r"[^\s(:,;<–-][^\s(:,;<–]*|[(:,;<–-]")
_LINKS = "numéro n° n no sa la son tél tél. téléphone mail e-mail courriel"
_BESIDE_WORDS = CARD_WORDS | set(_LINKS.split())
_IS_WORD = re.compile(f"(?:[dD]['’])?{WORD}")
_IS_PARTICLE = re.compile("de|du|des|la|le|van|von|der|den|da|dos|di|ben|el|al")

# Words with a capital that begin a sentence, or name a machine, a place or a function.
_COMMON = """
    bonjour bonsoir merci cordialement madame monsieur mademoiselle mme mlle maire president presidente directeur
    directrice le la les un une des du ce cet cette ces il elle ils elles on nous vous je y est a et ou mais donc or
    pour par avec sans sur sous dans depuis lors apres avant quand lorsque si son sa ses leur mon ma notre votre qui que
    erreur error warn warning info debug trace fatal portail opac sigb koha orphee syrtis carthame nanook
    bibliotheque mediatheque dvd cd rfid pdf usb adobe acrobat windows linux mac android ios chrome firefox edge mp3
    nfc bluetooth blu zip sip ncip http https get post put url id ok ko lundi mardi mercredi jeudi vendredi samedi
    dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre pret prets retour
    retours reservation reservations numero tel telephone mail courriel email adresse nom prenom date compte code
    dossier impossible aucun aucune objet message serveur poste utilisateur user civilite statut categorie profil
    oui iban rib bic swift
"""
NOT_NAMES = frozenset(_COMMON.split()) | {fold(word) for word in CARD_WORDS | OTHER_NUMBERS}
_OF_OFFICES = """
    adjoint adjointe agent bibliothecaire chef cheffe conseiller conseillere coordinateur coordinatrice delegue deleguee
    depute deputee docteur elu elue gerant gerante inspecteur inspectrice juge mediateur mediatrice ministre prefet
    prefete principal principale professeur proviseur proviseure recteur rectrice referent referente responsable
    secretaire senateur senatrice sous tresorier tresoriere vice
"""
FUNCTIONS = frozenset(_OF_OFFICES.split())
_NO_FAMILY = NOT_NAMES | FUNCTIONS  # after « Madame Le », none of these is a name


def names(text: str, allowed: Allowed) -> Iterator[Found]:
    """The names of a text, those that may stay left out."""
    for patterns, signs, before in _INTRODUCTIONS:
        for at in places(text, *signs):
            for pattern in patterns:
                match = pattern.match(text, max(0, at - before))
                if match and may_name(match["name"]):
                    yield from _unless_allowed(text, *match.span("name"), allowed)
    yield from _beside(text, allowed)
    yield from _beside_names(text, allowed)


@lru_cache(maxsize=4096)
def words_of(name: str) -> frozenset[str]:
    """The words of a name, folded: in whichever order they are written, it is the same."""
    return frozenset(fold(name).split())


def may_name(words: str) -> bool:
    """Whether what a civility introduces names somebody: « Le Goff », « du Bellay »; not « Le Maire »."""
    article = first_word(words)
    if article not in NOT_NAMES:
        return True
    is_of_a_name = article in ("du", "des") or (article in ("le", "la", "les") and words[0].isupper())
    if not is_of_a_name:
        return False
    _, *family = fold(words).split()
    family = family[1:] if family[:1] in (["la"], ["le"]) else family
    return bool(family) and family[0] not in _NO_FAMILY


def first_word(name: str) -> str:
    """The first word of a name, folded: « jean » for « Jean-Pierre Martin »."""
    return _folded(name.split(maxsplit=1)[0])


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    return next(iter(fold(word).split()), "")


def _unless_allowed(text: str, start: int, end: int, allowed: Allowed) -> Iterator[Found]:
    if not may_stay(text[start:end], allowed):
        yield Kind.NAME, start, end


def may_stay(name: str, allowed: Allowed) -> bool:
    """A colleague’s name stays: in full, or the family name alone."""
    words = words_of(name)
    return any(words <= one for one in allowed)


def _beside(text: str, allowed: Allowed) -> Iterator[Found]:
    """Names just after or just before what is masked of a patron."""
    for match in _AFTER.finditer(text):
        span = _without_common_words(text, *match.span("name"))
        if span and (match["mark"] in ("", "(", "<") or _is_surely_a_name(text[slice(*span)])):
            yield from _unless_allowed(text, *span, allowed)
    for masked in _MASKED.finditer(text):
        if before := _name_before(text, masked.start()):
            span = _without_common_words(text, *before)
            if span and (_is_surely_a_name(text[slice(*span)]) or _is_inside_a_sentence(text, span[0])):
                yield from _unless_allowed(text, *span, allowed)


def _beside_names(text: str, allowed: Allowed) -> Iterator[Found]:
    """What was left of a name beside its mask: « Marie [nom masqué] », of a text that was masked already."""
    for masked in _MASKED_NAME.finditer(text):
        words = []
        start, end = masked.span()
        while (match := _word_before(text, start)) and _is_left(text, *match.span("word")):
            words.append(match)
            start = match.start()
        if words:
            yield from _unless_allowed(text, start, words[0].end("word"), allowed)
        words = []
        while (match := _LEFT_AFTER.match(text, end)) and _is_left(text, *match.span("word"), before=False):
            words.append(match)
            end = match.end()
        if words:
            yield from _unless_allowed(text, words[0].start("word"), end, allowed)


def _word_before(text: str, at: int) -> re.Match[str] | None:
    """The word that ends a space or two before a place; looked for among the last characters that are no space."""
    near = text[max(0, at - 60) : at].rstrip(_SPACES)
    if not near or len(near) == min(at, 60):
        return None
    begins = at - min(at, 60) + max(near.rfind(space) for space in _SPACES) + 1
    return _LEFT_BEFORE.search(text, begins, at)


def _is_left(text: str, start: int, end: int, *, before: bool = True) -> bool:
    """Whether a word beside a masked name is another part of it: a first name, or a capital that begins no sentence."""
    word = text[start:end]
    if first_word(word) in FIRST_NAMES:
        return True
    if "." in word and any(first_word(piece) in FIRST_NAMES for piece in word.split(".")):
        return True
    if first_word(word) in NOT_NAMES or is_ordinary(word) or _IS_CIVILITY.fullmatch(word):
        return False
    if before:
        return word[0].isupper() and _is_inside_a_sentence(text, start)
    return len(word) > 2 and word.isupper()


def _name_before(text: str, at: int) -> tuple[int, int] | None:
    """The words with a capital that end just before a place, or before « , carte n° » and the like."""
    near = max(0, at - 80)
    near = max(near, text.rfind("\n", near, at) + 1, text.rfind("\r", near, at) + 1)
    tokens = list(_TOKEN.finditer(text, near, at))
    skipped = 0
    while tokens and skipped < 6 and (len(tokens[-1][0]) == 1 or tokens[-1][0].lower() in _BESIDE_WORDS):
        tokens.pop()
        skipped += 1
    words: list[re.Match[str]] = []
    while tokens and len(words) < 6 and (_IS_WORD.fullmatch(tokens[-1][0]) or _IS_PARTICLE.fullmatch(tokens[-1][0])):
        words.insert(0, tokens.pop())
    return (words[0].start(), words[-1].end()) if words and words[-1][0][-1].isalpha() else None


def _without_common_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name without the common words before it (« Bonjour Sophie Le Goff »); None when nothing is left."""
    for match in re.finditer(r"[^ \t\u00a0\u202f]+", text[start:end]):
        is_of_a_sentence = match[0].isupper() and is_ordinary(match[0])  # « BLOQUÉE DEPUIS HIER »
        if first_word(match[0]) not in NOT_NAMES and match[0][0].isupper() and not is_of_a_sentence:
            return start + match.start(), end
    return None


def _is_surely_a_name(name: str) -> bool:
    """Two words with a capital, or one in capitals: a single word may only be how a sentence begins."""
    return len(re.findall(WORD, name)) > 1 or (len(name) > 2 and name.isupper())


def _is_inside_a_sentence(text: str, at: int) -> bool:
    return text[max(0, at - 2) : at].rstrip(" \u00a0")[-1:].islower()
