"""The lists of the network."""

from django.urls import reverse
from django.utils.html import format_html, format_html_join

from foundation import clock
from foundation.cells import breakable
from foundation.french import typography
from foundation.tables import MINOR, Column, StateColumn, Table
from foundation.templatetags.maillage import badge
from network.models import Library
from network.rules import may_reach


class CommuneTable(Table):
    """The member communes."""

    name = Column(order_by="sort_name", verbose_name="commune")
    arrondissement = Column(attrs=MINOR)
    population = Column(verbose_name="habitants", attrs=MINOR)
    library_count = Column(verbose_name="bibliothèques")
    contacts = Column(empty_values=(), orderable=False, verbose_name="contact")
    insee = Column(attrs=MINOR)

    def render_contacts(self, record):
        return _names(record.contacts) or badge("aucun", "warn")

    def value_contacts(self, record):
        return _names(record.contacts)


class LibraryTable(Table):
    """The libraries, with their commune: two may bear the same name."""

    name = Column(verbose_name="bibliothèque", order_by="sort_name")
    commune = Column(accessor="commune__name", order_by="commune__sort_name", verbose_name="commune")
    status = StateColumn(tones={Library.Status.ASSOCIATIVE: "info"})
    people_count = Column(verbose_name="personnes", attrs=MINOR)
    correspondents = Column(empty_values=(), orderable=False, verbose_name="référent informatique")
    code = Column(attrs=MINOR)

    def render_name(self, value, record):
        mark = [badge("fictive")] if record.is_fictional else []
        closed = [badge("fermée", "late")] if record.closed_on and record.closed_on <= clock.today() else []
        return format_html("{} {}", value, format_html_join(" ", "{}", ((one,) for one in [*mark, *closed])))

    def value_name(self, record):
        return record.name

    def render_correspondents(self, record):
        if not record.correspondents:
            return badge("aucun", "warn")
        return format_html_join(", ", "{}{}", ((one.person, _untrained(one)) for one in record.correspondents))

    def value_correspondents(self, record):
        return ", ".join(
            str(one.person) if one.is_effective else f"{one.person} (à former)" for one in record.correspondents
        )


class VendorTable(Table):
    """The companies that hold the market."""

    name = Column(verbose_name="titulaire", order_by="sort_name")
    people_count = Column(verbose_name="personnes")
    email = Column(default="aucune")
    phone = Column(default=typography("non renseigné"))

    def render_name(self, value, record):
        return format_html("{} {}", value, badge("fictif")) if record.is_fictional else value

    def value_name(self, record):
        return record.name


class PersonTable(Table):
    """The people, with what they hold today; the address of those whom the reader may write to."""

    last_name = Column(verbose_name="nom", order_by="sort_name")
    functions = Column(accessor="pk", orderable=False, verbose_name="fonctions")
    email = Column(empty_values=(), orderable=False)  # in its order, an address that is not shown could be guessed
    last_login = Column(verbose_name="dernière connexion", default="jamais", attrs=MINOR)

    def render_last_name(self, record):
        mark = badge("fictive") if record.is_fictional else ""
        return format_html("{} {}", record.get_full_name(), mark)

    def value_last_name(self, record):
        return f"{record.last_name} {record.first_name}"

    def render_functions(self, record):
        held = [(str(one),) for one in record.current_assignments(clock.today())]
        return format_html_join("", "<div>{}</div>", held) if held else "aucune aujourd’hui"

    def value_functions(self, record):
        return " ; ".join(str(one) for one in record.current_assignments(clock.today()))

    def render_email(self, value, record):
        if not self._may_reach(record):
            return "–"
        return breakable(value) if value else typography("aucune : ne se connecte pas")

    def value_email(self, record):
        return record.email if self._may_reach(record) else None

    def _may_reach(self, record):
        return may_reach(record, self.reader)

    def row_url(self, record):
        return reverse("network:person", args=[record.pk])


def _names(assignments):
    """Who holds these, as a list says it."""
    return ", ".join(str(one.person) for one in assignments)


def _untrained(designation):
    return "" if designation.is_effective else format_html(" {}", badge("à former", "warn"))
