"""Signed links: one person, one purpose, one object, for a time; single use means single."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import RequestFactory

from foundation import clock, links
from foundation.models import SignedLink
from foundation.workflow import Refused
from tests.at_once import at_once
from tests.factories import PersonFactory, VendorFactory

WEEK = timedelta(days=7)


@pytest.mark.django_db
def test_a_link_gives_back_its_person_and_its_object():
    person, vendor = PersonFactory(), VendorFactory()

    secret = links.make(person, "invitation", about=vendor, lasts=WEEK)

    found = links.find(secret, "invitation")
    assert (found.person, found.about) == (person, vendor)


@pytest.mark.django_db
def test_the_secret_is_long_and_kept_nowhere():
    secret = links.make(PersonFactory(), "invitation", lasts=WEEK)

    row = SignedLink.objects.values().get()
    assert len(secret) == 43  # 32 bytes in base64 without padding
    assert secret not in str(row)
    assert len(row["secret_hash"]) == 64


@pytest.mark.django_db
def test_two_links_never_share_a_secret():
    person = PersonFactory()

    secrets = {links.make(person, "invitation", lasts=WEEK) for _ in range(50)}

    assert len(secrets) == 50


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "inconnu", "é" * 43, "x" * 100_000])
def test_an_unknown_secret_is_refused(token):
    links.make(PersonFactory(), "invitation", lasts=WEEK)

    with pytest.raises(Refused, match="n’est pas valable"):
        links.find(token, "invitation")


@pytest.mark.django_db
def test_a_link_of_another_purpose_is_told_like_an_unknown_one():
    secret = links.make(PersonFactory(), "invitation", lasts=WEEK)

    with pytest.raises(Refused) as refusal:
        links.use(secret, "offre")
    assert refusal.value.message == links.UNKNOWN


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("after", "serves"),
    [
        (timedelta(0), True),
        (WEEK - timedelta(seconds=1), True),
        (WEEK, False),
        (WEEK + timedelta(seconds=1), False),
    ],
)
def test_a_link_serves_until_it_expires_and_no_longer(after, serves):
    with clock.frozen_at("2026-03-02T10:00:00") as made_at:
        secret = links.make(PersonFactory(), "invitation", lasts=WEEK)

    with clock.frozen_at(made_at + after):
        if serves:
            assert links.use(secret, "invitation").used_at == made_at + after
        else:
            with pytest.raises(Refused, match="a expiré le 9 mars 2026"):
                links.use(secret, "invitation")


@pytest.mark.django_db
def test_looking_at_a_link_does_not_use_it_up():
    secret = links.make(PersonFactory(), "invitation", lasts=WEEK)

    links.find(secret, "invitation")
    links.find(secret, "invitation")

    assert links.use(secret, "invitation").used_at


@pytest.mark.django_db
@pytest.mark.parametrize("ask", [links.find, links.use])
def test_a_single_use_link_that_served_says_when(ask):
    with clock.frozen_at("2026-03-02T10:00:00"):
        secret = links.make(PersonFactory(), "invitation", lasts=WEEK)
        links.use(secret, "invitation")

        with pytest.raises(Refused, match="a déjà servi, le 2 mars 2026"):
            ask(secret, "invitation")


@pytest.mark.django_db
def test_a_link_of_several_uses_serves_again():
    secret = links.make(PersonFactory(), "agenda", lasts=WEEK, single_use=False)

    links.use(secret, "agenda")

    assert links.use(secret, "agenda").used_at


@pytest.mark.django_db
def test_what_fails_after_the_use_gives_the_link_back():
    secret = links.make(PersonFactory(), "invitation", lasts=WEEK)

    with transaction.atomic():
        links.use(secret, "invitation")
        transaction.set_rollback(True)

    assert links.use(secret, "invitation").used_at


@pytest.mark.django_db(transaction=True)
def test_of_two_uses_at_the_same_time_one_wins():
    secret = links.make(PersonFactory(), "invitation", lasts=WEEK)

    outcomes = at_once(*[lambda: links.use(secret, "invitation").purpose] * 2)

    assert sorted(str(one)[:20] for one in outcomes) == ["Ce lien a déjà servi", "invitation"]


@pytest.mark.django_db
def test_a_revoked_link_is_refused_and_the_others_still_serve():
    person, vendor = PersonFactory(), VendorFactory()
    revoked = links.make(person, "invitation", about=vendor, lasts=WEEK)
    other_object = links.make(person, "invitation", about=VendorFactory(), lasts=WEEK)
    other_person = links.make(PersonFactory(), "invitation", about=vendor, lasts=WEEK)

    count = links.revoke(person, "invitation", about=vendor)

    assert count == 1
    with pytest.raises(Refused, match="a été annulé"):
        links.use(revoked, "invitation")
    assert links.find(other_object, "invitation")
    assert links.find(other_person, "invitation")


@pytest.mark.django_db
def test_revoking_counts_only_the_links_that_still_served():
    person = PersonFactory()
    used = links.make(person, "invitation", lasts=WEEK)
    links.use(used, "invitation")
    links.make(person, "invitation", lasts=timedelta(0))
    links.make(person, "invitation", lasts=WEEK)

    assert links.revoke(person, "invitation") == 1


@pytest.mark.django_db
def test_an_address_that_guesses_must_wait_even_with_a_good_link():
    with clock.frozen_at("2026-03-02T10:00:00"):
        secret = links.make(PersonFactory(), "invitation", lasts=WEEK)
        for guess in range(links.MAX_MISSES):
            with pytest.raises(Refused, match="n’est pas valable"):
                links.find(f"essai {guess}", "invitation", asker="192.0.2.7")

        with pytest.raises(Refused, match="Trop d’essais"):
            links.find(secret, "invitation", asker="192.0.2.7")
        assert links.find(secret, "invitation", asker="192.0.2.8")

    with clock.frozen_at("2026-03-02T10:15:00"):
        assert links.find(secret, "invitation", asker="192.0.2.7")


def test_the_address_of_a_request_is_that_of_the_visitor():
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", headers={"X-Forwarded-For": "198.51.100.1"})

    assert links.address_of(request) == "192.0.2.9"
