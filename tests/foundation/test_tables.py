"""The light path of a table: the same cells as django_tables2 would draw, read and rendered once per column."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import F, Value
from django.utils.html import format_html

from foundation.cells import breakable, html_of, may_be_empty
from foundation.tables import MINOR, ChoiceColumn, Column, StateColumn, Table
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory
from tests.workflow_app.models import Demand
from tests.workflow_app.views import DemandTable


def cells_of(table_class, demand) -> dict[str, dict]:
    """The cells of the only row, by column."""
    table = table_class(Demand.objects.all())
    table.records = [demand]
    return {
        cells.name: {"html": cells.html(demand), "label": cells.label, "css": cells.css, "is_head": cells.is_head}
        for cells in table.cells
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("", ""),
        (0, "0"),
        (1250, "1\u00a0250"),
        (Decimal("12.50"), "12,50"),
        (True, "oui"),
        (False, "non"),
        (date(2027, 3, 1), '<time class="day" datetime="2027-03-01">1er mars 2027</time>'),
        ("<script>", "&lt;script&gt;"),
        (format_html("<b>{}</b>", "<"), "<b>&lt;</b>"),
    ],
)
def test_a_value_is_shown_as_french_people_read_it_and_escaped(value, expected):
    assert html_of(value) == expected


def test_a_moment_is_told_on_a_paris_clock():
    shown = html_of(datetime(2027, 7, 1, 22, 5, tzinfo=UTC))

    assert shown == '<time class="moment" datetime="2027-07-01T22:05:00+00:00">2 juillet 2027, 0\u00a0h\u00a005</time>'


@pytest.mark.django_db
def test_each_kind_of_column_draws_its_cell():
    demand = DemandFactory(title="Rayon", urgency="HIGH", hours=3, owner=PersonFactory(last_name="D’Exemple"))

    cells = cells_of(DemandTable, demand)

    assert cells["title"]["html"] == f'<a href="/essais/{demand.pk}/">Rayon</a>'
    assert cells["owner"]["html"] == "D’Exemple"
    assert cells["urgency"]["html"] == "<strong>haute</strong>"
    assert cells["state"]["html"] == '<span class="badge badge-neutral">brouillon</span>'
    assert cells["hours"] == {"html": "3", "label": "Heures", "css": "is-number", "is_head": False}
    assert cells["length"] == {"html": "5 lettres", "label": "Longueur", "css": "", "is_head": False}
    assert cells["is_secret"]["html"] == "non"


@pytest.mark.django_db
def test_a_row_is_drawn_as_it_stands_between_its_tags_and_escaped():
    class Written(Table):
        title = Column(verbose_name="l’« œuvre »")
        hours = Column()
        owner = Column(accessor="owner__last_name", verbose_name='"<nom>"')

        def render_owner(self, value):
            return value  # plain text: the page escapes it

    demand = DemandFactory(title="<Rayon>", hours=3, owner=PersonFactory(last_name="<b>"))
    table = Written(Demand.objects.all())
    table.records = [demand]

    assert list(table.light_rows) == [
        f'<th scope="row" data-label="L’« œuvre »"><a href="/essais/{demand.pk}/">&lt;Rayon&gt;</a></th>'
        '<td data-label="Heures" class="is-number">3</td>'
        '<td data-label="&quot;&lt;nom&gt;&quot;">&lt;b&gt;</td>'
    ]


@pytest.mark.django_db
def test_an_empty_cell_holds_nothing_or_what_its_column_says():
    class Sparse(Table):
        title = Column(default="sans titre")
        hours = Column()

    cells = cells_of(Sparse, DemandFactory(title="", hours=None))

    assert cells["title"]["html"] == "sans titre"
    assert cells["hours"]["html"] == ""


@pytest.mark.django_db
def test_a_missing_link_on_the_way_gives_an_empty_cell():
    class Linked(Table):
        title = Column()
        owner = Column(accessor="owner__email")

    demand = DemandFactory()
    demand.owner = None

    assert cells_of(Linked, demand)["owner"]["html"] == ""


@pytest.mark.django_db
def test_a_column_may_lead_elsewhere_and_the_first_nowhere():
    class Elsewhere(Table):
        title = Column()
        owner = Column(accessor="owner__last_name", linkify=lambda record: f"/personnes/{record.owner_id}/")

        def row_url(self, record):
            return None

    demand = DemandFactory(title="Rayon")
    cells = cells_of(Elsewhere, demand)

    assert cells["title"]["html"] == "Rayon"
    assert cells["owner"]["html"] == f'<a href="/personnes/{demand.owner_id}/">{demand.owner.last_name}</a>'


@pytest.mark.django_db
def test_a_table_reads_methods_properties_and_annotations():
    class Computed(Table):
        title = Column()
        name = Column(accessor="owner__get_full_name", verbose_name="nom complet")
        doubled = Column(verbose_name="double")

    demand = DemandFactory(hours=2)
    found = Demand.objects.annotate(doubled=F("hours") * Value(2)).get(pk=demand.pk)

    table = Computed(Demand.objects.annotate(doubled=F("hours") * Value(2)))
    table.records = [found]
    _, name, doubled = table.cells

    assert name.html(found) == demand.owner.get_full_name()
    assert (doubled.html(found), doubled.css) == ("4", "is-number")


def test_only_what_the_database_can_sort_may_be_sorted():
    class Mixed(Table):
        title = Column()
        name = Column(accessor="owner__get_full_name", verbose_name="nom")
        sorted_name = Column(accessor="owner__get_full_name", order_by=("owner__last_name", "owner__first_name"))
        frozen = Column(accessor="title", orderable=False)
        doubled = Column()

    plain, annotated = Demand.objects.all(), Demand.objects.annotate(doubled=F("hours"))

    assert set(Mixed(plain).sortable(plain)) == {"title", "sorted_name"}
    assert set(Mixed(annotated).sortable(annotated)) == {"title", "sorted_name", "doubled"}


@pytest.mark.django_db
def test_a_table_has_its_own_order_when_nothing_is_asked():
    class Ordered(Table):
        title = Column()

        class Meta:
            order_by = "-title"

    for title in ("a", "c", "b"):
        DemandFactory(title=title)
    demands = Demand.objects.all()

    assert [demand.title for demand in Ordered(demands).sorted(demands, "")] == ["c", "b", "a"]
    assert [demand.title for demand in Ordered(demands).sorted(demands, "title")] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [("title", False), ("starts_on", True), ("owner__last_name", False), ("owner__email", True), ("anything", True)],
)
def test_a_path_that_may_be_empty_is_known_so_that_indexes_serve_the_others(path, expected):
    assert may_be_empty(Demand, path) is expected


def test_a_tone_that_does_not_exist_is_a_programming_error():
    class Wrong(Table):
        state = StateColumn(tones={"DRAFT": "rose"})

    table = Wrong(Demand.objects.all())
    table.records = [Demand(state="DRAFT")]

    with pytest.raises(ValueError, match="rose"):
        list(table.light_rows)


@pytest.mark.django_db
def test_a_box_comes_before_the_name_of_the_row_which_still_leads_to_its_page():
    class ChosenTable(Table):
        chosen = ChoiceColumn(accessor="pk", verbose_name="choisir")
        title = Column()

    demand = DemandFactory(title="Rayon")
    cells = cells_of(ChosenTable, demand)

    assert list(cells) == ["chosen", "title"]
    assert [cell["is_head"] for cell in cells.values()] == [False, True]
    assert cells["chosen"]["css"] == "is-choice"
    assert cells["title"]["html"] == f'<a href="/essais/{demand.pk}/">Rayon</a>'
    assert [one.name for one in ChosenTable(Demand.objects.all()).exported_columns()] == ["title"]


@pytest.mark.django_db
def test_a_minor_column_says_so_and_stays_a_number_and_in_the_export():
    class Folded(Table):
        title = Column()
        hours = Column(attrs=MINOR)

    demand = DemandFactory(title="Rayon", hours=3)

    assert cells_of(Folded, demand)["hours"]["css"] == "is-minor is-number"
    assert [one.name for one in Folded(Demand.objects.all()).exported_columns()] == ["title", "hours"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("odile.demo@demo.example", "odile.demo<wbr>@demo.example"),
        ("sans arobase", "sans arobase<wbr>"),
        ("<b>@demo.example", "&lt;b&gt;<wbr>@demo.example"),
    ],
)
def test_an_address_breaks_before_its_at_sign(address, expected):
    assert breakable(address) == expected
