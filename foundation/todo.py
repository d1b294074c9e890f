"""What waits for a person, the most urgent first; several that ask the same thing are one line (design: home by role).

An app contributes each thing to `registry.todo`, and says with `Alike` how it is told with others of its sort.
"""

from collections.abc import Iterable
from typing import Any

from foundation import registry
from foundation.french import some_of
from foundation.registry import ToDo

TONES = ["late", "warn", "info", "ok", "neutral"]


def waiting(person: Any) -> list[ToDo]:
    """All that waits for this person."""
    return sorted(together(registry.todo.collect(person)), key=_urgency)


def together(items: Iterable[ToDo]) -> list[ToDo]:
    """These things, those of one key as one line; what is alone of its sort stays as it is."""
    groups: dict[str, list[ToDo]] = {}
    for rank, item in enumerate(items):
        groups.setdefault(f"alike {item.alike.key}" if item.alike else f"alone {rank}", []).append(item)
    return [_one_line(sorted(group, key=_urgency)) if len(group) > 1 else group[0] for group in groups.values()]


def _urgency(item: ToDo) -> tuple[int, int, int, int]:
    """What is late, then what waits already, then what is to come in the order of its days, however soon it presses."""
    tone = TONES.index(item.tone)
    if item.tone in ("warn", "info"):
        return TONES.index("warn"), max(item.rank, 0), tone, item.rank
    return tone, item.rank, tone, item.rank


def _one_line(group: list[ToDo]) -> ToDo:
    """As urgent as the most urgent of them, which comes first; how many are late is said when not all are."""
    first, found = group[0], [item.alike for item in group if item.alike]
    alike = found[0]
    subject = f"{len(group)} {alike.many}"
    late = sum(item.tone == "late" for item in group)
    said = f"{subject} {alike.asks}" + (f", dont {late} en retard" if 0 < late < len(group) else "")
    text = f"{said} : {some_of([one.name for one in found])}"
    picked = "&".join(one.pick for one in found if one.pick)
    url = f"{alike.url}?{picked}" if picked else alike.url
    return ToDo(first.tone, first.when, text, alike.label, url, first.rank, subject)
