"""What is about to leave for the vendor, read first: what may tell of a patron, and all of it without that (R10).

The sender may let pass what is masked of the words, one by one, by answering that it tells of no patron. Of a file,
nothing: what the vendor must read is quoted in the message. A text file is sent masked rather than refused: a log is
what the vendor needs, and refused it would go by another way. What cannot be read here, the sender looks at; a text too
when something was masked in it or in its name, or when it holds a table of persons: a machine may have missed the rest.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db.models import Q

from foundation import clock, documents
from foundation.documents import Arrived
from foundation.french import count, enumerate_fr, typography
from foundation.models import StoredDocument
from network.models import Assignment, Commune, Library, Person, Service
from network.roles import Right, roles_with
from tickets.models import Ticket
from tickets.redaction import Finding, Kind, find, find_in_name, holds_persons, redact, scannable
from tickets.redaction.findings import MASK

AROUND = 40  # letters shown on each side of what is masked
MOST_COUNTED = 32_767  # what a message keeps of a count
MARKUP = (".html", ".htm")


@dataclass(frozen=True)
class Mask:
    """Something masked in what was written: what it seems to be, and where."""

    key: str
    kind: Kind
    text: str
    where: str  # « dans le message »
    around: str

    @property
    def question(self) -> str:
        """What the sender answers of it to let it pass."""
        told = f"« {self.text} » ({self.kind.label}, {self.where} : « {self.around} »)"
        return typography(f"{told} : je confirme que ce n’est pas une donnée de lecteur")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text: a mask, or what is between two."""

    text: str
    is_mask: bool


@dataclass(frozen=True)
class Words:
    """A text that was typed, and what was found in it."""

    text: str
    where: str
    findings: tuple[Finding, ...]

    @property
    def masks(self) -> list[Mask]:
        """What is masked of it, the same words once."""
        found: dict[str, Mask] = {}
        for one in self.findings:
            key = _key(one)
            found.setdefault(key, Mask(key, one.kind, one.text, self.where, self._around(one)))
        return list(found.values())

    def without(self, left: Collection[str] = ()) -> str:
        """As it leaves: all that was found masked, but what the sender lets pass."""
        return redact(self.text, [one for one in self.findings if _key(one) not in left])

    def _around(self, one: Finding) -> str:
        before = self.text[max(0, one.start - AROUND) : one.start]
        after = self.text[one.end : one.end + AROUND]
        return " ".join(f"{before}{one.text}{after}".split())


@dataclass(frozen=True)
class Enclosed:
    """A file as it leaves: masked when it is a text in which something was found."""

    name: str
    digest: str  # of what was given
    source: Any
    content: bytes | None  # what leaves in its place; None: as it is
    kinds: tuple[str, ...]
    is_read: bool
    holds_persons: bool = False  # a table of them
    of_name: tuple[str, ...] = ()  # what its name told

    @property
    def is_to_look_at(self) -> bool:
        """Whether the sender must look at it before it leaves."""
        return not self.is_read or bool(self.kinds or self.of_name) or self.holds_persons

    @property
    def told(self) -> str:
        """What the sender reads of it."""
        return f"{_told(self.of_name)} dans son nom ; {self._told_inside}" if self.of_name else self._told_inside

    @property
    def _told_inside(self) -> str:
        if not self.is_read:
            return "son contenu n’a pas été lu : regardez-le"
        if not self.kinds:
            told = "rien n’y est masqué"
            if self.holds_persons:
                return f"{told}, mais il contient un tableau de personnes : regardez-le"
            return f"{told} : regardez-le" if self.of_name else told
        return f"{_told(self.kinds)} : regardez s’il en reste"

    def arrive(self) -> tuple[str, Arrived]:
        """Put what leaves on the disk, before the transaction that keeps it."""
        if self.content is not None:
            return self.name, documents.arrive(self.content)
        is_kept = isinstance(self.source, StoredDocument)
        return self.name, documents.arrive(_content_of(self.source) if is_kept else self.source)


@dataclass(frozen=True)
class Parcel:
    """All that is about to leave, read."""

    subject: Words
    body: Words
    files: tuple[Enclosed, ...]

    @property
    def masks(self) -> list[Mask]:
        """What is masked of the words, each once."""
        return list({one.key: one for one in [*self.body.masks, *self.subject.masks]}.values())

    @property
    def to_look_at(self) -> list[Enclosed]:
        """The files that a person looks at before they leave."""
        return [one for one in self.files if one.is_to_look_at]

    def masked(self, left: Collection[str]) -> int:
        """How many things stay masked in what leaves."""
        words = sum(len(MASK.findall(one.without(left))) for one in (self.subject, self.body))
        return min(words + sum(len(one.kinds + one.of_name) for one in self.files), MOST_COUNTED)

    def vouched(self, left: Collection[str]) -> list[list[str]]:
        """What the sender answers for, as the message keeps it: what was let pass, the files that were looked at."""
        passed = [[str(one.kind.label), one.text] for one in self.masks if one.key in left]
        return passed + [["fichier regardé", one.name] for one in self.to_look_at]


class Guard:
    """Reads what leaves about a ticket: who works for the network, the services or the vendor may be named."""

    def __init__(self, ticket: Ticket, vendor: Any = None) -> None:
        self.names, self.mails = _allowed(ticket, vendor)
        self.places = [*Library.objects.values_list("name", flat=True), *Commune.objects.values_list("name", flat=True)]

    def words(self, text: str, where: str) -> Words:
        """A text and what is found in it."""
        found = find(text, allowed_names=self.names, allowed_mails=self.mails, places=self.places)
        return Words(text, typography(where), found)

    def masked(self, text: str) -> str:
        """A text without what is found in it."""
        return self.words(text, "").without()

    def parcel(self, subject: str, body: str, files: Iterable[tuple[str, Any]]) -> Parcel:
        """All that leaves. Raises Refused for a kept file that is no longer what it was."""
        read = tuple(self._file(name, source) for name, source in files)
        return Parcel(self.words(subject, "dans l’objet"), self.words(body, "dans le message"), read)

    def _file(self, name: str, source: Any) -> Enclosed:
        content, name = _content_of(source), PurePath(name).name
        digest = hashlib.sha256(content).hexdigest()[:12]
        in_name = find_in_name(name, allowed_names=self.names, allowed_mails=self.mails, places=self.places)
        shown, of_name = redact(name, in_name), _kinds(in_name)
        text = scannable(name, content)
        if text is None:
            return Enclosed(shown, digest, source, None, (), is_read=False, of_name=of_name)
        found = self.words(text, shown)
        if not found.findings:
            persons = holds_persons(text)
            return Enclosed(shown, digest, source, None, (), is_read=True, holds_persons=persons, of_name=of_name)
        if name.lower().endswith(MARKUP):
            shown = f"{shown}.txt"  # its words alone
        masked = _written(found.without(), content)
        return Enclosed(shown, digest, source, masked, _kinds(found.findings), is_read=True, of_name=of_name)


def pieces(text: str) -> list[Piece]:
    """A text cut at its masks, to show them."""
    found, reached = [], 0
    for one in MASK.finditer(text):
        found += [Piece(text[reached : one.start()], is_mask=False), Piece(one[0], is_mask=True)]
        reached = one.end()
    return [*found, Piece(text[reached:], is_mask=False)]


def _kinds(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(str(one.kind.label) for one in findings)


def _told(kinds: Collection[str]) -> str:
    """« 2 données masquées (nom et numéro de carte) »."""
    return f"{count(len(kinds), 'donnée masquée', 'données masquées')} ({enumerate_fr(sorted(set(kinds)))})"


def _key(one: Finding) -> str:
    return hashlib.sha256(f"{one.kind}\n{one.text}".encode()).hexdigest()[:16]


def _content_of(source: Any) -> bytes:
    if isinstance(source, StoredDocument):
        with documents.open_document(source) as file:
            return file.read()
    source.seek(0)
    content: bytes = source.read()
    source.seek(0)
    return content


def _written(text: str, before: bytes) -> bytes:
    """A masked text in the encoding that the file had, so that what reads it reads it still."""
    if before.startswith((b"\xff\xfe", b"\xfe\xff")):
        return text.encode("utf-16")
    try:
        before.decode()
    except UnicodeDecodeError:
        return text.encode("cp1252", errors="replace")
    return text.encode()


def _allowed(ticket: Ticket, vendor: Any) -> tuple[list[str], list[str]]:
    """Who may be named: who asked, the référents of the library, the services, the vendor; and where these two write.

    Not the places: « Saint-Martin » would let a patron of that name pass.
    """
    current = Assignment.objects.current(clock.today())
    professional = current.filter(Q(service__isnull=False) | Q(vendor=vendor, vendor__isnull=False))
    first_level = current.filter(role__in=roles_with(Right.WORK_FIRST_LEVEL), library=ticket.library_id)
    own = [ticket.requester_id, ticket.declared_by_id, ticket.holder_id]
    held = Q(assignments__in=professional) | Q(assignments__in=first_level) | Q(pk__in=[one for one in own if one])
    names = [str(one) for one in Person.objects.filter(held).distinct()]
    mails = [one for one in Service.objects.values_list("email", flat=True) if one]
    mails += Person.objects.filter(assignments__in=professional).exclude(email=None).values_list("email", flat=True)
    return names, mails + ([vendor.email] if vendor and vendor.email else [])
