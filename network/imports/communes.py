"""Import of communes: by INSEE code, else by SIREN."""

from typing import Any

from foundation.french import commune_of, typography
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Line
from foundation.tabular.cells import choice, decimal, insee, integer, siren
from foundation.tabular.columns import Column
from network.imports.cells import arrondissement, first_postal_code, printed
from network.imports.places import Places
from network.imports.recognition import recognised
from network.models import Commune
from network.rules import may_manage_network

MAYOR_TITLES = {
    "Le Maire": "Le Maire", "La Maire": "La Maire", "M.": "Le Maire", "Monsieur": "Le Maire", "M": "Le Maire",
    "Mme": "La Maire", "Madame": "La Maire",
}  # fmt: skip
COLUMNS = (
    Column("name", "Nom", ("commune", "nom de la commune", "libellé"), parse=printed(80)),
    Column("insee", "Code INSEE", ("code_insee", "INSEE"), parse=insee, help="Il identifie la commune."),
    Column("siren", "SIREN", ("siren_commune", "numéro SIREN"), parse=siren, help="Il l’identifie, à défaut d’INSEE."),
    Column("postal_code", "Code postal", ("codes_postaux", "CP"), parse=first_postal_code),
    Column("population", "Population municipale", ("population_municipale", "habitants"), parse=integer),
    Column("arrondissement_name", "Nom de l’arrondissement", ("arrondissement_nom",), parse=arrondissement),
    Column("mayor", "Maire", ("nom du maire",), parse=printed(120), help="Tel que la convention l’écrit."),
    Column(
        "mayor_title", "Titre du Maire", ("civilité", "civilité du maire"), parse=choice(MAYOR_TITLES),
        help="« Le Maire » ou « La Maire » ; une civilité suffit.",
    ),
    Column("latitude", "Latitude", parse=decimal),
    Column("longitude", "Longitude", parse=decimal),
)  # fmt: skip


def prepare(line: Line) -> dict[str, Any]:
    """The facts of one commune; its two identifiers must be of the same one."""
    fields = {name: value for name, value in line.values.items() if value is not None}
    if "arrondissement_name" in fields:
        fields["arrondissement"] = fields.pop("arrondissement_name")
    if not ("insee" in fields or "siren" in fields):
        line.refuse("insee", "Il faut le code INSEE ou le SIREN de la commune.")
        return fields
    by_insee = line.lookup.by_insee.get(fields.get("insee"))
    by_siren = line.lookup.by_siren.get(fields.get("siren"))
    if by_insee and by_siren and by_insee != by_siren:
        codes = (
            f"Le code INSEE est celui de {commune_of(by_insee.name)}, le SIREN celui de {commune_of(by_siren.name)}."
        )
        line.refuse("siren", codes)
    existing = by_insee or by_siren
    if existing is None:
        _refuse_incomplete(line, fields)
    return recognised(fields, existing, ("name", "mayor", "arrondissement"))


def match(line: Line) -> Commune | None:
    """The commune that the preview recognised; for a new one, whoever has taken its codes since."""
    if key := line.fields.get("id"):
        return Commune.objects.filter(pk=key).first()
    for name in ("insee", "siren"):
        if code := line.fields.get(name):
            found = Commune.objects.filter(**{name: code}).first()
            if found:
                return found
    return None


def _refuse_incomplete(line: Line, fields: dict[str, Any]) -> None:
    """A new commune is one of the two parties to a convention: its identity is whole or it is not taken."""
    titles = {column.field: column.label for column in COLUMNS}
    for name in ("name", "insee", "siren", "postal_code", "population"):
        if name not in fields and not line.is_refused:
            line.refuse(name, f"Cette commune n’est pas encore dans le réseau : il manque « {titles[name]} ».")


COMMUNES = ImportKind(
    name="communes",
    label="communes",
    model=Commune,
    columns=COLUMNS,
    may=may_manage_network,
    identity=("insee",),
    help=typography(
        "Une commune est reconnue à son code INSEE, sinon à son SIREN ; le reste est mis à jour. Une commune nouvelle "
        "demande son nom, ses deux codes, son code postal et sa population."
    ),
    lookup=Places,
    prepare=prepare,
    match=match,
)
