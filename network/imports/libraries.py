"""Import of libraries: by their code, else by their name in their commune."""

from functools import cached_property
from typing import Any

from foundation.french import at_place, count, enumerate_some, fold, typography
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Line
from foundation.imports.repeats import difference
from foundation.tabular.cells import boolean, choice, date_fr, decimal, email, phone_fr, postal_code, text
from foundation.tabular.columns import Column
from network.imports.cells import typed, website
from network.imports.places import COMMUNE_COLUMNS, Places
from network.imports.recognition import recognised
from network.imports.status import compare_with_name, headcount, supposed
from network.models import Commune, Library
from network.rules import may_manage_network

STATUSES = {
    "municipale": Library.Status.MUNICIPAL, "municipal": Library.Status.MUNICIPAL,
    "communale": Library.Status.MUNICIPAL, "commune": Library.Status.MUNICIPAL,
    "associative": Library.Status.ASSOCIATIVE, "associatif": Library.Status.ASSOCIATIVE,
    "association": Library.Status.ASSOCIATIVE,
}  # fmt: skip
COLUMNS = (
    Column(
        "code", "Code", ("code_bib", "code de la bibliothèque", "identifiant"), parse=text(12),
        help="Celui du ministère de la Culture quand il existe, sinon le vôtre. Il identifie la bibliothèque.",
    ),
    Column(
        "name", "Nom", ("nom_de_l_etablissement", "établissement", "bibliothèque", "médiathèque"), required=True,
        parse=typed(160), help="Repris tel que vous l’écrivez.",
    ),
    *COMMUNE_COLUMNS,
    Column("address", "Adresse", ("adresse postale", "rue"), parse=typed(200)),
    Column("postal_code", "Code postal", ("cp_source", "CP"), parse=postal_code),
    Column(
        "status", "Statut", parse=choice(STATUSES),
        help="« municipale » ou « associative » ; sinon, le nom en décide, et l’aperçu dit ce qui est à vérifier.",
    ),
    Column("is_associative", "Associative", ("gérée par une association",), parse=boolean, help="Oui ou non."),
    Column(
        "volunteers", "Bénévoles", ("nombre_de_benevoles",), parse=headcount,
        help="Sert seulement à signaler une bibliothèque peut-être associative.",
    ),
    Column("employees", "Salariés", ("nombre_de_salaries",), parse=headcount, help="De même."),
    Column(
        "email", "Adresse e-mail", ("e-mail", "mail", "courriel", "adresse mail", "adresse électronique"), parse=email
    ),
    Column("phone", "Téléphone", ("tel", "numéro de téléphone"), parse=phone_fr),
    Column("website", "Site", ("site_internet", "site web", "url"), parse=website),
    Column("latitude", "Latitude", parse=decimal),
    Column("longitude", "Longitude", parse=decimal),
    Column("closed_on", "Fermée définitivement le", ("fermée le", "date de fermeture"), parse=date_fr),
)  # fmt: skip
# columns that are not fields of a library
NOT_OWN = {"insee", "siren", "commune", "town", "is_associative", "volunteers", "employees"}
TEXTS = ("code", "name", "address")


class Libraries(Places):
    """The libraries and communes known, and the new names that a file has already brought."""

    @cached_property
    def new_names(self) -> dict[tuple[int, str], tuple[int, list[str]]]:
        """(commune, folded name) → the line that creates it: its number and its cells."""
        return {}

    @cached_property
    def supposed_municipal(self) -> list[int]:
        """The lines that create a library without its status, and that nothing shows to be an association’s."""
        return []

    def in_commune(self, commune: Commune, name: str) -> Library | None:
        """The library of this name there, capitals and accents apart."""
        return next((one for one in self.libraries_by_name.get(fold(name), []) if one.commune_id == commune.pk), None)


def prepare(line: Line) -> dict[str, Any]:
    """The facts of one library, in a commune of the network."""
    commune = line.lookup.commune_of(line)
    fields = {name: value for name, value in line.values.items() if value is not None and name not in NOT_OWN}
    if line.values.get("is_associative") is not None and "status" not in fields:
        is_associative = line.values["is_associative"]
        fields["status"] = Library.Status.ASSOCIATIVE if is_associative else Library.Status.MUNICIPAL
    if line.is_refused:
        return fields
    compare_with_name(line, fields.get("status", ""))
    existing = _existing(line, fields, commune)
    if existing is None and not line.is_refused:
        _refuse_incomplete(line, fields, commune)
        if "status" not in fields:
            fields["status"] = supposed(line)
    if commune:
        fields["commune_id"] = commune.pk
    return recognised(fields, existing, TEXTS, numbers=["phone"])


def match(line: Line) -> Library | None:
    """The library that the preview recognised; for a new one, whoever has taken its code or its name since."""
    if key := line.fields.get("id"):
        return Library.objects.filter(pk=key).first()
    if code := line.fields.get("code"):
        found = Library.objects.filter(code__iexact=code).first()
        if found:
            return found
    if not ("commune_id" in line.fields and "name" in line.fields):
        return None
    inside = Library.objects.filter(commune=line.fields["commune_id"], sort_name=fold(line.fields["name"]))
    return inside.first()


def remarks(lookup: Libraries, kept: set[int]) -> list[str]:
    """The libraries taken for municipal, once for all: that is the rule, and no line of it is in doubt."""
    numbers = [str(number) for number in lookup.supposed_municipal if number in kept]
    if not numbers:
        return []
    told = count(
        len(numbers),
        "bibliothèque nouvelle sans statut est reprise",
        "bibliothèques nouvelles sans statut sont reprises",
    )
    word = "municipale" if len(numbers) == 1 else "municipales"
    which = "ligne" if len(numbers) == 1 else "lignes"
    return [f"{told} comme {word}, rien n’indiquant une association : {which} {enumerate_some(numbers)}."]


def _existing(line: Line, fields: dict[str, Any], commune: Commune | None) -> Library | None:
    """The library that the line designates. Refuses a code and a name, or a code and a commune, that disagree."""
    by_code = line.lookup.libraries_by_code.get(fold(fields.get("code", "")))
    by_name = line.lookup.in_commune(commune, fields["name"]) if commune else None
    if by_code and commune and by_code.commune_id != commune.pk:
        line.refuse("code", f"Ce code est celui de « {by_code} », {at_place(by_code.commune.name)}.")
    elif by_code and by_name and by_code != by_name:
        line.refuse("code", f"Ce code est celui de « {by_code} », ce nom celui de « {by_name} » ({by_name.code}).")
    return by_code or by_name


def _refuse_incomplete(line: Line, fields: dict[str, Any], commune: Commune | None) -> None:
    """A new library needs a commune, a code, and a name that no other line gives to that commune."""
    if commune is None:
        line.refuse("commune", "Dites de quelle commune est cette bibliothèque : code INSEE, SIREN ou nom.")
        return
    if "code" not in fields:
        line.refuse("code", "Cette bibliothèque n’est pas encore dans le réseau : donnez-lui un code.")
    number, cells = line.lookup.new_names.setdefault((commune.pk, fold(fields["name"])), (line.number, line.cells))
    if number != line.number:
        told = difference(line, number, cells, apart={"name", *(column.field for column in COMMUNE_COLUMNS)})
        line.refuse(
            "name", f"Doublon : la ligne {number} crée déjà une bibliothèque de ce nom dans cette commune.{told}"
        )


LIBRARIES = ImportKind(
    name="bibliotheques",
    label="bibliothèques",
    model=Library,
    columns=COLUMNS,
    may=may_manage_network,
    identity=("code",),
    help=typography(
        "Une bibliothèque est reconnue à son code, sinon à son nom dans sa commune ; le reste est mis à jour. Une "
        "bibliothèque nouvelle demande un code et une commune."
    ),
    lookup=Libraries,
    prepare=prepare,
    match=match,
    remarks=remarks,
)
