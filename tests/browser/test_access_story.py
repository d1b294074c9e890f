"""The chain that makes it a system, in a real browser: no charter, no course or no convention, and the door is shut."""

import pytest

from tests.browser.access_story import told_by
from tests.browser.conftest import looks

pytestmark = pytest.mark.browser


def test_a_volunteer_is_refused_trains_gets_in_and_is_refused_again_when_the_convention_ends(
    own_site, tmp_path, chromium
):
    seen, problems = [], []

    def look(name, page):
        seen.append(name)
        problems.extend(f"{name}: {found}" for found in looks(page))

    told_by(chromium, own_site, tmp_path, look)

    assert seen == ["acces-ferme", "acces-inscription", "acces-ouvert", "acces-referme"]
    assert not problems, "\n".join(problems)
