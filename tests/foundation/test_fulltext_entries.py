"""The search is kept up with what is written: changes, deletions, erasures, several at a time, and all over again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from foundation import privacy
from foundation.fulltext import entries
from foundation.fulltext.search import matching
from foundation.models import SearchEntry
from tests.at_once import at_once
from tests.factories import PersonFactory
from tests.workflow_app.factories import DemandFactory, RemarkFactory
from tests.workflow_app.models import Demand, Remark

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("searched")]


def found(text: str) -> list[str]:
    return [one.title for one in matching(Demand.objects.all(), text, also=[Remark.objects.all()])]


def words_kept() -> str:
    """All that the database itself keeps for the search, tables of SQLite’s own included."""
    with connection.cursor() as cursor:
        tables = [one for one in connection.introspection.table_names(cursor) if one.startswith("foundation_search")]
        kept = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            kept += [str(row) for row in cursor.fetchall()]
    return "\n".join(kept)


def test_what_changed_is_found_by_its_new_words_only():
    one = DemandFactory(title="Imprimante en panne")
    entries.index(one)

    one.title = "Écran noir"
    one.save()
    entries.index(one)

    assert (found("imprimante"), found("écrans")) == ([], ["Écran noir"])
    assert SearchEntry.objects.count() == 1


def test_what_a_transaction_took_back_is_not_found():
    with transaction.atomic():
        entries.index(DemandFactory(title="Imprimante"))
        transaction.set_rollback(True)

    assert (found("imprimante"), SearchEntry.objects.count()) == ([], 0)


def test_many_are_written_at_once(django_assert_num_queries):
    some = DemandFactory.create_batch(20, title="Imprimante")
    remarks = [RemarkFactory(demand=one, text="Câble") for one in some]
    entries.index(some[0])
    statements = 4 if connection.vendor == "sqlite" else 3  # a savepoint, the entries, SQLite’s words, its release

    with django_assert_num_queries(statements):
        assert entries.index_many([*some, *remarks, *some]) == 40

    assert len(found("imprimante câble")) == 20


def test_each_part_of_an_object_has_its_entry():
    entries.register(Demand, lambda one: {"C": "bordereau_2026.pdf"}, part="files")
    one = DemandFactory(title="Écran")

    entries.index(one)

    assert SearchEntry.objects.count() == 2
    assert (found("bordereau"), found("écran"), found("écran bordereau")) == (["Écran"], ["Écran"], [])


def test_forgetting_takes_what_leads_there():
    one, other = DemandFactory(title="Imprimante"), DemandFactory(title="Imprimante aussi")
    entries.index_many([one, other, RemarkFactory(demand=one, text="Câble")])

    entries.forget(one)

    assert found("imprimante") == ["Imprimante aussi"]
    assert SearchEntry.objects.count() == 1


def test_a_text_without_end_is_indexed_by_its_beginning():
    long = " ".join(f"mot{number}x" for number in range(60_000))
    said = RemarkFactory(demand__title="Long", text=f"imprimante {long} écran")

    entries.index(said)

    assert (found("imprimante"), found("écran")) == (["Long"], [])


def test_words_that_fill_many_bytes_are_indexed_too():
    wide = " ".join(chr(0x4E00 + number % 20_000) * 40 for number in range(9_000))

    entries.index(RemarkFactory(demand__title="Large", text=f"imprimante {wide}"))

    assert found("imprimante") == ["Large"]


def test_an_unknown_weight_is_refused():
    entries.register(Demand, lambda one: {"E": one.title})

    with pytest.raises(ValueError, match="a weight is one of ABCD"):
        entries.index(DemandFactory())


# --- all over again --------------------------------------------------------------------------------------------------


def test_everything_is_written_again():
    one, gone = DemandFactory(title="Imprimante"), DemandFactory(title="Partie")
    RemarkFactory(demand=one, text="Câble")
    entries.index(gone)
    gone.delete()
    entries.register(Demand, lambda one: {"A": one.title}, part="old")
    entries.index(one)
    del entries.sources[Demand, "old"]
    printed = StringIO()

    call_command("reindex", stdout=printed)

    assert printed.getvalue() == "demandes : 1\nremarques : 1\n"
    assert (found("imprimante"), found("câbles")) == (["Imprimante"], ["Imprimante"])
    assert set(SearchEntry.objects.values_list("part", flat=True)) == {""}
    assert SearchEntry.objects.count() == 2


def test_one_model_may_be_written_again(monkeypatch):
    monkeypatch.setattr(entries, "AT_ONCE", 2)
    RemarkFactory.create_batch(5, text="Câble")
    printed = StringIO()

    call_command("reindex", "workflow_app.Remark", stdout=printed)

    assert printed.getvalue() == "remarques : 5\n"
    assert len(found("câble")) == 5


@pytest.mark.parametrize("name", ["workflow_app.Nothing", "network.Person", "nothing"])
def test_what_is_not_searched_cannot_be_written_again(name):
    with pytest.raises(CommandError, match="la recherche"):
        call_command("reindex", name)


# --- erasures --------------------------------------------------------------------------------------------------------


def test_an_erased_person_is_found_by_no_word():
    subject = PersonFactory(first_name="Zéphyrine", last_name="Wałęsa", email="zephyrine.w@demo.example")
    one = DemandFactory(title="Demande de Zéphyrine Wałęsa")
    other = DemandFactory(title="Écran")
    said = RemarkFactory(demand=other, text="Zephyrine WALESA (zephyrine.w@demo.example) a appelé.")
    entries.index_many([one, other, said, RemarkFactory(demand=one, text="Câble")])
    assert "zephyrin" in words_kept()

    privacy.anonymise(subject, by=PersonFactory())

    assert (found("zéphyrine"), found("zephyrine.w@demo.example"), found("walesa")) == ([], [], [])
    assert (found("câble"), found("appelé")) == (["Demande de [effacé]"], ["Écran"])
    assert "zephyrin" not in words_kept()


def test_words_of_what_is_gone_are_erased_with_the_person():
    subject = PersonFactory(first_name="Zéphyrine", last_name="Wałęsa")
    one = DemandFactory(title="Demande de Zéphyrine Wałęsa")
    entries.index(one)
    one.delete()

    privacy.anonymise(subject, by=PersonFactory())

    assert "zephyrin" not in words_kept()
    assert not SearchEntry.objects.exists()


# --- two at a time ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_changes_at_once_leave_one_entry_that_says_what_is_written():
    one = DemandFactory(title="Au début")

    def change(title: str) -> None:
        for _ in range(5):
            with transaction.atomic():
                mine = Demand.objects.select_for_update().get(pk=one.pk)
                mine.title = title
                mine.save()
                entries.index(mine)

    outcomes = at_once(lambda: change("Imprimante"), lambda: change("Écran"))

    one.refresh_from_db()
    other = {"Imprimante": "écran", "Écran": "imprimante"}[one.title]
    assert outcomes == [None, None]
    assert SearchEntry.objects.count() == 1
    assert (found(one.title), found(other), found("début")) == ([one.title], [], [])
