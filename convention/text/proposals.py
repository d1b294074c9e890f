"""What should become a variable: the gaps of a text and the names it gives, for the user to confirm."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from convention.text.clues import CLUES, GAP, Clue, blank, capacity_of, name_of
from convention.text.structure import Part, Text
from convention.text.variables import Kind, Source, Variable, placeholders, used_in
from foundation.french import typography

COMMUNE = Variable("commune", "Nom de la commune", "place", "commune")

_COMMUNE_HOLE = re.compile(
    r"(?P<before>\bcommune )?(?P<joint>\b(?:de |d['’]|à ))?"
    r"(?P<open>\*\*)?(?P<hole>\bX{3,}\b|\[(?:nom de la )?commune\])(?P<close>\*\*)?"
    rf"|(?<=\bcommune )(?P<gap_joint>de |d['’])?{GAP}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Spot:
    """Where a proposal would change the text: part, first and last offset, and what it would write there."""

    path: str
    article: str
    start: int
    end: int
    replacement: str
    excerpt: str


@dataclass(frozen=True)
class Proposal:
    """A variable worth having, everywhere it would stand; the user keeps it, gives it a value, or refuses it."""

    name: str
    label: str
    kind: Kind
    source: Source
    default: str
    reason: str
    spots: tuple[Spot, ...]
    required: bool = True

    @property
    def where(self) -> str:
        """The article of its first place; empty outside articles."""
        return self.spots[0].article

    @property
    def excerpt(self) -> str:
        """The words around its first place."""
        return self.spots[0].excerpt

    def variable(self) -> Variable:
        return Variable(self.name, self.label, self.kind, self.source, self.required, self.default)


def name_the_commune(text: Text) -> Text:
    """The text where `XXX` has become the commune's variable, with the preposition that will agree with each name.

    What was bold stays so: « commune de **XXX** » gives « commune **d’Achères** ». In small letters, `xxx` is the
    commune only after its noun.
    """

    def change(part: Part) -> str:
        is_title = part.content.isupper()
        return _COMMUNE_HOLE.sub(lambda match: _commune_at(match, is_title), part.content)

    return text.map(change)


def _commune_at(match: re.Match[str], is_capitals: bool) -> str:
    opened, closed = match["open"] or "", match["close"] or ""
    before, joint = match["before"] or "", (match["joint"] or match["gap_joint"] or "").lower()
    is_after_noun = bool(before) or match.string[: match.start()].lower().endswith("commune ")
    if (match["hole"] or "").startswith("x") and not is_after_noun:
        return match[0]  # « xxx euros » waits for something else
    form = "a_" if joint == "à " else "de_" if joint or is_after_noun else ""
    name = f"{form}{COMMUNE.name}"
    return f"{before}{opened}{{{{ {name.upper() if is_capitals else name} }}}}{closed}"


# --- finding them --------------------------------------------------------------------------------------------------

_Hit = tuple[Clue, Spot, re.Match[str]]
_SAME_PROVIDER = re.compile(r"derni(?:er|ère) assure la fourniture de l['’]hébergement")


def propose(text: Text) -> tuple[Proposal, ...]:
    """The variables that the text calls for, in reading order; the text itself is not changed."""
    hits: dict[str, list[_Hit]] = {}
    people = _people(text)
    gaps = 0
    for part in text.parts():
        for hit in _in_part(part, people, gaps):
            gaps += hit[0].name.startswith("blanc_")
            hits.setdefault(hit[0].name, []).append(hit)
    proposals = {name: _proposal(found) for name, found in hits.items()}
    if _SAME_PROVIDER.search(" ".join(part.content for part in text.parts())):
        _host_by_upkeep(proposals)
    return tuple(proposals.values())


def _in_part(part: Part, people: Sequence[tuple[str, Clue]], gaps: int) -> list[_Hit]:
    """What one part calls for; where two clues overlap, the first of the table wins."""
    clues = [clue for path, clue in people if part.path == path or (not path and part.path.endswith("body"))]
    clues += [clue for clue in CLUES if clue.only_in in ("", part.path)]
    taken = [(hole.start, hole.end) for hole in placeholders(part.content)]
    hits: list[_Hit] = []
    for clue in clues:
        for match in clue.pattern.finditer(part.content):
            if _is_free(match, taken):
                taken.append(match.span("gap"))
                hits.append(_hit(part, clue, match))
    for match in blank(1).pattern.finditer(part.content):
        if _is_free(match, taken):
            gaps += 1
            hits.append(_hit(part, blank(gaps), match))
    return sorted(hits, key=lambda hit: hit[1].start)


def _is_free(match: re.Match[str], taken: Sequence[tuple[int, int]]) -> bool:
    start, end = match.span("gap")
    return all(end <= first or start >= last for first, last in taken)


def _hit(part: Part, clue: Clue, match: re.Match[str]) -> _Hit:
    start, end = match.span("gap")
    excerpt = part.content[max(start - 40, 0) : end + 40].strip()
    return clue, Spot(part.path, part.article, start, end, clue.written, excerpt), match


def _people(text: Text) -> list[tuple[str, Clue]]:
    """For each signatory, the clues of capacity and name, with the path where each holds (none: in every article)."""
    clues = []
    for index, signatory in enumerate(text.signature):
        role, label, source = _role(signatory.capacity, index)
        clues.append((f"signature.{index}.capacity", capacity_of(role, label, source)))
        known = "" if placeholders(signatory.name) else signatory.name
        if known or not signatory.name:
            clues.append((f"signature.{index}.name", name_of(role, label, source, known)))
        if known:
            clues.append(("", name_of(role, label, source, known)))
    return clues


def _role(capacity: str, index: int) -> tuple[str, str, Source]:
    if "maire" in capacity.lower():
        return "maire", "du signataire pour la commune", "commune"
    if "président" in capacity.lower():
        return "president", "du signataire pour la Communauté", "network"
    return f"signataire_{index + 1}", f"du signataire n° {index + 1}", "asked"


def _proposal(hits: Sequence[_Hit]) -> Proposal:
    clue = hits[0][0]
    values = [value for value in (clue.default(match) for _, _, match in hits) if value]
    default = next((value for value in values if not value.isupper()), values[0] if values else "")
    if default.isupper() and clue.written.isupper():
        default = default.title()
    spots = tuple(spot for _, spot, _ in hits)
    reason = typography(clue.reason(hits[0][2]))
    if clue.kind == "date":
        default = ""  # the date read belongs to an older convention
    return Proposal(clue.name, clue.label, clue.kind, clue.source, default, reason, spots, clue.required)


def _host_by_upkeep(proposals: dict[str, Proposal]) -> None:
    """The text says that the maintenance provider also hosts: its name is then the likely one for the gap."""
    host, upkeep = proposals.get("hebergeur"), proposals.get("prestataire_maintenance")
    if host and upkeep and not host.default and upkeep.default:
        reason = f"{host.reason} Plus loin, il dit que {upkeep.default} fournit aussi l’hébergement."
        proposals["hebergeur"] = dataclasses.replace(host, default=upkeep.default, reason=reason)


# --- accepting them ------------------------------------------------------------------------------------------------


def accept(text: Text, accepted: Sequence[Proposal]) -> tuple[Text, tuple[Variable, ...]]:
    """The text with the accepted proposals written in, and its variables, the commune first.

    `text` is the one that was proposed for; a proposal's default, label or required may have been changed since.
    """

    def change(part: Part) -> str:
        content = part.content
        spots = [spot for proposal in accepted for spot in proposal.spots if spot.path == part.path]
        for spot in sorted(spots, key=lambda spot: spot.start, reverse=True):
            content = content[: spot.start] + spot.replacement + content[spot.end :]
        return content

    changed = text.map(change)
    commune = (COMMUNE,) if _calls(changed, COMMUNE) else ()
    return changed, (*commune, *(proposal.variable() for proposal in accepted))


def _calls(text: Text, variable: Variable) -> bool:
    return variable.name in used_in(text, [variable])
