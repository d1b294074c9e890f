"""A vendor’s training that counts as one of the network: declared with its proof, judged by the SCLP (R09)."""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from foundation import clock, documents
from foundation.french import enumerate_fr, long_date, typography
from foundation.models import StoredDocument
from foundation.workflow import Refused, perform
from network.models import Person
from network.modules import Module
from training import attestation_mails
from training.booking import save
from training.models import Certification, CertificationModule
from training.people import within_reach
from training.states import CertificationState

# The name of the file: what its author called it may name somebody, and a proof keeps its name for good.
PROOF = "justificatif"
NOTHING_KEPT = typography("Gardez un module au moins, ou la formation de référent ; sinon, refusez l’équivalence.")
CORRESPONDENT = "formation de référent informatique"


def new(*, by: Any) -> Certification:
    """An equivalence about to be declared by this person, today."""
    return Certification(
        kind=Certification.Kind.EQUIVALENCE,
        state=CertificationState.DECLARED,
        issued_on=clock.today(),
        declared_by=by,
    )


def declare(certification: Certification, proof: File, modules: Iterable[str], *, by: Any) -> Certification:
    """Keep a new one with its proof and the modules asked for. Raises PermissionDenied, Refused (too heavy a file)."""
    if not within_reach(by, clock.today()).filter(person=certification.person_id).exists():
        raise PermissionDenied("Votre fonction ne permet pas de déclarer une équivalence pour cette personne.")
    with transaction.atomic():
        certification.proof = documents.keep(proof, name=PROOF, by=by, title="Justificatif")
        save(certification, by)
        certification.proof.about = certification
        certification.proof.save()
        for module in modules:
            CertificationModule.objects.create(certification=certification, module=module)
    return certification


def accept(
    certification: Certification,
    *,
    by: Any,
    modules: Collection[str] = (),
    trains_correspondent: bool = False,
    expires_on: Any = None,
) -> Certification:
    """The SCLP recognises it from today, for these of the modules asked for, and as a training of référents (R19) or
    not, asked for or not; its proof no longer changes.

    Raises Refused, PermissionDenied.
    """
    unkept = [row for row in certification.modules.all() if row.module not in modules]
    left_out = [str(row.get_module_display()) for row in unkept]
    if certification.trains_correspondent and not trains_correspondent:
        left_out.append(CORRESPONDENT)
    facts = {"issued_on": clock.today(), "expires_on": expires_on or None, "trains_correspondent": trains_correspondent}
    with transaction.atomic():
        reason = f"Sans {enumerate_fr(left_out)}." if left_out else ""
        accepted = perform(certification.accept, by=by, reason=reason, **facts)
        accepted.modules.filter(pk__in=[row.pk for row in unkept]).delete()
        if not trains_correspondent and not accepted.modules.exists():
            raise Refused(NOTHING_KEPT)
        if not accepted.proof.is_frozen:
            documents.freeze(accepted.proof)
        attestation_mails.accepted(accepted, left_out)
    return accepted


def refuse(certification: Certification, *, by: Any, reason: str) -> Certification:
    """The SCLP does not; the person, and who declared it, are told why. Raises Refused, PermissionDenied."""
    with transaction.atomic():
        refused = perform(certification.refuse, by=by, reason=reason)
        attestation_mails.refused(refused, reason)
    return refused


def let_go(person: Any) -> list[StoredDocument]:
    """The files of what was never accepted, taken off their rows: nothing rests on them, and they name somebody.

    One that still waits is refused: nobody is left to be certified. For the erasure of someone’s data (RGPD, art. 17).
    """
    if not isinstance(person, Person):
        return []
    declared = Certification.objects.filter(person=person.pk, state=CertificationState.DECLARED)
    for one in declared:
        perform(one.refuse, by=None, reason="Les données de la personne ont été effacées.")
    found = []
    held = Certification.objects.filter(person=person.pk, state=CertificationState.REFUSED).exclude(proof=None)
    for one in held.select_related("proof"):
        found.append(one.proof)
        one.proof = None
        save(one, None)
    return found


def awaited(person: Any, module: str) -> Certification | None:
    """The equivalence for this module that someone has declared and that the SCLP has not judged yet."""
    return _awaited(person).filter(modules__module=module).first()


def awaited_as_correspondent(person: Any) -> Certification | None:
    """The same, as a training of référents."""
    return _awaited(person).filter(trains_correspondent=True).first()


def _awaited(person: Any) -> QuerySet[Certification]:
    asked = Certification.objects.filter(person=person, state=CertificationState.DECLARED)
    return asked.order_by("issued_on", "pk")


def told(awaited: Certification) -> str:
    """Where one stands that waits, in French."""
    return f"Une équivalence, déclarée le {long_date(awaited.issued_on)}, attend la réponse du SCLP."


def module_choices(certification: Certification) -> list[tuple[str, str]]:
    """The modules asked for, in the order of the SIGB."""
    asked = {row.module for row in certification.modules.all()}
    return [(module.value, str(module.label)) for module in Module if module in asked]
