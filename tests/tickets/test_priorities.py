"""Impact × urgency gives the priority, cell by cell."""

import pytest

from tickets.priorities import MATRIX, Impact, Priority, Urgency, priority_of


@pytest.mark.parametrize(
    ("impact", "stopped", "degraded", "unseen"),
    [("NETWORK", "P1", "P2", "P3"), ("LIBRARY", "P2", "P3", "P4"), ("DESK", "P3", "P4", "P5")],
)
def test_the_matrix_reads_as_it_is_printed(impact, stopped, degraded, unseen):
    row = [priority_of(impact, urgency) for urgency in ("STOPPED", "DEGRADED", "UNSEEN")]

    assert row == [stopped, degraded, unseen]


def test_every_impact_meets_every_urgency_and_every_priority_is_given():
    assert set(MATRIX) == {(impact, urgency) for impact in Impact for urgency in Urgency}
    assert set(MATRIX.values()) == set(Priority)


@pytest.mark.parametrize("reach", list(Impact))
def test_what_the_public_feels_more_is_never_less_pressing(reach):
    row = [priority_of(reach, urgency) for urgency in Urgency]

    assert row == sorted(row)


@pytest.mark.parametrize("codes", [("PLANET", "STOPPED"), ("LIBRARY", "")])
def test_an_unknown_code_is_refused(codes):
    with pytest.raises(ValueError, match="is not a valid"):
        priority_of(*codes)
