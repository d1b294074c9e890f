"""One line per event, with the request and the person it belongs to: readable on a laptop, JSON in production."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = re.compile(r"(?<=/)[A-Za-z0-9_-]{40,}(?=[/.?\s]|$)")  # that of a signed link, as it stands in an address


def without_secrets(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out of every line the secret that an address carries: whoever reads the log could act with it."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRET.sub("…", value)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    without_secrets,
]


def console() -> structlog.dev.ConsoleRenderer:
    """Lines for a person’s eyes. A traceback stays plain: in colours and frames it costs a quarter of a second."""
    return structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def configuration(*, json: bool, level: str) -> dict[str, Any]:
    """The `LOGGING` setting; also tells structlog to write through the standard library."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderers = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()] if json else [console()]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers],
        "foreign_pre_chain": SHARED,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "celery": {"level": "WARNING"},
            "django_structlog": {"level": "WARNING"},
            "fontTools": {"level": "WARNING"},
            "pikepdf": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
        },
    }
