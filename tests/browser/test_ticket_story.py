"""The desk in a real browser: declared by an agent, passed on by the référent, answered by the vendor, solved."""

import pytest

from tests.browser.conftest import looks
from tests.browser.ticket_story import told_by

pytestmark = pytest.mark.browser


def test_an_incident_climbs_to_the_vendor_and_comes_back_solved_and_each_sees_its_part(own_site, chromium):
    seen, problems = [], []

    def look(name, page):
        seen.append(name)
        problems.extend(f"{name}: {found}" for found in looks(page))

    told_by(chromium, own_site, look)

    assert seen == ["ticket-declarer", "ticket-fil", "ticket-editeur", "ticket-clos", "ticket-delais"]
    assert not problems, "\n".join(problems)
