"""What a line of the follow-up is compared with: the communes, however they are written, and their conventions."""

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256

from convention.models import Convention
from convention.scans import known_file
from foundation.french import enumerate_fr, fold, long_date
from foundation.imports.lines import Line
from network.imports.places import Places, commune_key
from network.models import Commune

_SAID = re.compile(r"(?:la )?(?:mairie|ville|commune|municipalite)\b(?: (?:de la|de l|de|du|des|d)\b)?")
_WORDS = {"s": "sur", "ss": "sous", "sr": "sur"}
_LIKE = 0.7  # likeness of a name from which it is worth asking « did you mean »


class Known(Places):
    """The communes and conventions of the network, read once for many lines."""

    @cached_property
    def conventions(self) -> dict[tuple[int, date], Convention]:
        """By commune and effect date: there is one of each, but for the discarded (constraint of the database)."""
        dated = Convention.objects.not_discarded().exclude(starts_on=None).select_related("scan", "commune")
        return {(one.commune_id, one.starts_on): one for one in dated if one.starts_on}

    @cached_property
    def _adopted(self) -> dict[int, list[tuple[int, date, date]]]:
        """Commune → the lines of this file that make a convention in force there: number, first and last day."""
        return {}

    def note_adopted(self, line: Line, convention: Convention) -> None:
        """Remember that this line of the file, once imported, makes a convention in force."""
        if (days := _days_of(convention)) and convention.commune_id:
            self._adopted.setdefault(convention.commune_id, []).append((line.number, *days))

    @cached_property
    def _scans(self) -> dict[str, int]:
        """The content of the files named so far, and the line that named each first."""
        return {}

    def why_no_scan(self, line: Line, existing: Convention | None) -> str:
        """Why the file of this line cannot be its scan: one already known, or that of an earlier line."""
        found = sha256(line.attached.read()).hexdigest() if line.attached else ""
        first = self._scans.setdefault(found, line.number)
        if first != line.number:
            return f"Ce fichier a le même contenu que celui de la ligne {first} : à chaque convention le sien."
        return known_file(existing, found)

    def missing_beside(self, convention: Convention) -> list[str]:
        """What prevents this convention, as no two of a commune run on one day: an earlier line of the file (R40)."""
        if (days := _days_of(convention)) is None:
            return []
        starts_on, ends_on = days
        for number, first, last in self._adopted.get(convention.commune_id, []):
            if first <= ends_on and starts_on <= last and first != starts_on:  # the same first day is a double
                told = f"qui court du {long_date(first)} au {long_date(last)}"
                return [f"une date d’effet hors de la convention de la ligne {number}, {told}"]
        return []

    def commune_of(self, line: Line) -> Commune | None:
        """The commune that a line designates, by a code or by a name; refuses the line when it may be several."""
        written = str(line.values.get("commune") or "").strip()
        if line.values.get("insee") or not re.fullmatch(r"\d[\dAB]\d{3}", written):
            return super().commune_of(line)
        if written not in self.by_insee:
            line.refuse("commune", self._why_no_code(written))
        return self.by_insee.get(written)

    def _why_no_code(self, code: str) -> str:
        """A postal code where a name or an INSEE code is due is said for what it is."""
        served = sorted(commune.name for commune in self.by_insee.values() if commune.postal_code == code)
        if served:
            told = enumerate_fr(served, last="ou")
            return f"{code} est un code postal ({told}) : donnez le nom ou le code INSEE."
        return f"Aucune commune du réseau n’a le code {code}."

    def _by_name(self, line: Line, column: str) -> Commune | None:
        """By its whole name, else by its beginning when one commune alone begins so."""
        key = name_key(str(line.values[column]))
        named = self._named.get(key, [])
        if len(named) == 1:
            return named[0]
        beginning = [one for other, found in self._named.items() if other.startswith(f"{key} ") for one in found]
        near = named or (beginning if key else [])
        if len(near) == 1:
            line.warn(column, f"« {line.values[column]} » est lu comme {near[0].name}.")
            return near[0]
        self._refuse_name(line, column, key, near)
        return None

    def _refuse_name(self, line: Line, column: str, key: str, near: list[Commune]) -> None:
        name = line.values[column]
        if near:
            told = enumerate_fr([f"{one.name} ({one.insee})" for one in near], last="ou")
            line.refuse(column, f"« {name} » peut être {told} : écrivez le nom entier, ou le code INSEE.")
            return
        like = [self._named[found][0].name for found in get_close_matches(key, self._named, n=3, cutoff=_LIKE)]
        hint = f" Vouliez-vous dire {enumerate_fr(like, last='ou')} ?" if like else ""
        line.refuse(column, f"Aucune commune du réseau ne s’appelle « {name} ».{hint}")

    @cached_property
    def _named(self) -> dict[str, list[Commune]]:
        found: dict[str, list[Commune]] = {}
        for commune in self.by_insee.values():
            found.setdefault(name_key(commune.name), []).append(commune)
        return found


def _days_of(convention: Convention) -> tuple[date, date] | None:
    """The first and the last day of a convention; None when it has none, or is over before it begins."""
    last = convention.end.date if convention.end else None
    if convention.starts_on is None or last is None or last < convention.starts_on:
        return None
    return convention.starts_on, last


def name_key(name: str) -> str:
    """A commune’s name as follow-ups write it: « Mairie de TRIEL s/Seine (78) » is « triel sur seine »."""
    bare = re.sub(r"\([^)]*\d[^)]*\)|\b\d{2}(?:\d{3})?\b", " ", name)
    said = _SAID.match(folded := fold(bare))
    if said and said.end() < len(folded):
        folded = folded[said.end() :]
    words = folded.split()
    full = [_WORDS.get(word, word) if 0 < place < len(words) - 1 else word for place, word in enumerate(words)]
    return commune_key(" ".join(full))


def names_of_commune(line: Line) -> Iterable[str]:
    """What the file of a convention may be called when its line does not say: its commune, whole or by its code.

    Nothing when the commune is not recognised, which is told when the line itself is read.
    """
    asked = Line(line.kind, line.number, values=dict(line.values), lookup=line.lookup, places=dict(line.places))
    commune = line.lookup.commune_of(asked)
    return [commune.name, name_key(commune.name), commune.insee] if commune else []


def year_of_effect(line: Line) -> Iterable[str]:
    """What tells the file of one convention of a commune from that of another, when its name says it."""
    starts_on = line.values.get("starts_on")
    return [str(starts_on.year)] if starts_on else []
