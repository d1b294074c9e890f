"""The lists of the committees."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from committees.states import TONES, Rank, Standing
from foundation.tables import MINOR, Column, Table
from foundation.templatetags.maillage import badge


class CommitteeTable(Table):
    """The bodies, with how their seats stand today."""

    name = Column(verbose_name="comité")
    kind = Column(attrs=MINOR)
    article = Column(default="–", attrs=MINOR)
    seat_count = Column(verbose_name="sièges")
    filled_count = Column(verbose_name="pourvus")
    to_replace_count = Column(verbose_name="à remplacer")
    vacant_count = Column(verbose_name="vacants")

    def render_name(self, value, record):
        marks = [badge("fictif")] if record.is_fictional else []
        marks += [badge("fermé", "neutral")] if not record.is_open_today else []
        return format_html("{} {}", value, format_html_join(" ", "{}", ((one,) for one in marks)))

    def value_name(self, record):
        return record.name

    def render_kind(self, record):
        return capfirst(record.get_kind_display())


class SeatTable(Table):
    """The seats of a body on a day: what each represents, who sits there, how it stands."""

    capacity = Column(verbose_name="qualité", order_by=("capacity_rank", "place_name"))
    place = Column(accessor="place_name", order_by="place_name", verbose_name="pour", empty_values=())
    holder = Column(accessor="pk", orderable=False, verbose_name="titulaire")
    substitutes = Column(accessor="pk", orderable=False, verbose_name="suppléants")
    standing = Column(verbose_name="état", order_by="standing_rank")
    voice = Column(visible=False)  # in the export; a filter finds them on the page
    number = Column(verbose_name="siège", visible=False)

    def render_capacity(self, record):
        return capfirst(record.capacity_label)

    def value_capacity(self, record):
        return record.capacity_label

    def render_place(self, record):
        return record.place_label or "–"

    def value_place(self, record):
        return record.place_label or None

    def render_holder(self, record):
        return _names(record, Rank.HOLDER) or "–"

    def value_holder(self, record):
        return _names(record, Rank.HOLDER) or None

    def render_substitutes(self, record):
        return _names(record, Rank.SUBSTITUTE) or "–"

    def value_substitutes(self, record):
        return _names(record, Rank.SUBSTITUTE) or None

    def render_voice(self, record):
        return record.get_voice_display()

    def render_standing(self, value):
        return badge(Standing(value).label, TONES[Standing(value)])

    def value_standing(self, record):
        return Standing(record.standing).label


def _names(seat, rank) -> str:
    """Who sits there with this rank, of the `sitting` that the view has fetched for its day."""
    return ", ".join(str(one.person) for one in seat.sitting if one.rank == rank)


class CommuneSeatsTable(Table):
    """The communes that a body concerns, and whether somebody speaks for each."""

    name = Column(verbose_name="commune", order_by="sort_name")
    is_covered = Column(verbose_name="convention")
    seat_count = Column(verbose_name="sièges")
    filled_count = Column(verbose_name="pourvus")
    participant_count = Column(verbose_name="participants désignés")
    voice = Column(accessor="sort_name", order_by="filled_count", verbose_name="représentation")

    def render_is_covered(self, value):
        return "en vigueur" if value else "–"

    def value_is_covered(self, record):
        return "en vigueur" if record.is_covered else None

    def render_voice(self, record):
        words, tone = representation(record)
        return badge(words, tone)

    def value_voice(self, record):
        return representation(record)[0]

    def row_url(self, record):
        return reverse("network:commune", args=[record.pk])


def representation(commune) -> tuple[str, str]:
    """Whether somebody speaks for a commune, in words, and the tone of them (R37)."""
    if not commune.filled_count:
        return ("personne ne siège", "late" if commune.is_covered else "warn")
    if commune.is_covered and not commune.participant_count:
        return "sans participant désigné", "warn"
    return "représentée", "ok"
