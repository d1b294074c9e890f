"""A variable that a template of ours names and no view gave is a mistake: the test that renders it fails (style 23)."""

import sys
from pathlib import Path
from types import FrameType

TEMPLATES = str(Path(__file__).resolve().parent.parent / "templates")


class UndefinedVariableError(AssertionError):
    """A template of ours names what it was not given."""


class RefuseUndefined(str):
    """Django’s `string_if_invalid` that raises in our templates and stays silent in those of Django and allauth.

    Django asks its truth first, then formats it with the name of the variable.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return _is_ours(_origin_of_the_template_being_rendered())

    def __contains__(self, text: str) -> bool:
        return text == "%s" or super().__contains__(text)

    def __mod__(self, variable: object) -> str:
        origin = _origin_of_the_template_being_rendered()
        raise UndefinedVariableError(f"{origin} uses « {variable} », which is not defined.")


def _is_ours(origin: str) -> bool:
    return origin.startswith(TEMPLATES) or origin == "<unknown source>"


def _origin_of_the_template_being_rendered() -> str:
    """The template of the innermost node on the stack; empty outside of any."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        origin = getattr(frame.f_locals.get("self"), "origin", None)
        if origin is not None:
            return str(origin)
        frame = frame.f_back
    return ""
