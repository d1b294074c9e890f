"""Everything that a text tells of patrons, until nothing more is found.

What is found is hidden, and the text read again: a name beside a card number, and the same name further on. Nothing is
found any more in a text once masked, since a mask reads as what was hidden there.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable

from foundation.french import fold
from tickets.redaction import (
    accounts,
    alone,
    bank,
    called,
    contacts,
    credentials,
    introduced,
    names,
    numbers,
    owners,
    short_cards,
    social,
    tables,
)
from tickets.redaction.findings import MASK, Finding, Kind, merged
from tickets.redaction.first_names import FIRST_NAMES
from tickets.redaction.letters import (
    ALLOWED,
    CARD,
    HIDDEN,
    LETTER,
    NAMED,
    OTHER,
    SPACE,
    end_of_line,
    hidden,
    start_of_line,
)
from tickets.redaction.numbers import Found
from tickets.redaction.ordinary import ORDINARY, is_ordinary
from tickets.redaction.spelt import as_typed

_SIGNS = {
    Kind.CARD: CARD,
    Kind.MAIL: HIDDEN,
    Kind.PHONE: HIDDEN,
    Kind.NAME: NAMED,
    Kind.BANK: HIDDEN,
}  # a name beside one of them is a patron’s
_KINDS = {kind.mask: kind for kind in Kind}


def find(
    text: str, *, allowed_names: Iterable[str] = (), allowed_mails: Iterable[str] = (), places: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """What this text tells of patrons, in order, apart from one another.

    Names of colleagues may stay (`allowed_names`, in full), and the addresses of the vendor and of the services
    (`allowed_mails`: an address, or a whole domain as « @demo.example »). Near a card, where two words with a
    capital are a name, the `places` of the network stay too.
    """
    reading = _Reading(text, [names.words_of(name) for name in allowed_names], allowed_mails, places)
    reading.read_all()
    while reading.read_repeated():
        pass
    return merged(reading.found, text)


def holds_persons(text: str) -> bool:
    """Whether some lines are a table whose columns tell of persons, be they masked or not."""
    return bool(tables.standing(text, tables.headers(text)))


class _Reading:
    """A text being read: what was found, and what is left to read of it."""

    def __init__(self, text: str, allowed: names.Allowed, mails: Iterable[str], places: Iterable[str]) -> None:
        self.text, self.allowed = text, [one for one in allowed if one]
        self.places = frozenset(map(fold, places))
        self.found: list[Finding] = []
        self.repeats_read = self.cards_read = 0
        self.headers: list[tables.Header] = []
        self.of_tables: dict[str, Kind] = {}  # what the columns of persons hold
        masks = [(_sign(_KINDS[mask[0]]), *mask.span()) for mask in MASK.finditer(text)]
        self.left = hidden(text, masks)
        may_stay = {mail.casefold() for mail in mails}
        kept = merged([self._finding(*one) for one in contacts.mails(self.left)], text) if may_stay else ()
        kept_spans = [(ALLOWED, one.start, one.end) for one in kept if _is_allowed(one.text, may_stay)]
        self.left = hidden(self.left, kept_spans)

    def read_all(self) -> None:
        """Read the whole text once, then again each line where something was found."""
        self.headers = tables.headers(self.left)
        in_tables = self._in_tables()
        fresh = self._hide([*in_tables, *(self._finding(*one) for one in self._told_by(self.left))])
        self._read_again(sorted([*fresh, *self._owners()], key=_start))
        self._read_again(self._owners())

    def read_repeated(self) -> bool:
        """Hide what was found once and stands elsewhere without what told it; whether there was any."""
        if len(self.found) == self.repeats_read:
            return False
        self.repeats_read = known = len(self.found)
        repeated = [*self._repeated_names(), *self._repeated_small(), *self._repeated_figures()]
        fresh = self._hide([*repeated, *self._in_tables(), *self._repeated_cells()])
        if not self.headers:
            self.repeats_read += len(fresh)
        self._read_again(fresh)
        self._read_again(self._owners())
        return len(self.found) > known

    def _owners(self) -> tuple[Finding, ...]:
        """Hide the names near the card numbers, if there are more of these than when it was last read."""
        if (cards := self.left.count(CARD)) == self.cards_read:
            return ()
        self.cards_read = cards
        told = [*owners.owners(self.left, self.allowed, self.places)]
        told += alone.alone(self.left, self.allowed, self.places)
        return self._hide([self._finding(*one) for one in told])

    def _in_tables(self) -> list[Finding]:
        told = [self._finding(*one) for one in tables.cells_of_persons(self.left, self.headers, self.allowed)]
        self.of_tables.update((one.text, one.kind) for one in told)
        return told

    def _told_by(self, part: str) -> list[Found]:
        told = [*contacts.mails(part), *contacts.addresses(part), *contacts.births(part), *numbers.numbers(part)]
        told += [*names.names(part, self.allowed), *introduced.introduced(part, self.allowed)]
        told += [*called.called(part, self.allowed), *accounts.accounts(part, self.allowed)]
        told += [*credentials.credentials(part, self.allowed), *social.social_numbers(part)]
        told += [*short_cards.short_cards(part), *bank.ibans(part), *alone.alone(part, self.allowed, self.places)]
        return told

    def _finding(self, kind: Kind, start: int, end: int) -> Finding:
        return Finding(kind, start, end, self.text[start:end])

    def _hide(self, findings: list[Finding]) -> tuple[Finding, ...]:
        fresh = merged(findings, self.text)
        self.found += fresh
        self.left = hidden(self.left, [(_sign(one.kind), one.start, one.end) for one in fresh])
        return fresh

    def _read_again(self, fresh: Collection[Finding]) -> None:
        """No pattern crosses a line: only those where something was just hidden may tell more, read together."""
        while fresh:
            lines: list[str] = []
            starts, places = [], []  # of each line: where it is in the text, and among those read again
            reached = at = 0
            for one in fresh:
                if one.end <= reached:
                    continue
                start = start_of_line(self.left, one.start)
                reached = end_of_line(self.left, one.end)
                lines.append(self.left[start:reached])
                starts.append(start)
                places.append(at)
                at += reached - start + 1
            told = self._told_by("\n".join(lines))
            fresh = self._hide([self._moved(one, places, starts) for one in told])

    def _moved(self, told: Found, places: list[int], starts: list[int]) -> Finding:
        kind, start, end = told
        line = bisect_right(places, start) - 1
        by = starts[line] - places[line]
        return self._finding(kind, start + by, end + by)

    # --- the same, further on ----------------------------------------------------------------------------------------

    def _repeated_names(self) -> list[Finding]:
        known = self._known_words()
        found: list[Finding] = []
        for match in _CAPITALISED.finditer(self.left) if known else ():
            if match[0].casefold() in known:
                last = found[-1] if found else None
                if last and _JOINT.fullmatch(self.left, last.end, match.start()):
                    found[-1] = self._finding(Kind.NAME, last.start, match.end())
                else:
                    found.append(self._finding(Kind.NAME, *match.span()))
        return found

    def _known_words(self) -> set[str]:
        """The words of the names found, without those of a colleague’s or of every sentence."""
        known: set[str] = set()
        for name in self._names_found():
            words = {word.casefold() for word in re.findall(names.WORD, name)}
            known |= {word for word in words if len(word) > 3} or words
            known |= {word.casefold() for word in _small_words(name)}
        staying = frozenset().union(names.NOT_NAMES, ORDINARY, *self.allowed)
        return {word for word in known if not names.words_of(word) <= staying}

    def _repeated_small(self) -> list[Finding]:
        """A login, or a name written without its capital, as it was found."""
        found = self._names_found()
        known = {login for login in found if len(login) > 4 and _LOGIN.fullmatch(login)}
        known = {word for word in known.union(*map(_small_words, found)) if not self._is_everywhere(word)}
        matches = _LOGIN.finditer(self.left) if known else ()
        return [self._finding(Kind.NAME, *match.span()) for match in matches if match[0] in known]

    def _names_found(self) -> set[str]:
        return {one.text for one in self.found if one.kind == Kind.NAME}

    def _is_everywhere(self, word: str) -> bool:
        return is_ordinary(word) or names.may_stay(word, self.allowed) or names.first_word(word) in names.NOT_NAMES

    def _repeated_figures(self) -> list[Finding]:
        found = [one for one in self.found if one.kind in (Kind.CARD, Kind.BIRTH) and len(one.text) > 4]
        secrets = [
            one for one in self.found if one.kind in _SECRETS and len(one.text) > 4 and not is_ordinary(one.text)
        ]
        runs = self._repeated({one.text: one.kind for one in found}, _RUN)
        return [*runs, *self._repeated({one.text: one.kind for one in secrets}, _PIECE)]

    def _repeated_cells(self) -> list[Finding]:
        """What a table tells of a person, written in the same way elsewhere; not a word of every sentence."""
        known = {text: kind for text, kind in self.of_tables.items() if len(text) > 4 and not is_ordinary(text)}
        return self._repeated(known, _WHOLE)

    def _repeated(self, known: dict[str, Kind], run: re.Pattern[str]) -> list[Finding]:
        """What is known, wherever it stands whole; `run` is how each begins."""
        lengths: dict[str, set[int]] = {}
        for text in known:
            if begun := run.match(text):
                lengths.setdefault(begun[0], set()).add(len(text))
        found: list[Finding] = []
        for begun in run.finditer(self.left) if known else ():
            for length in sorted(lengths.get(begun[0], ())):
                start, end = begun.start(), begun.start() + length
                if self.left[start:end] in known and not _LETTER_OR_FIGURE.match(self.left, end):
                    found.append(self._finding(known[self.left[start:end]], start, end))
        return found


_CAPITALISED = re.compile(rf"{names.WORD}")
_JOINT = re.compile(rf"{SPACE}(?:{LETTER}{{1,4}}{SPACE}|[dD]['’])?")
_LOGIN = re.compile(rf"(?<![\w@-])(?<!{LETTER}\.){LETTER}(?:[\w-]|\.(?=\w)){{3,60}}(?!\w)")
_SMALL = re.compile(rf"(?<![\w-])(?:{LETTER}|-(?={LETTER})){{4,40}}")
_RUN = re.compile(r"(?<!\w)(?:[A-Za-z]{1,4}[-/]?)?[0-9]\w*")  # how a card number or a date begins
_WHOLE = re.compile(r"\w+")
_PIECE = re.compile(r"\w+|(?<!\w)[^\w\s]")
_SECRETS = frozenset([Kind.PASSWORD, Kind.SOCIAL])
_LETTER_OR_FIGURE = re.compile(r"\w")


def _start(one: Finding) -> int:
    return one.start


def _small_words(name: str) -> set[str]:
    """The words of a name without capitals; not the first name that begins it, which may be a common word."""
    words = _SMALL.findall(name) if name[:1].islower() else []
    return set(words[1:] if names.first_word(name) in FIRST_NAMES else words)


def _sign(kind: Kind) -> str:
    return _SIGNS.get(kind, OTHER)


def _is_allowed(mail: str, may_stay: set[str]) -> bool:
    folded = as_typed(mail.casefold())
    return folded in may_stay or "@" + folded.partition("@")[2] in may_stay
