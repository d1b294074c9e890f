"""For whom one declares: the people of the library that is chosen; all of them, told with their place, until it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from foundation import clock
from foundation.french import enumerate_fr, typography
from network.models import Assignment, Library, Person

ME = "me"
MINE = (ME, "pour moi")
MANY = 10  # choices beyond which one searches among them
OTHERS = "Cette personne ne travaille dans aucune bibliothèque où vous déclarez : choisissez-en une autre."


@dataclass(frozen=True)
class Colleague:
    """Someone for whom one may declare, and the libraries where they work, by key."""

    person: Person
    libraries: dict[str, Library] = field(default_factory=dict)

    @property
    def with_place(self) -> str:
        """« Anne Roy, Médiathèque des Tilleuls, Poissy »."""
        return f"{self.person}, {enumerate_fr([one.name_and_commune for one in self.libraries.values()])}"


def colleagues(person: Person, libraries: Any) -> dict[str, Colleague]:
    """Who works today in these libraries, by key, in the order of names."""
    held = Assignment.objects.current(clock.today()).filter(library__in=libraries, person__is_active=True)
    held = held.exclude(person=person).select_related("person", "library__commune").order_by("person__sort_name", "pk")
    found: dict[str, Colleague] = {}
    for one in held:
        colleague = found.setdefault(str(one.person_id), Colleague(one.person))
        colleague.libraries[str(one.library_id)] = one.library
    return found


class RequesterField(forms.ChoiceField):
    """« Pour moi », or a colleague; shown again by itself when the library changes, with what is to know there."""

    note = ""

    def __init__(self, **kwargs: Any) -> None:
        told = {"invalid_choice": typography(OTHERS)}
        facts = {"choices": [MINE], "initial": ME, "template_name": "tickets/_requester.html"}
        super().__init__(error_messages=told, **facts, **kwargs)

    def offer(self, people: dict[str, Colleague], library: Any, chosen: Any) -> None:
        """Accept these people, whose place is looked at afterwards; show those of this library, and who was chosen."""
        self.choices = [MINE, *((key, one.with_place) for key, one in people.items())]
        if not people:
            self.widget = forms.HiddenInput()
            return
        self.widget.choices = [MINE, *_shown(people, str(library or ""), str(chosen or ""))]
        if len(self.widget.choices) > MANY:
            self.widget.attrs["data-choice"] = ""


def _shown(people: dict[str, Colleague], library: str, chosen: str) -> Sequence[tuple[str, str]]:
    if not library:
        return [(key, one.with_place) for key, one in people.items()]
    return [
        (key, str(one.person) if library in one.libraries else one.with_place)
        for key, one in people.items()
        if library in one.libraries or key == chosen
    ]
