"""A line of the follow-up becomes a convention, and is discarded when its import is undone."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied

from convention import path, rules, scans
from convention.generation import NUMBER
from convention.models import Convention
from convention.states import State
from foundation import clock, documents, numbers
from foundation.french import enumerate_fr
from foundation.imports.lines import Applied, AttachedFile, Line
from foundation.models import ImportLine, OutboxMessage, Reminder, StoredDocument
from foundation.workflow import Refused, perform
from network.models import Commune

SCAN = "signed_scan"  # a field of the line: which file is the scan, told by its content
KEPT_NOTIFICATION = "kept_notified_on"  # another: the day of notification of a draft, which is not notified here yet
REASON = path.TAKEN_OVER
OWN = {"starts_on", "mayor_signed_on", "president_signed_on", "terminated_on", "termination_reason", "remarks"}
UNDONE = "Reprise annulée"
CHANGED_SINCE = "Laissée en place, car modifiée depuis l’import."


def print_of(content: bytes) -> str:
    """A scan told by its content, short enough to be read."""
    return f"PDF, empreinte {sha256(content).hexdigest()[:12]}"


def filled(convention: Convention, fields: dict[str, Any]) -> Convention:
    """The convention with the facts of a line, not saved; its notification is for `adopt` to say."""
    if "commune_id" in fields:
        convention.commune_id = fields["commune_id"]
    for name in OWN & set(fields):
        setattr(convention, name, fields[name])
    if "starts_on" in fields:
        convention.set_start(fields["starts_on"])
    if KEPT_NOTIFICATION in fields:
        convention.notified_on = fields[KEPT_NOTIFICATION]
    return convention


def current(convention: Convention, names: Iterable[str]) -> dict[str, Any]:
    """What a convention says now, the scan by its content; a draft is not notified, whatever day is kept of it."""
    scan = f"PDF, empreinte {convention.scan.sha256[:12]}" if convention.scan else None
    notified_on = None if rules.is_paper_draft(convention) else convention.notified_on
    apart = {SCAN: scan, KEPT_NOTIFICATION: convention.notified_on, "notified_on": notified_on}
    return {name: apart[name] if name in apart else getattr(convention, name) for name in names}


# --- taking over -----------------------------------------------------------------------------------------------------


def hold(fields: list[dict[str, Any]]) -> None:
    """Lock the communes of these lines in the order of their keys, as whoever moves a mandate does."""
    Commune.objects.filter(pk__in={one["commune_id"] for one in fields if "commune_id" in one}).hold()


def apply(line: Line, existing: Convention | None, by: Any) -> Applied:
    """Make or complete the convention of a line. Raises Refused, PermissionDenied, ValidationError."""
    if not rules.may_manage(by):
        raise PermissionDenied("Votre fonction ne permet plus de suivre les conventions.")
    with path.alone_in(line.fields["commune_id"]):
        if existing is not None and not rules.is_paper_draft(existing):
            return Applied(_with_news(line, existing, by))
        return _taken_over(line, existing or _new(by), by)


def _new(by: Any) -> Convention:
    number = numbers.next_number(NUMBER, clock.today().year)
    return Convention(number=number, created_by=by, created_at=clock.now())


def _taken_over(line: Line, convention: Convention, by: Any) -> Applied:
    """Adopted when nothing is missing, as it is then in force or over; else a draft, with all that the line says."""
    filled(convention, line.fields)
    scan = None
    if line.attached and _brings_scan(line, convention):
        refuse_known(convention if convention.pk else None, line.attached)
        convention.scan = scan = _kept(line.attached, by)
    missing = rules.missing_to_adopt(convention)
    if missing:
        convention.notified_on = line.fields.get("notified_on", convention.notified_on)
    convention._history_user, convention._change_reason = by, REASON  # type: ignore[attr-defined]  # simple_history reads it
    convention.full_clean(exclude={"state"})
    convention.save()
    if scan:
        _attach(scan, convention)
    if missing:
        was_complete = "notified_on" in line.fields  # at the preview, which otherwise says what is missing
        why = f" Il manque : {enumerate_fr(missing)}." if was_complete else ""
        return Applied(convention, note=f"Reste un brouillon.{why}")
    notified_on = line.fields.get("notified_on") or rules.last_signed_on(convention)
    return Applied(perform(convention.adopt, by=by, reason=REASON, notified_on=notified_on))


def _with_news(line: Line, convention: Convention, by: Any) -> Convention:
    """The remarks and the scan of a convention that is already followed."""
    if line.attached and _brings_scan(line, convention):
        path.add_scan(convention, by=by, file=_arrived(line.attached), name=line.attached.name, reason=REASON)
        convention = Convention.objects.select_related("scan", "commune").get(pk=convention.pk)
    if line.fields.get("remarks") not in (None, convention.remarks):
        convention.remarks = line.fields["remarks"]
        convention._history_user, convention._change_reason = by, REASON  # type: ignore[attr-defined]  # simple_history reads it
        convention.save()
    return convention


def _brings_scan(line: Line, convention: Convention) -> bool:
    """Whether the line’s file is another than the scan that the convention has."""
    return SCAN in line.fields and current(convention, [SCAN])[SCAN] != line.fields[SCAN]


def refuse_known(convention: Convention | None, file: AttachedFile) -> None:
    """Raise Refused for a file that is known to be another paper."""
    if why := scans.known_file(convention, _arrived(file).sha256):
        raise Refused(why)


def _kept(file: AttachedFile, by: Any) -> StoredDocument:
    return documents.keep(_arrived(file), name=file.name, by=by, title=path.SCAN_TITLE)


def _arrived(file: AttachedFile) -> documents.Arrived:
    return file.arrived or documents.arrive(file.read())


def _attach(scan: StoredDocument, convention: Convention) -> None:
    """The scan is about its convention, and never changes again (R45)."""
    scan.about = convention
    scan.save(update_fields=["about_type", "about_id"])
    documents.freeze(scan)


# --- undoing ---------------------------------------------------------------------------------------------------------


def undo_created(convention: Convention, line: ImportLine, by: Any) -> str:
    """Discard a convention that an import made and that nobody touched since; why not, otherwise (ADR 0008).

    As any draft begun by mistake, it keeps its number, its scan and its history, and its commune is free again.
    """
    with path.alone_in(convention.commune_id):
        convention = Convention.objects.select_for_update(of=("self",)).get(pk=convention.pk)
        if convention.state == State.DISCARDED:
            return ""
        if convention.history.count() > 1 + (convention.state == State.NOTIFIED):
            return CHANGED_SINCE
        if any(model.objects.about(convention).exists() for model in (OutboxMessage, Reminder)):
            return "Laissée en place, car des messages sont partis à son sujet."
        if other := StoredDocument.objects.about(convention).exclude(pk=convention.scan_id).first():
            return f"Laissée en place, car « {other} » s’y rattache."
        step = convention.discard if rules.is_paper_draft(convention) else convention.take_back
        perform(step, by=by, reason=UNDONE, discarded_on=clock.today())
    return ""


def restore(convention: Convention, before: dict[str, Any]) -> str:
    """Put back what an import changed of a convention that was there; why not, when that would unmake an adoption."""
    if "notified_on" in before:
        return "Laissée telle quelle : complétée par cet import, elle est maintenant notifiée."
    filled(convention, {name: "" if name == "remarks" and value is None else value for name, value in before.items()})
    if SCAN not in before:
        return ""
    former = _former_scan(convention, before[SCAN])
    if former is None and convention.state == State.NOTIFIED and convention.version_id:
        return "Laissée telle quelle : elle a été notifiée depuis, sur la foi de ce scan."
    convention.scan = former
    return ""


def _former_scan(convention: Convention, told: str | None) -> StoredDocument | None:
    """The scan that was there before; every one stays kept about its convention (R45)."""
    scans = StoredDocument.objects.about(convention)
    return next((scan for scan in scans if told == f"PDF, empreinte {scan.sha256[:12]}"), None)
