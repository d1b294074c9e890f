"""Taking over a coordinator’s own follow-up: conventions signed on paper before the product (R40, R45).

One line of the workbook is one convention: a commune, an effect date, signatures, remarks, a scanned PDF. `reading`
says what a line means, `keeping` makes a convention of it, and discards it.
"""

from convention.follow_up import keeping, known, reading
from convention.models import Convention
from convention.rules import may_manage
from foundation.files.kinds import Kind
from foundation.imports import kinds
from foundation.imports.kinds import Attachments, ImportKind

FOLLOW_UP = ImportKind(
    name="conventions",
    label="conventions déjà signées",
    model=Convention,
    columns=reading.COLUMNS,
    may=may_manage,
    identity=("commune_id", "starts_on"),
    help=(
        "Le suivi que vous teniez jusqu’ici : une ligne par convention. Une convention qui a sa date d’effet, une date "
        "de signature et un mandat du Président est reprise comme notifiée ; les autres restent à compléter, sur leur "
        "page ou par un autre import. Une même convention importée de nouveau n’est pas doublée."
    ),
    attachments=Attachments(
        "scan",
        frozenset({Kind.PDF}),
        help=(
            "Facultatif : un PDF par convention signée, dans une archive ZIP. Chacun est reconnu au nom de fichier que "
            "donne sa ligne, sinon au nom de la commune et, si elle en a plusieurs, à l’année de la date d’effet."
        ),
        otherwise=known.names_of_commune,
        apart=known.year_of_effect,
    ),
    labels={
        "commune_id": "Commune",
        keeping.SCAN: "Convention signée, numérisée",
        keeping.KEPT_NOTIFICATION: "Notifiée le",
    },
    lookup=known.Known,
    prepare=reading.prepare,
    match=reading.match,
    current=keeping.current,
    check=reading.check,
    apply=keeping.apply,
    hold=keeping.hold,
    undo_created=keeping.undo_created,
    undone="est abandonné et garde son numéro",
    restore=keeping.restore,
)


def register() -> None:
    """From `AppConfig.ready`."""
    kinds.register(FOLLOW_UP)
