"""The lists of training."""

from foundation.french import bound, enumerate_fr, moment, number
from foundation.tables import MINOR, Column, StateColumn, Table
from foundation.templatetags.maillage import badge
from training.states import TONES, Standing


class CourseTable(Table):
    """The catalogue."""

    title = Column(verbose_name="formation")
    modules = Column(accessor="pk", orderable=False, verbose_name="ouvre l’accès à")
    duration_hours = Column(verbose_name="durée")
    vendor = Column(empty_values=(), orderable=False, verbose_name="assurée par", attrs=MINOR)
    session_count = Column(verbose_name="sessions à venir")

    def render_modules(self, record):
        return enumerate_fr([str(one.label) for one in record.certifies_for()]) or "–"

    def value_modules(self, record):
        return " ; ".join(str(one.label) for one in record.certifies_for())

    def render_duration_hours(self, value):
        return f"{float(value):g} h".replace(".", ",")

    def value_duration_hours(self, record):
        return float(record.duration_hours)

    def render_vendor(self, record):
        return record.given_by

    def value_vendor(self, record):
        return record.given_by


class SessionTable(Table):
    """The sessions, by date."""

    course = Column(accessor="course__title", order_by="course__title", verbose_name="formation")
    first_at = Column(verbose_name="commence", default="sans date")
    place = Column(default="à distance", attrs=MINOR)
    seated = Column(verbose_name="inscrits")
    waiting = Column(verbose_name="en attente", attrs=MINOR)
    state = StateColumn(tones=TONES)

    def render_first_at(self, value):
        return bound(moment(value))

    def render_seated(self, value, record):
        return f"{number(value)} sur {number(record.maximum)}"

    def value_seated(self, record):
        return record.seated


class BookingTable(Table):
    """Who is booked where."""

    person = Column(accessor="person__sort_name", order_by="person__sort_name", verbose_name="participant")
    session = Column(accessor="session__course__title", order_by="session__course__title", verbose_name="formation")
    first_at = Column(verbose_name="commence", default="sans date")
    library = Column(
        accessor="assignment__library__name", order_by="assignment__library__sort_name", default="–",
        verbose_name="bibliothèque",
    )  # fmt: skip
    state = StateColumn(tones=TONES)

    def render_person(self, record):
        return str(record.person)

    def value_person(self, record):
        return str(record.person)

    def render_first_at(self, value):
        return bound(moment(value))


class CertificationTable(Table):
    """Who is certified for what, from when to when."""

    title = Column(verbose_name="attestation")
    person = Column(accessor="person__sort_name", order_by="person__sort_name", verbose_name="au nom de")
    issued_on = Column(attrs=MINOR)
    expires_on = Column(default="sans limite")
    standing = Column(verbose_name="état")

    def render_person(self, record):
        return str(record.person)

    def value_person(self, record):
        return str(record.person)

    def render_standing(self, value):
        return badge(Standing(value).label, TONES[Standing(value)])

    def value_standing(self, record):
        return Standing(record.standing).label
