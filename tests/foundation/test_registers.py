"""The registers in the side bar: each for whoever has a use for it."""

import pytest

from foundation import registers
from network.roles import Role
from tests.factories import person_as

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ADMINISTRATOR, ["Imports", "Travaux de fond", "Messages"]),
        (Role.COORDINATOR, ["Imports", "Mes travaux"]),
        (Role.LIBRARY_HEAD, []),
        (Role.COMMUNE_CONTACT, []),
    ],
)
def test_the_side_bar_leads_to_imports_and_jobs_those_who_start_them(client, role, expected):
    person = person_as(role)
    client.force_login(person)

    entries = registers.navigation(person)

    assert [entry.label for entry in entries] == expected
    assert all(client.get(entry.url).status_code == 200 for entry in entries)
    assert all(f'href="{entry.url}"' in client.get("/").text for entry in entries)
