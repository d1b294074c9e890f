"""The flow of tickets as pictures, each beside its table (design: screens)."""

from datetime import timedelta

from foundation.charts import RUST, SHADE, TEAL, Key, Part, Row, RowChart
from foundation.french import NBSP, SHORT_MONTHS, count, enumerate_fr, number
from tickets.flow import Flow, Slice, Week

AXIS = 64  # room for « 28 sept. »


def lasted(length: timedelta | None) -> str:
    """A length in words: « 3 j 4 h », « 4 h 05 », « 12 min »; nothing when there is none."""
    if length is None:
        return "–"
    minutes = round(length.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days}{NBSP}j" + (f"{NBSP}{hours}{NBSP}h" if hours else "")
    if hours:
        return f"{hours}{NBSP}h" + (f"{NBSP}{left:02}" if left else "")
    return f"{left}{NBSP}min"


def of_weeks(flow: Flow) -> RowChart:
    """What came and what went, week by week."""
    rows = [Row(week_label(week), [Part(week.opened, fill=SHADE), Part(week.ended, fill=TEAL)]) for week in flow.weeks]
    told = (
        f"{count(flow.opened, 'ticket déclaré', 'tickets déclarés')} et {_ended(flow)} en {flow.period.weeks} semaines."
    )
    legend = [Key(SHADE, "déclarés (première barre)"), Key(TEAL, "terminés (seconde barre)")]
    return RowChart("flow-weeks", "Tickets déclarés et terminés, par semaine", told, rows, legend, AXIS)


def _ended(flow: Flow) -> str:
    return count(sum(week.ended for week in flow.weeks), "terminé")


def of_standing(flow: Flow) -> RowChart:
    """What was open at the end of each week."""
    rows = [Row(week_label(week), [Part(week.standing)]) for week in flow.weeks]
    first, last = flow.weeks[0].standing, flow.weeks[-1].standing
    told = f"De {number(first)} à la fin de la première semaine à {number(last)} aujourd’hui."
    return RowChart("flow-standing", "Tickets encore ouverts en fin de semaine", told, rows, axis=AXIS)


def of_promises(flow: Flow) -> RowChart:
    """Of those solved each week, which kept the promise."""
    rows = [
        Row(week_label(week), [Part(week.solved - week.broken, fill=TEAL), Part(week.broken, fill=RUST)])
        for week in flow.weeks
    ]
    told = f"{number(flow.solved - flow.broken)} dans le délai, {number(flow.broken)} hors délai."
    legend = [Key(TEAL, "dans le délai (première barre)"), Key(RUST, "hors délai (seconde barre)")]
    return RowChart("flow-promises", "Tickets résolus dans le délai ou non, par semaine", told, rows, legend, AXIS)


def of_stays(flow: Flow) -> RowChart:
    """Where the time goes, in mean by ticket."""
    rows = [Row(one.label, [Part(one.mean.total_seconds(), lasted(one.mean))]) for one in flow.stays]
    told = enumerate_fr([f"{one.label} : {lasted(one.mean)}" for one in flow.stays])
    return RowChart("flow-stays", "Temps moyen passé à chaque niveau", told, rows)


def of_slices(key: str, title: str, slices: list[Slice]) -> RowChart:
    """How many of each."""
    told = enumerate_fr([f"{one.label} : {one.count}" for one in slices])
    return RowChart(key, title, told, [Row(one.label, [Part(one.count)]) for one in slices])


def week_label(week: Week) -> str:
    """The Monday of a week: « 1er mars »."""
    day = week.first
    return f"{'1er' if day.day == 1 else day.day}{NBSP}{SHORT_MONTHS[day.month - 1]}"
