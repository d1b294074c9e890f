"""Papers that anyone may have checked: what the public page says of them, to whom, and to nobody who guesses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from foundation import clock, documents, paper_codes, privacy, verification
from foundation.models import VerifiablePaper
from foundation.workflow import Refused
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db
ISSUED, LAST = date(2027, 3, 16), date(2029, 3, 15)
TITLE, HOLDER = "Circulation & prêt", "Zoé d’Échelle-Demo"
Standing = VerifiablePaper.Standing


def paper(**facts) -> VerifiablePaper:
    code = verification.new_code()
    document = documents.keep(f"%PDF-1.7 {code}".encode(), name="attestation.pdf", frozen=True)
    given = {"kind": "attestation de formation", "title": TITLE, "holder": HOLDER, "issued_on": ISSUED} | facts
    return verification.issue(code, document, **given)


def page_of(client, code: str, on: date = ISSUED):
    with clock.frozen_at(on):
        return client.get(reverse("verification:paper", args=[code]))


def words(response) -> str:
    return response.content.decode().replace("\u00a0", " ").replace("&amp;", "&")


# --- issued, withdrawn, replaced -------------------------------------------------------------------------------------


def test_a_paper_is_a_frozen_document_under_a_code_drawn_for_it():
    document = documents.keep(b"%PDF-1.7", name="a.pdf")
    facts = {"kind": "attestation", "title": TITLE, "issued_on": ISSUED}
    with pytest.raises(ValueError, match="frozen"):
        verification.issue(verification.new_code(), document, **facts)
    documents.freeze(document)
    with pytest.raises(ValueError, match="drawn"):
        verification.issue("A" * 12, document, **facts)
    assert verification.issue(verification.new_code(), document, **facts).document.sha256 == document.sha256


def test_no_two_papers_bear_one_code_nor_are_one_document():
    one, two = paper(), paper()
    facts = {"kind": "x", "title": TITLE, "issued_on": ISSUED}
    free = documents.keep(b"%PDF-1.7 b", name="b.pdf", frozen=True)
    for code, document in ((one.code, free), (verification.new_code(), two.document)):
        with pytest.raises(IntegrityError), transaction.atomic():
            verification.issue(code, document, **facts)


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (ISSUED, Standing.AUTHENTIC),
        (LAST, Standing.AUTHENTIC),
        (LAST + timedelta(days=1), Standing.EXPIRED),
    ],
)
def test_a_paper_is_worth_something_until_its_last_day_included(on, standing):
    assert paper(expires_on=LAST).standing(on) == standing


def test_a_paper_without_a_limit_never_expires():
    assert paper().standing(date(2099, 1, 1)) == Standing.AUTHENTIC


def test_a_paper_is_withdrawn_from_a_day_for_a_reason_and_once():
    kept = paper(expires_on=LAST)
    day = date(2027, 6, 1)
    withdrawn = verification.withdraw(kept.document, on=day, reason="Délivrée par erreur")
    assert [withdrawn.standing(one) for one in (day - timedelta(days=1), day, LAST + timedelta(days=9))] == [
        Standing.AUTHENTIC,
        Standing.WITHDRAWN,
        Standing.WITHDRAWN,
    ]
    with pytest.raises(Refused, match="déjà retiré"):
        verification.withdraw(kept.document, on=day, reason="Encore")


def test_a_paper_replaced_by_another_says_so():
    former, later = paper(), paper()
    replaced = verification.withdraw(former.document, on=ISSUED, reason="Version corrigée", replaced_by=later)
    assert replaced.standing(ISSUED) == Standing.REPLACED


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"expires_on": ISSUED - timedelta(days=1)}, "expires_after_issue"),
        ({"withdrawn_on": ISSUED}, "withdrawn_for_a_reason"),
        ({"withdrawn_reason": "Parce que"}, "withdrawn_for_a_reason"),
        ({"withdrawn_on": ISSUED - timedelta(days=1), "withdrawn_reason": "Avant"}, "withdrawn_for_a_reason"),
    ],
)
def test_what_a_paper_can_never_be(facts, constraint):
    kept = paper()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        VerifiablePaper.objects.filter(pk=kept.pk).update(**facts)


# --- what is printed -------------------------------------------------------------------------------------------------


def test_the_mark_leads_to_the_page_of_its_code(settings):
    settings.BASE_URL = "https://maillage.example/"
    code = verification.new_code()
    mark = verification.Mark(code)
    assert mark.address == f"https://maillage.example/verifier/{code}/"
    assert mark.form_address == "maillage.example/verifier/"
    assert paper_codes.read(mark.shown) == code


def test_the_qr_code_is_one_path_within_its_white_border():
    drawn = verification.drawn("https://maillage.example/verifier/K7QM2F9AXR4T/")
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    assert drawn.count("<path") == 1
    assert 'd="M4 4h7v1h-7z' in drawn  # the first corner mark, after four white modules
    assert drawn != verification.drawn("https://maillage.example/verifier/K7QM2F9AXR4V/")


# --- the page --------------------------------------------------------------------------------------------------------


def test_anyone_reads_what_the_paper_says_and_nothing_else(client):
    kept = paper(expires_on=LAST)
    response = page_of(client, kept.code)
    assert response.context["standing"] == "Document authentique"
    assert response.context["facts"] == [
        ("Document", "Attestation de formation"),
        ("Intitulé", TITLE),
        ("Au nom de", HOLDER),
        ("Date de délivrance", "16 mars 2027"),
        ("Date d’expiration", "15 mars 2029"),
    ]
    said = words(response)
    assert all(value in said for _, value in response.context["facts"])
    assert str(kept.document.key) not in said
    assert kept.document.sha256 not in said


def test_no_search_engine_nor_cache_keeps_the_page(client):
    for response in (page_of(client, paper().code), page_of(client, verification.new_code())):
        assert response["X-Robots-Tag"].startswith("noindex")
        assert "no-store" in response["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in words(response)


def test_the_page_says_expired_withdrawn_and_replaced_and_never_why(client):
    later = paper()
    expired, withdrawn, replaced = (paper(expires_on=LAST) for _ in range(3))
    verification.withdraw(withdrawn.document, on=ISSUED, reason="Fraude constatée")
    verification.withdraw(replaced.document, on=ISSUED, reason="Faute de frappe", replaced_by=later)
    day = LAST + timedelta(days=1)
    found = {
        one.code: page_of(client, one.code, on).context["standing"]
        for one, on in ((expired, day), (withdrawn, ISSUED), (replaced, ISSUED))
    }
    assert list(found.values()) == ["Document expiré", "Document retiré", "Document remplacé"]
    said = words(page_of(client, withdrawn.code)) + words(page_of(client, replaced.code))
    assert "Fraude" not in said
    assert "Faute" not in said
    assert later.code not in said


@pytest.mark.parametrize("copied", ["{}-{}-{}", "{} {} {}"])
def test_a_code_typed_into_the_form_leads_to_its_page(client, copied):
    code = paper().code
    typed = copied.format(code[:4], code[4:8], code[8:]).lower()
    answer = client.get(reverse("verification:form"), {"code": typed}, follow=True)
    assert answer.redirect_chain == [(reverse("verification:paper", args=[code]), 302)]
    assert answer.context["standing"] == "Document authentique"


@pytest.mark.parametrize(("typed", "said"), [("", "Recopiez le code"), ("K7QM-2F9A-XR40", "sans 0 ni O")])
def test_what_is_no_code_is_refused_at_its_field_and_kept(client, typed, said):
    answer = client.get(reverse("verification:form"), {"code": typed})
    assert answer.status_code == 422
    assert said in answer.context["form"]["code"].errors[0]
    assert answer.context["form"]["code"].value() == typed


@pytest.mark.parametrize("typed", ["K7QM-2F9A-XR4", "nothing", "é" * 3000, "a%00b"])
def test_an_unknown_code_is_told_and_offered_to_be_put_right(client, typed):
    answer = page_of(client, typed)
    assert answer.status_code == 404
    assert "Code inconnu" in words(answer)
    assert answer.context["form"]["code"].value() == typed


def test_who_guesses_codes_must_wait_even_for_a_good_one(client):
    good = reverse("verification:paper", args=[paper().code])
    with clock.frozen_at("2027-03-16T10:04:30"):
        for _ in range(verification.guesses.most):
            assert client.get(reverse("verification:paper", args=[verification.new_code()])).status_code == 404
        refused = client.get(good)
        elsewhere = client.get(good, REMOTE_ADDR="198.51.100.4")
    assert (refused.status_code, elsewhere.status_code) == (429, 200)
    assert refused["Retry-After"] == str(10 * 60 + 30)
    assert "Réessayez dans 11 minutes" in words(refused)
    assert HOLDER not in words(refused)
    with clock.frozen_at("2027-03-16T10:15:00"):
        assert client.get(good).status_code == 200


def test_good_codes_are_no_guesses(client):
    code = paper().code
    with clock.frozen_at(ISSUED):
        found = {client.get(reverse("verification:paper", args=[code])).status_code for _ in range(30)}
    assert found == {200}


def test_who_was_erased_is_named_no_more(client):
    subject = PersonFactory(first_name="Zoé", last_name="Léguillon")
    kept = paper(holder="Zoé Léguillon")
    privacy.anonymise(subject, by=PersonFactory())
    said = words(page_of(client, kept.code))
    assert "Léguillon" not in said
    assert "Document authentique" in said
