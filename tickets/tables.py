"""The lists of the desk."""

from functools import cached_property

from django.db.models import QuerySet
from django.utils.html import format_html

from foundation import clock
from foundation.french import bound, short_moment
from foundation.selections import box
from foundation.tables import MINOR, ChoiceColumn, Column, StateColumn, Table
from foundation.templatetags.maillage import badge
from tickets import rules
from tickets.models import Category, NetworkIncident, Ticket, VendorCase
from tickets.states import CASE_TONES, TONES, Level

SHORT_LEVELS = {Level.CORRESPONDENT: "référent"}  # in a narrow column


def unbroken(number: str):
    """A number as a column shows it, never cut at its hyphens."""
    return format_html('<span class="text-nowrap">{}</span>', number)


def late_date(said: str):
    """A date that is past, with its badge: one thing, which a card on a phone keeps together beside its label."""
    return format_html("<span>{} {}</span>", badge("en retard", "late"), said)


def listed(tickets: QuerySet) -> QuerySet:
    """These tickets with all that their list says, and nothing more: the long texts stay where they are."""
    return tickets.select_related("library__commune", "holder").defer("description", "answers", "solution")


class TicketTable(Table):
    """Tickets: what, where, how pressing, whose turn it is."""

    chosen = ChoiceColumn(accessor="pk", verbose_name="choisir")
    number = Column()
    subject = Column()
    library = Column(accessor="library__name", order_by="library__sort_name", verbose_name="bibliothèque", attrs=MINOR)
    priority = Column()
    state = StateColumn(tones=TONES)
    level = Column(verbose_name="niveau", attrs=MINOR)
    holder = Column(accessor="holder_id", orderable=False, verbose_name="suivi par", default="–", attrs=MINOR)
    due_at = Column(verbose_name="à résoudre avant", default="–")
    opened_at = Column(verbose_name="déclaré", attrs=MINOR)

    @cached_property
    def tells_communes(self) -> bool:
        """Whether the reader has tickets of several communes before them."""
        return rules.reads_all(self.reader)

    def render_chosen(self, value, record: Ticket):
        return box("tickets", value, f"{record.number}, {record.subject}")

    def render_number(self, value):
        return unbroken(value)

    def render_library(self, value, record: Ticket):
        if not self.tells_communes:
            return value
        return format_html('{} <small class="reason">{}</small>', value, record.library.commune)

    def value_library(self, record: Ticket):
        return record.library.name_and_commune

    def render_level(self, record: Ticket):
        return SHORT_LEVELS.get(Level(record.level)) or record.get_level_display()

    def value_level(self, record: Ticket):
        return record.get_level_display()

    def render_holder(self, record: Ticket):
        return str(record.holder)

    def value_holder(self, record: Ticket):
        return str(record.holder) if record.holder else ""

    def render_due_at(self, value, record: Ticket):
        said = bound(short_moment(value))
        is_late = record.is_open and value <= clock.now()
        return late_date(said) if is_late else said

    def render_opened_at(self, value):
        return bound(short_moment(value))


class CaseTable(Table):
    """The cases with the vendor."""

    number = Column()
    subject = Column()
    vendor = Column(accessor="vendor__name", order_by="vendor__sort_name", verbose_name="éditeur", attrs=MINOR)
    severity = Column()
    state = StateColumn(tones=CASE_TONES)
    reference = Column(default="–")
    sent_at = Column()
    received_at = Column(default="sans preuve", attrs=MINOR)
    due_at = Column(verbose_name="à résoudre avant", default="–", empty_values=())

    def render_due_at(self, value, record: VendorCase):
        said = bound(short_moment(value)) if value else "–"
        return late_date(said) if record.is_late else said

    def value_due_at(self, record: VendorCase):
        return record.due_at

    def render_number(self, value):
        return unbroken(value)

    def render_severity(self, record):
        return record.get_severity_display()

    def value_severity(self, record):
        return record.get_severity_display()

    def render_sent_at(self, value):
        return bound(short_moment(value))

    def render_received_at(self, value):
        return bound(short_moment(value))


class CategoryTable(Table):
    """What one may declare, as who keeps the desk reads it."""

    name = Column()
    family = Column()
    kind = Column()
    responsible = Column()
    second_level = Column(attrs=MINOR)
    article = Column()
    impact = Column(attrs=MINOR)
    asked = Column(verbose_name="questions")
    withdrawn_on = Column(default="–", attrs=MINOR)

    def render_kind(self, record: Category):
        return record.get_kind_display()

    def value_kind(self, record: Category):
        return record.get_kind_display()

    def render_responsible(self, record: Category):
        return record.get_responsible_display()

    def value_responsible(self, record: Category):
        return record.get_responsible_display()

    def render_second_level(self, record: Category):
        return record.get_second_level_display()

    def value_second_level(self, record: Category):
        return record.get_second_level_display()

    def render_impact(self, record: Category):
        return record.get_impact_display()

    def value_impact(self, record: Category):
        return record.get_impact_display()


class IncidentTable(Table):
    """The incidents of the network, with how many libraries say « moi aussi »."""

    title = Column()
    state = Column(accessor="ended_at", verbose_name="état", empty_values=())
    library_count = Column(verbose_name="bibliothèques touchées")
    opened_at = Column()
    ended_at = Column(default="–", attrs=MINOR)

    def render_state(self, record: NetworkIncident):
        return badge("en cours", "warn") if record.is_current else badge("terminé", "ok")

    def value_state(self, record: NetworkIncident):
        return "en cours" if record.is_current else "terminé"

    def render_opened_at(self, value):
        return bound(short_moment(value))

    def render_ended_at(self, value):
        return bound(short_moment(value))
