"""What a line of the follow-up means: dates as people wrote them, what is missing, what contradicts what is known."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from convention import cautions, rules
from convention.follow_up.keeping import KEPT_NOTIFICATION, REASON, SCAN, current, filled, print_of
from convention.models import Convention
from convention.states import State
from foundation.french import enumerate_fr, long_date
from foundation.imports.lines import Line, protected_fields
from foundation.tabular.cells import date_fr, insee, text
from foundation.tabular.columns import Column


def _signed_by(office: str) -> str:
    """Titles that say who signed and nothing else: « Signée le (maire) », « Date de signature du Maire »."""
    others = "date|jour|de|du|d|le|la|l|par|m|mme|monsieur|madame|commune|communaute|urbaine|cu|convention"
    return rf"(?=.*\bsign(?:e|ee|ature)\b)(?=.*\b{office}\b)(?:(?:signe|signee|signature|{office}|{others})(?: |$))+"


COLUMNS = (
    Column(
        "commune", "Commune", ("nom de la commune", "ville", "collectivité", "mairie"), parse=text(80),
        help="Son nom, ou son code INSEE.",
    ),
    Column(
        "insee", "Code INSEE", ("code_insee", "INSEE", "code commune"), parse=insee,
        help="Lève le doute quand le nom ne suffit pas.",
    ),
    Column(
        "starts_on", "Date d’effet", ("effet", "prise d’effet", "date de prise d’effet", "entrée en vigueur", "début",
        "date de début"), required=True, parse=date_fr, help="Le premier jour en vigueur.",
    ),
    Column(
        "signed_on", "Date de signature", ("signature", "signée le", "date signature", "signé le"), parse=date_fr,
        help="La dernière des deux, celle du Président, quand il n’y en a qu’une.",
    ),
    Column(
        "mayor_signed_on", "Signature du Maire", ("signature maire", "signée par le Maire le"), parse=date_fr,
        pattern=_signed_by("maire"),
    ),
    Column(
        "president_signed_on", "Signature du Président", ("signature président", "signée par le Président le"),
        parse=date_fr, pattern=_signed_by("presidente?"),
    ),
    Column(
        "notified_on", "Date de notification", ("notification", "notifiée le", "envoyée le"), parse=date_fr,
        help="À défaut, le jour de la dernière signature.",
    ),
    Column(
        "ends_on", "Fin ou dénonciation", ("fin", "date de fin", "échéance", "date d’échéance", "dénonciation",
        "date de dénonciation", "résiliation", "date de résiliation", "fin/dénonciation"), parse=date_fr,
        help="Le dernier jour en vigueur, s’il vient avant les deux ans et la fin du mandat : une dénonciation.",
    ),
    Column(
        "remarks", "Remarques", ("observations", "commentaires", "commentaire", "notes", "remarque"),
        parse=text(4000, multiline=True),
    ),
    Column(
        "scan", "Fichier numérisé", ("scan", "nom du fichier", "nom du fichier scanné", "fichier scanné", "fichier",
        "pdf", "pièce jointe", "convention scannée"), help="Son nom dans l’archive.",
    ),
)  # fmt: skip
SIGNATURES = ("mayor_signed_on", "president_signed_on")
KEPT = (*SIGNATURES, KEPT_NOTIFICATION, "terminated_on")  # by a draft, of the lines that made it


def prepare(line: Line) -> dict[str, Any]:
    """The facts of one convention. What is impossible refuses the line; what is only missing leaves a draft."""
    commune = line.lookup.commune_of(line)
    if commune is None and not line.is_refused:
        line.refuse("commune", "Dites de quelle commune est cette convention : son nom, ou son code INSEE.")
    if commune is None:
        return {}
    identity = {"commune_id": commune.pk, "starts_on": line.values["starts_on"]}
    existing = line.lookup.conventions.get((commune.pk, line.values["starts_on"]))
    facts = _facts(line)
    if line.attached and (why := line.lookup.why_no_scan(line, existing)):
        line.refuse("scan", why)
    if existing is not None and not rules.is_paper_draft(existing):
        return {**identity, "id": existing.pk, **_news(line, existing, facts)}
    _check_days(line, facts)
    facts |= _end(line, identity)
    if existing and existing.scan and SCAN in facts and facts[SCAN] != current(existing, [SCAN])[SCAN]:
        _tell_former_scan(line, existing)
    return {**({"id": existing.pk} if existing else {}), **_completed(line, existing, {**identity, **facts})}


def match(line: Line) -> Convention | None:
    """The convention that the preview recognised; for a new one, whoever has taken its commune and date since."""
    conventions = Convention.objects.not_discarded().select_related("scan", "commune")
    if key := line.fields.get("id"):
        return conventions.filter(pk=key).first()
    return conventions.filter(commune=line.fields["commune_id"], starts_on=line.fields["starts_on"]).first()


def check(line: Line, existing: Convention | None) -> None:
    """What the database would refuse, said at the preview."""
    candidate = Convention.objects.get(pk=existing.pk) if existing else Convention()
    filled(candidate, line.fields)
    try:
        candidate.full_clean(exclude=protected_fields(candidate) | {"number"})
    except ValidationError as error:
        line.refuse("", " ".join(error.messages))
    if "notified_on" in line.fields and not line.is_refused:
        line.lookup.note_adopted(line, candidate)


# --- the facts of a line ---------------------------------------------------------------------------------------------


def _facts(line: Line) -> dict[str, Any]:
    """What the cells say, under the names of the model; an empty cell says nothing."""
    values = line.values
    facts = {name: values.get(name) for name in (*SIGNATURES, "notified_on", "remarks")}
    if values.get("signed_on"):
        if values.get("president_signed_on") not in (None, values["signed_on"]):
            line.warn("signed_on", "La date de la colonne « Signature du Président » est retenue, pas celle-ci.")
        facts["president_signed_on"] = values.get("president_signed_on") or values["signed_on"]
    if line.attached:
        facts[SCAN] = print_of(line.attached.read())
    return {name: value for name, value in facts.items() if value is not None}


def _check_days(line: Line, facts: dict[str, Any]) -> None:
    """A day in the future, a notification before a signature, are slips of the pen: the line is refused."""
    bare = Convention(**{name: facts[name] for name in SIGNATURES if name in facts})
    for name in SIGNATURES:
        if name in facts and (why := rules.wrong_signature_date(bare, facts[name])):
            line.refuse(_column(line, name), why)
        elif why := cautions.signed_after_effect(line.values["starts_on"], facts.get(name)):
            line.warn(_column(line, name), why)
    if "notified_on" in facts and (why := rules.wrong_notification_date(bare, facts["notified_on"])):
        line.refuse("notified_on", why)
    if why := rules.wrong_order(bare.mayor_signed_on, bare.president_signed_on):
        line.warn(_column(line, "president_signed_on"), why)


def _column(line: Line, name: str) -> str:
    """The column that a signature was read in."""
    return name if line.values.get(name) else "signed_on"


def _end(line: Line, identity: dict[str, Any]) -> dict[str, Any]:
    """A termination, when the line gives an end that comes before those of article 6; else nothing, or a remark."""
    last_day = line.values.get("ends_on")
    if line.is_unread("ends_on"):
        line.warn(
            "ends_on", "Sans jour précis, aucune fin anticipée n’est reprise : la convention va jusqu’à son terme."
        )
    if last_day is None:
        return {}
    convention = filled(Convention(), identity)
    otherwise = convention.end_without_termination()
    if last_day == otherwise:
        return {}
    if why := cautions.never_in_force(convention, last_day):  # in a file, a slip of the pen
        line.refuse("ends_on", why)
    elif why := rules.wrong_last_day(convention, last_day):
        line.warn("ends_on", f"{why} Cette date n’est pas reprise.")
    return {} if why else {"terminated_on": last_day, "termination_reason": REASON}


def _completed(line: Line, existing: Convention | None, facts: dict[str, Any]) -> dict[str, Any]:
    """With its day of notification when nothing else is missing; else the line is told to stay a draft, and why.

    The draft keeps all that it is given, and what an earlier import said of it counts.
    """
    kept = {name: day for name, day in current(existing, KEPT).items() if day} if existing else {}
    known = {**kept, **facts}
    convention = filled(Convention(), known)
    if missing := [*rules.missing_to_adopt(convention), *line.lookup.missing_beside(convention)]:
        line.warn("", f"Reprise comme brouillon. Il manque : {enumerate_fr(missing)}.")
        if "notified_on" in facts:
            facts[KEPT_NOTIFICATION] = facts.pop("notified_on")
        return facts
    return {"notified_on": max(known[name] for name in (*SIGNATURES, KEPT_NOTIFICATION) if name in known), **facts}


# --- a convention already there --------------------------------------------------------------------------------------


def _news(line: Line, existing: Convention, facts: dict[str, Any]) -> dict[str, Any]:
    """Of a convention that is already followed, only the remarks and the scan change; the rest is compared."""
    known = current(existing, [*SIGNATURES, "notified_on", SCAN])
    for name in (*SIGNATURES, "notified_on"):
        if name in facts and facts[name] != known[name]:
            _tell_difference(line, existing, name, known[name])
    last_day, known_end = line.values.get("ends_on"), existing.end.date if existing.end else None
    if last_day and last_day != known_end:
        said = f"finit le {long_date(known_end)}" if known_end else "n’a pas de fin"
        remedy = "elle n’est pas changée ici, une dénonciation se note sur sa page."
        line.warn("ends_on", f"La convention {existing.number} {said} : {remedy}")
    if SCAN in facts and facts[SCAN] != known[SCAN] and not _may_take_scan(line, existing):
        facts.pop(SCAN)
    return {name: facts[name] for name in ("remarks", SCAN) if name in facts}


def _tell_difference(line: Line, existing: Convention, name: str, day: date | None) -> None:
    said = f"dit « {long_date(day)} »" if day else "n’a pas cette date"
    column = _column(line, name) if name in SIGNATURES else name
    line.warn(column, f"La convention {existing.number} {said} : elle n’est pas changée ici.")


def _may_take_scan(line: Line, existing: Convention) -> bool:
    """Whether the scan may join this convention: signed, and the former one stays kept (R45)."""
    if existing.state not in (State.SIGNED, State.NOTIFIED):
        line.warn("scan", f"La convention {existing.number} n’est pas encore signée : ce scan n’est pas joint.")
        return False
    if existing.scan:
        _tell_former_scan(line, existing)
    return True


def _tell_former_scan(line: Line, existing: Convention) -> None:
    former = existing.scan.name if existing.scan else ""
    line.warn("scan", f"Ce scan prend la place de « {former} », qui reste conservé.")
