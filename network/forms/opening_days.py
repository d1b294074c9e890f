"""One day of the hours of a place, as a form asks for it: up to three openings, each two hours of a clock."""

from datetime import time
from typing import Any

from django import forms

from foundation.french import WEEKDAYS, typography
from foundation.workcalendar import MIDNIGHT
from network.weeks import clock_time

OPENINGS = 3
RANKS = ("première", "deuxième", "troisième")
NOT_AN_HOUR = typography("Donnez des heures de 00:00 à 23:59, par exemple 08:30.")
HALF_GIVEN = typography("Il manque une heure : chaque plage a son ouverture et sa fermeture.")


class OpeningsInput(forms.MultiWidget):
    """The browser’s own clocks, two by two."""

    template_name = "network/_openings_input.html"
    use_fieldset = True

    def __init__(self, day: str) -> None:
        names = [f"{day}, {rank} plage, {end}" for rank in RANKS for end in ("ouverture", "fermeture")]
        attrs = [{"type": "time", "aria-label": name} for name in names]
        super().__init__([forms.TimeInput(attrs=one, format="%H:%M") for one in attrs])

    def decompress(self, value: Any) -> list[Any]:
        """The hours of a day as it is kept, each to its own clock."""
        return [end for opening in value or [] for end in opening]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The clocks by pairs, as the template lays them."""
        context = super().get_context(name, value, attrs)
        clocks = context["widget"]["subwidgets"]
        context["widget"]["openings"] = list(zip(clocks[::2], clocks[1::2], strict=True))
        return context

    def id_for_label(self, id_: str) -> str:
        """The first clock: where the summary of errors leads."""
        return f"{id_}_0" if id_ else id_


class OpeningsField(forms.MultiValueField):
    """The openings of one day of the week, in order; none when it is closed."""

    def __init__(self, weekday: int) -> None:
        day = WEEKDAYS[weekday]
        clocks = [forms.TimeField(required=False, error_messages={"invalid": NOT_AN_HOUR}) for _ in range(2 * OPENINGS)]
        super().__init__(
            clocks, label=day.capitalize(), widget=OpeningsInput(day), required=False, require_all_fields=False
        )

    def compress(self, data_list: list[time | None]) -> list[list[str]]:
        """The day as it is kept. Raises ValidationError, in one sentence, for openings that are none."""
        pairs = list(zip(data_list[::2], data_list[1::2], strict=True))
        if any((opens is None) != (closes is None) for opens, closes in pairs):
            raise forms.ValidationError(HALF_GIVEN)
        openings = sorted((opens, closes) for opens, closes in pairs if opens is not None and closes is not None)
        free_from = MIDNIGHT
        for opens, closes in openings:
            ends = time.max if closes == MIDNIGHT else closes
            if ends <= opens:
                raise forms.ValidationError(typography(_backwards(opens, closes)))
            if opens < free_from:
                raise forms.ValidationError(typography("Deux plages se recouvrent : corrigez leurs heures."))
            free_from = ends
        return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in openings]


def _backwards(opens: time, closes: time) -> str:
    """Why an opening cannot end before it begins; a night is two days’."""
    return (
        f"La plage de {clock_time(opens)} à {clock_time(closes, closes=True)} finit avant de commencer. "
        "Si elle passe minuit, finissez-la à 00:00 et donnez la suite au jour suivant."
    )
