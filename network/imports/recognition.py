"""What a line says of an object that is already there: which one it is, and what it would truly change."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import models

from foundation.french import fold


def recognised(
    fields: dict[str, Any], existing: models.Model | None, texts: Iterable[str], numbers: Iterable[str] = ()
) -> dict[str, Any]:
    """The fields of a line, with the key of the object it designates, less those that say the same in another dress.

    `texts` differ by more than capitals, accents and marks; `numbers` (telephones) by their figures.
    """
    if existing is None:
        return fields
    same = {name for name in texts if name in fields and fold(fields[name]) == fold(getattr(existing, name))}
    same |= {name for name in numbers if name in fields and _figures(fields[name]) == _figures(getattr(existing, name))}
    changed = {name: value for name, value in fields.items() if name not in same}
    return {**changed, "id": existing.pk}


def _figures(number: str) -> str:
    return re.sub(r"\D", "", number)
