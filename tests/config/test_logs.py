"""What the logs keep of a failure, whoever writes it: our own code or a library."""

import json
import logging
import logging.config
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.conf import settings

from config import logs


@pytest.fixture
def written(capsys) -> Iterator[Callable[..., str]]:
    """What the configured logs write of a failure: `written(json=True, by=…)`."""

    def failure(*, json: bool, by) -> str:
        logging.config.dictConfig(logs.configuration(json=json, level="INFO"))
        try:
            raise LookupError("la cause")
        except LookupError:
            by.error("panne", exc_info=True)
        return capsys.readouterr().err

    yield failure
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.parametrize("by", [logging.getLogger("django.request"), structlog.get_logger("essai")])
def test_in_production_a_failure_is_one_line_with_its_traceback(written, by):
    line = json.loads(written(json=True, by=by))

    assert line["event"] == "panne"
    assert line["level"] == "error"
    assert line["exception"].endswith("LookupError: la cause")
    assert "exc_info" not in line


@pytest.mark.parametrize("by", [logging.getLogger("django.request"), structlog.get_logger("essai")])
def test_on_a_laptop_a_traceback_stays_plain(written, by):
    lines = written(json=False, by=by).splitlines()

    assert "panne" in lines[0]
    assert lines[1] == "Traceback (most recent call last):"
    assert lines[-1] == "LookupError: la cause"


SECRET = "I8t40DjSXI8CbrlXG38CqkoyjWSMITFyE8iYwKxMmKg"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (f"GET /formations/place/{SECRET}/", "GET /formations/place/…/"),
        (f"/compte/agenda/{SECRET}.ics?a=1", "/compte/agenda/….ics?a=1"),
        (f"Gone: /reseau/invitation/{SECRET}", "Gone: /reseau/invitation/…"),
        ("GET /conventions/?q=tout-un-mot-tres-long-de-plus-de-quarante-lettres", None),
        ("GET /systeme/documents/0f5c6e1a-2b3c-4d5e-8f90-a1b2c3d4e5f6/", None),
    ],
)
def test_a_secret_of_an_address_is_in_no_line(address, kept):
    line = logs.without_secrets(None, "info", {"event": address, "code": 200})
    assert line == {"event": kept or address, "code": 200}
