"""The list of conventions."""

from django.utils.html import format_html

from convention.coverage import worth
from convention.end_dates import biting
from convention.rules import awaited
from convention.states import TONES, Situation, State, is_void
from foundation import clock
from foundation.cells import time_of
from foundation.french import enumerate_fr
from foundation.selections import box
from foundation.tables import MINOR, ChoiceColumn, Column, Table
from foundation.templatetags.maillage import badge

COMPUTED = {"empty_values": (), "orderable": False}


class ConventionTable(Table):
    """One line per convention: whose, where it is on its path, what it is worth today, until when and why."""

    chosen = ChoiceColumn(accessor="pk", verbose_name="choisir")
    number = Column()
    commune = Column(accessor="commune__name", order_by="commune__sort_name", verbose_name="commune")
    situation = Column(accessor="state", verbose_name="situation", order_by=("state", "ends_on"), empty_values=())
    state = Column(visible=False)
    starts_on = Column(attrs=MINOR)
    ends_on = Column(verbose_name="dernier jour")
    awaited = Column(accessor="state", verbose_name="attend", **COMPUTED)
    why = Column(accessor="state", verbose_name="raison de la fin", visible=False, **COMPUTED)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = clock.today()

    def render_number(self, value):
        return format_html('<span class="text-nowrap">{}</span>', value)

    def value_number(self, record):
        return record.number

    def render_situation(self, record):
        situation = self._situation(record)
        shown = format_html('<span class="text-nowrap">{}</span>', badge(situation.label, TONES[situation]))
        if situation is not Situation.IN_PATH:
            return shown
        return format_html('<span>{} <small class="reason">{}</small></span>', shown, record.state_label)

    def value_situation(self, record):
        return self._situation(record).label

    def value_state(self, record):
        return record.state_label

    def render_state(self, record):
        return self.value_state(record)

    def _situation(self, record):
        return worth(record, self.on)

    def render_ends_on(self, value, record):
        if record.state == State.DISCARDED:
            return self.columns["ends_on"].default
        why = format_html('<small class="reason is-minor">{}</small>', self.value_why(record))
        return format_html("<span>{} {}</span>", time_of(value), why)

    def value_ends_on(self, record):
        return None if record.state == State.DISCARDED else record.ends_on

    def value_awaited(self, record):
        return awaited(record, record.ends_on, self.on, next_state=record.next_state or "")

    def render_awaited(self, record):
        return self.value_awaited(record)

    def value_why(self, record):
        if record.state == State.DISCARDED:
            return ""
        ends = (record.ends_on, record.term_ends_on, record.mandate_ends_on, record.terminated_on)
        why = enumerate_fr(biting(*ends))
        return f"{why}, avant la date d’effet" if is_void(record.starts_on, record.ends_on) else why

    def render_why(self, record):
        return self.value_why(record)

    def render_chosen(self, value, record):
        return box("conventions", value, f"{record.number}, {record.commune.name}")
