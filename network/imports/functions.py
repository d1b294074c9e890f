"""What a person holds, as one text that an import shows, compares and carries out; and the words files use for it.

« bibliothécaire, Médiathèque Boris-Vian (bibliothèque LI3579), à partir du 01/09/2026 »: the place is told by its
code, so that the text is read back without doubt.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from foundation.french import enumerate_fr, fold, short_date
from foundation.tabular.cells import CellError
from foundation.tabular.cells.reading import one_line, quoted
from foundation.tabular.sheet import CellValue
from network.imports.places import Place
from network.models import Assignment, Commune, Library, Person, Service, Vendor
from network.roles import FUNCTIONS, PlaceKind, Role

SEPARATOR = " ; "
# kind of place, as the text says it → model, field of an assignment, what tells one from another
KINDS: dict[str, tuple[type[Place], str, str]] = {
    "bibliothèque": (Library, "library", "code"),
    "commune": (Commune, "commune", "insee"),
    "service": (Service, "service", "code"),
    "titulaire": (Vendor, "vendor", "pk"),
}
_WRITTEN = re.compile(
    r"(?P<role>[^,]+), .+ \((?P<kind>bibliothèque|commune|service|titulaire) (?P<code>[^()]+)\), "
    r"à partir du (?P<start>[\d/]{10})(?:, jusqu’au (?P<end>[\d/]{10}))?"
)
_WORDS = {
    Role.ADMINISTRATOR: ["administrateur", "administratrice"],
    Role.COORDINATOR: ["coordinateur", "coordinatrice"],
    Role.SCLP_DIRECTOR: ["directeur du SCLP", "directrice du SCLP"],
    Role.TRAINER: ["formateur", "formatrice"],
    Role.PROJECT_MANAGER: ["chef de projet", "cheffe de projet"],
    Role.TECHNICIAN: ["technicien", "technicienne"],
    Role.LIBRARY_HEAD: ["responsable", "directeur", "directrice", "responsable de la bibliothèque"],
    Role.IT_CORRESPONDENT: ["référent", "référente", "référente informatique", "correspondant informatique"],
    Role.LIBRARIAN: ["agent", "agente", "assistant", "assistante", "agent de bibliothèque"],
    Role.COMMUNE_CONTACT: ["contact", "contact commune", "Maire", "DGS", "secrétaire de mairie"],
    Role.MEMBER: ["membre", "participant", "participante", "membre du comité"],
    Role.SECRETARY: ["secrétaire du comité"],
    Role.VENDOR_CONTACT: ["contact éditeur", "contact du marché"],
    Role.DPO: ["DPO", "DPD", "délégué à la protection des données", "déléguée à la protection des données"],
}
ROLES = {fold(word): role for role in Role for word in [role.label, *_WORDS.get(role, [])]}


@dataclass(frozen=True)
class Function:
    """A function held in a place between two dates, not yet (or no longer) a row."""

    role: Role
    place: Place
    starts_on: date
    ends_on: date | None = None

    def __str__(self) -> str:
        kind, (_, _, code) = next((kind, entry) for kind, entry in KINDS.items() if isinstance(self.place, entry[0]))
        name = self.place.name
        text = (
            f"{self.role.label}, {name} ({kind} {getattr(self.place, code)}), à partir du {short_date(self.starts_on)}"
        )
        return f"{text}, jusqu’au {short_date(self.ends_on)}" if self.ends_on else text

    @property
    def assignment(self) -> Assignment:
        """The row that records it, for nobody yet."""
        field = next(field for model, field, _ in KINDS.values() if isinstance(self.place, model))
        dates = {"starts_on": self.starts_on, "ends_on": self.ends_on}
        return Assignment(role=self.role, **{field: self.place}, **dates)


def of_assignment(held: Assignment) -> Function:
    """What a row records."""
    return Function(Role(held.role), held.place, held.starts_on, held.ends_on)


def written(functions: Iterable[Function]) -> str:
    """Several functions as one text, the oldest first."""
    return SEPARATOR.join(sorted({str(one) for one in functions}, key=lambda text: (_dates(text), text)))


def read(text: str) -> list[Function]:
    """The functions of such a text. Raises ValueError for another text, DoesNotExist for a place that is gone."""
    return [_read_one(part) for part in re.split(r"(?<=/\d{4}) ; ", text) if part]


def held_by(person: Person) -> list[Function]:
    """Everything this person holds, held and will hold."""
    rows = Assignment.objects.filter(person=person).select_related("library__commune", "commune", "service", "vendor")
    return [of_assignment(one) for one in rows]


def is_held(function: Function, held: Iterable[Function]) -> bool:
    """Whether one of these is the same function in the same place at some common time."""
    return any(
        (one.role, one.place) == (function.role, function.place)
        and one.starts_on <= (function.ends_on or date.max)
        and function.starts_on <= (one.ends_on or date.max)
        for one in held
    )


def roles(value: CellValue) -> object:
    """The functions of a cell: « responsable, référent informatique » are two. An unknown word is refused."""
    words = [word for word in re.split(r"\s*[;,+/\n]\s*|\s+et\s+", one_line(value)) if word]
    unknown = [word for word in words if fold(word) not in ROLES]
    if unknown:
        known = enumerate_fr([f"« {role.label} »" for role in Role if role != Role.ADMINISTRATOR], last="ou")
        raise CellError(f"{quoted(unknown[0])} n’est pas une fonction du réseau : écrivez {known}.")
    found = list(dict.fromkeys(ROLES[fold(word)] for word in words))
    if Role.ADMINISTRATOR in found:
        raise CellError("La fonction d’administration se donne sur la fiche de la personne, pas par un import.")
    return [role.value for role in found]


def kind_of(place: Place) -> PlaceKind:
    """Which kind of place of the table of rights this is."""
    if isinstance(place, Service):
        return PlaceKind(place.code)
    return PlaceKind[type(place).__name__.upper()]


def held_in(role: Role) -> str:
    """The kinds of place where a function is held, in words."""
    return enumerate_fr([kind.label for kind in FUNCTIONS[role].places_in_order], last="ou")


def _read_one(text: str) -> Function:
    found = _WRITTEN.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a written function")
    model, _, code = KINDS[found["kind"]]
    place: Any = model._default_manager.get(**{code: found["code"]})
    ends_on = _date(found["end"]) if found["end"] else None
    return Function(ROLES[fold(found["role"])], place, _date(found["start"]), ends_on)


def _date(written_day: str) -> date:
    day, month, year = written_day.split("/")
    return date(int(year), int(month), int(day))


def _dates(text: str) -> list[date]:
    found = _WRITTEN.fullmatch(text)
    return [_date(found["start"])] if found else []
