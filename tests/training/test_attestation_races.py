"""Two at the same moment: one attestation is kept for a certification, and one taken back never stays authentic."""

import pytest

from foundation import clock, verification
from foundation.models import StoredDocument, VerifiablePaper
from network.roles import Role
from tests.factories import PersonFactory, person_as
from tests.training.factories import certified
from tests.training.test_booking_races import at_once
from training import attestations
from training.attestations import Printed
from training.models import Certification
from training.states import CertificationState

Standing = VerifiablePaper.Standing


def printed(number: int) -> Printed:
    return Printed(f"%PDF-1.7 {number}".encode(), verification.new_code(), "Zoé Demo")


@pytest.mark.django_db(transaction=True)
def test_of_several_prints_at_once_one_is_kept():
    certification = certified(PersonFactory(), issued_on=clock.today())
    prints = [printed(number) for number in range(4)]

    found = at_once(
        [lambda one=one: attestations.keep(certification, one, by=certification.person) for one in prints], 4
    )

    kept = Certification.objects.get().document
    assert {one.document_id for one in found} == {kept.pk}
    assert VerifiablePaper.objects.get().document == kept
    assert StoredDocument.objects.about(certification).exclude(pk=certification.proof_id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_kept_and_taken_back_at_once_is_not_authentic():
    coordinator = person_as(Role.COORDINATOR)
    for number in range(4):
        certification = certified(PersonFactory(), issued_on=clock.today())
        at_once(
            [
                lambda one=certification, n=number: attestations.keep(one, printed(n), by=one.person),
                lambda one=certification: attestations.revoke(one, by=coordinator, reason="Erreur"),
            ],
            2,
        )
    assert set(Certification.objects.values_list("state", flat=True)) == {CertificationState.REVOKED}
    assert {one.standing(clock.today()) for one in VerifiablePaper.objects.all()} <= {Standing.WITHDRAWN}
