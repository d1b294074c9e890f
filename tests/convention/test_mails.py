"""What is said of the mails that a convention causes."""

import pytest

from convention import mails


@pytest.mark.parametrize(
    ("contacts", "told"),
    [
        (0, "personne de la commune n’a d’adresse : prévenez-la autrement"),
        (1, "1 contact de la commune reçoit un courriel"),
        (2, "2 contacts de la commune reçoivent un courriel"),
    ],
)
def test_a_notification_says_how_many_are_written_to(contacts, told):
    assert mails.told(contacts) == told
