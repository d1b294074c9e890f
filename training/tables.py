"""The lists of training."""

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode

from foundation import clock
from foundation.french import bound, enumerate_fr, long_date, moment, number
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
        return bound(f"{float(value):g} h".replace(".", ","))

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
    """Who is booked where, with the commune of their library: two may bear the same name."""

    person = Column(accessor="person__sort_name", order_by="person__sort_name", verbose_name="participant")
    session = Column(accessor="session__course__title", order_by="session__course__title", verbose_name="formation")
    first_at = Column(verbose_name="commence", default="sans date")
    library = Column(
        accessor="assignment__library__name", order_by="assignment__library__sort_name", default="–",
        verbose_name="bibliothèque",
    )  # fmt: skip
    commune = Column(
        accessor="assignment__library__commune__name", order_by="assignment__library__commune__sort_name", default="–",
        verbose_name="commune",
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
    expires_on = Column(empty_values=())
    standing = Column(verbose_name="état")

    def render_person(self, record):
        return str(record.person)

    def value_person(self, record):
        return str(record.person)

    def render_issued_on(self, value, record):
        return bound(long_date(value)) if record.is_given else "–"

    def value_issued_on(self, record):
        return record.issued_on if record.is_given else None

    def render_expires_on(self, value, record):
        if not record.is_given:
            return "–"
        return bound(long_date(value)) if value else "sans limite"

    def value_expires_on(self, record):
        return record.expires_on or ("sans limite" if record.is_given else None)

    def render_standing(self, value):
        return badge(Standing(value).label, TONES[Standing(value)])

    def value_standing(self, record):
        return Standing(record.standing).label


class ReaderTable(Table):
    """People, and whether they have read a version."""

    last_name = Column(verbose_name="personne", order_by="sort_name")
    functions = Column(accessor="pk", orderable=False, verbose_name="fonctions")
    read_at = Column(verbose_name="lu le", default="–")
    state = Column(accessor="pk", orderable=False, verbose_name="lecture")

    def render_last_name(self, record):
        return record.get_full_name()

    def value_last_name(self, record):
        return f"{record.last_name} {record.first_name}"

    def render_functions(self, record):
        return format_html_join("", "<div>{}</div>", ((str(one),) for one in record.current_assignments(clock.today())))

    def value_functions(self, record):
        return " ; ".join(str(one) for one in record.current_assignments(clock.today()))

    def render_read_at(self, value):
        return bound(long_date(value.astimezone(clock.PARIS).date()))

    def render_state(self, record):
        return badge(*standing(record))

    def value_state(self, record):
        return standing(record)[0]

    def row_url(self, record):
        return reverse("network:person", args=[record.pk])


def standing(person) -> tuple[str, str]:
    """Where someone stands, in words, and the tone of them."""
    if person.read_at:
        return "lu", "ok"
    if not person.email:
        return "sans adresse : ne se connecte pas", "neutral" if person.is_up_to_date else "late"
    return ("à lire", "warn") if person.is_up_to_date else ("en retard", "late")


class LibraryReadingTable(Table):
    """The libraries, and how many of their people have read a version; each opens on those who have not."""

    name = Column(verbose_name="bibliothèque", order_by="sort_name")
    commune = Column(accessor="commune__name", order_by="commune__sort_name", verbose_name="commune")
    asked_count = Column(verbose_name="personnes")
    read_count = Column(verbose_name="ont lu")
    left_count = Column(verbose_name="n’ont pas encore lu")

    def row_url(self, record):
        return f"{reverse('training:paper_readers', args=[record.paper_id])}?{urlencode({'library': record.pk})}"
