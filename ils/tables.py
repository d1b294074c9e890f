"""The lists of accesses."""

from django.utils.text import capfirst

from foundation.tables import Column, StateColumn, Table
from ils.states import TONES


class GrantTable(Table):
    """Who asked for what, for whom, and what became of it."""

    person = Column(accessor="person__sort_name", order_by="person__sort_name", verbose_name="personne")
    module = Column()
    place = Column(accessor="pk", orderable=False, verbose_name="lieu")
    asked_on = Column(verbose_name="demandé le")
    state = StateColumn(tones=TONES)

    def render_person(self, record):
        return str(record.person)

    def value_person(self, record):
        return str(record.person)

    def render_module(self, record):
        return capfirst(record.get_module_display())

    def render_place(self, record):
        return str(record.place)

    def value_place(self, record):
        return str(record.place)
