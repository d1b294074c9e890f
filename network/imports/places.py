"""How files designate the communes, libraries, services and vendors of the network, and what answers."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from foundation.french import enumerate_fr, fold, spelled_out
from foundation.imports.lines import Line
from foundation.tabular.cells import insee, siren, text
from foundation.tabular.columns import Column
from network.models import Commune, Library, Service, Vendor

Place = Library | Commune | Service | Vendor

_ARTICLES = frozenset({"le", "la", "les", "l"})

# The columns by which a line says its commune; the first that is filled decides, the others must agree.
COMMUNE_COLUMNS = (
    Column(
        "insee", "Code INSEE de la commune", ("code_insee", "code INSEE", "INSEE"), parse=insee,
        help="Le plus sûr : deux communes peuvent porter presque le même nom.",
    ),
    Column("siren", "SIREN de la commune", ("siren_commune", "code SIREN"), parse=siren),
    Column("commune", "Commune", ("nom de la commune", "commune nom"), parse=text(80), help="À défaut de code."),
    Column("town", "Ville", ("localité",), parse=text(80), help="Celle de l’adresse, à défaut de la commune."),
)  # fmt: skip


def commune_key(name: str) -> str:
    """A commune’s name as one recognises it: « MUREAUX (LES) », « Les Mureaux », « St-Martin », « Mantes Cedex 2 »."""
    words = spelled_out(fold(name)).split()
    if "cedex" in words:
        words = words[: words.index("cedex")]
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    elif len(words) > 1 and words[-1] in _ARTICLES:
        words = words[:-1]
    return " ".join(words)


class Places:
    """Every place of the network, found by the ways files name it. Read once for many lines."""

    @cached_property
    def by_insee(self) -> dict[str, Commune]:
        """Communes by INSEE code."""
        return {commune.insee: commune for commune in Commune.objects.all()}

    @cached_property
    def by_siren(self) -> dict[str, Commune]:
        """Communes by SIREN."""
        return {commune.siren: commune for commune in self.by_insee.values()}

    @cached_property
    def communes_by_name(self) -> dict[str, list[Commune]]:
        """Communes by recognisable name; two may share one."""
        return _grouped((commune_key(commune.name), commune) for commune in self.by_insee.values())

    @cached_property
    def libraries_by_name(self) -> dict[str, list[Library]]:
        """Libraries by folded name: many are « Bibliothèque municipale »."""
        return _grouped((fold(one.name), one) for one in Library.objects.select_related("commune"))

    @cached_property
    def libraries_by_code(self) -> dict[str, Library]:
        """Libraries by folded code."""
        return {fold(one.code): one for several in self.libraries_by_name.values() for one in several}

    @cached_property
    def organisations(self) -> dict[str, list[Place]]:
        """Services and vendors by each of their names."""
        services = (
            (name, one)
            for one in Service.objects.all()
            for name in {fold(one.code), fold(one.name), fold(one.short_name)}  # DSINUM and DSINum are one name
        )
        return _grouped([*services, *((fold(one.name), one) for one in Vendor.objects.all())])

    def named(self, name: str, commune: Commune | None) -> list[Place]:
        """The places that this text may mean: a library’s code or name, a service, a vendor, a commune.

        A library is looked for in the commune, when the line gives one.
        """
        key = fold(name)
        by_code = self.libraries_by_code.get(key)
        libraries = [by_code] if by_code else self.libraries_by_name.get(key, [])
        inside = [one for one in libraries if commune is None or one.commune_id == commune.pk]
        communes = [self.by_insee[name.strip()]] if name.strip() in self.by_insee else []
        communes = communes or self.communes_by_name.get(commune_key(name), [])
        return [*inside, *self.organisations.get(key, []), *communes]

    def commune_of(self, line: Line) -> Commune | None:
        """The commune that a line designates, None when it says nothing of it.

        Refuses the line when a code or a name is unknown, when a name may mean two communes, or when they disagree.
        """
        found = {
            column: self._by_code(line, column, index)
            for column, index in (("insee", self.by_insee), ("siren", self.by_siren))
            if line.values.get(column)
        }
        designated = next(filter(None, found.values()), None)
        if designated and any(one and one != designated for one in found.values()):
            line.refuse("siren", f"Le code INSEE et le SIREN ne disent pas la même commune ({designated}).")
        if found:
            self._compare_name(line, designated)
            return designated
        column = next((one for one in ("commune", "town") if line.values.get(one)), "")
        return self._by_name(line, column) if column else None

    def _by_code(self, line: Line, column: str, index: dict[str, Commune]) -> Commune | None:
        code = line.values[column]
        if code not in index:
            line.refuse(column, f"Aucune commune du réseau n’a le code {code}.")
        return index.get(code)

    def _by_name(self, line: Line, column: str) -> Commune | None:
        name = line.values[column]
        named = self.communes_by_name.get(commune_key(name), [])
        if len(named) == 1:
            return named[0]
        if named:
            told = enumerate_fr([f"{one} ({one.insee})" for one in named], last="ou")
            line.refuse(column, f"« {name} » peut être {told} : donnez le code INSEE.")
        else:
            line.refuse(column, f"Aucune commune du réseau ne s’appelle « {name} ».")
        return None

    def _compare_name(self, line: Line, designated: Commune | None) -> None:
        """A code and a name that contradict each other: nobody knows which is the mistake."""
        name = line.values.get("commune")
        if not name or designated is None:
            return
        named = self.communes_by_name.get(commune_key(name), [])
        if not named:
            line.warn("commune", f"Ce nom n’est pas celui d’une commune du réseau : le code désigne {designated}.")
        elif designated not in named:
            line.refuse("commune", f"Le code désigne {designated}, et non « {name} » : lequel est juste ?")


def _grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return dict(found)
