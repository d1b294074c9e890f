"""What was taken over is not doubled, takes what is new, keeps its scan; an import undone leaves its trace."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from convention import path
from convention.follow_up import FOLLOW_UP
from convention.models import Convention
from convention.states import State
from foundation import clock, outbox
from foundation.documents import open_document
from foundation.imports import batches
from foundation.models import StoredDocument, Transition
from network.roles import Role
from tests.convention.factories import convention_in, small_pdf, territory
from tests.convention.follow_up_files import TITLES, brought, line, told
from tests.factories import CommuneFactory, PresidentMandateFactory, person_as
from tests.foundation.import_kinds import confirm, decisions, finished, read, undo
from tests.foundation.table_files import archive, workbook

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def by(db):
    territory()
    for rank, name in enumerate(["Achères", "Poissy", "Les Mureaux", "Mantes-la-Jolie", "Mantes-la-Ville",
                                 "Triel-sur-Seine", "Saint-Martin-la-Garenne"]):  # fmt: skip
        CommuneFactory(name=name, insee=f"{78001 + rank}", postal_code="78300")
    return person_as(Role.COORDINATOR)


def only() -> Convention:
    return Convention.objects.select_related("commune", "scan").get()


def imported(by, *lines, **facts) -> Convention:
    confirm(brought(by, *lines, **facts), by)
    return only()


# --- again -----------------------------------------------------------------------------------------------------------


def test_the_same_follow_up_again_changes_nothing(by):
    lines = [
        line("Achères", "01/07/2026", None),
        line("Poissy", "01/07/2026", "15/06/2026", None, "31/12/2026", "Note"),
    ]
    confirm(brought(by, *lines), by)
    batch = brought(by, *lines)
    assert decisions(batch) == {2: "SAME", 3: "SAME"}
    assert Convention.objects.count() == 2


def test_the_remarks_of_a_convention_already_followed_are_updated_and_nothing_else(by):
    confirm(brought(by, line("Achères")), by)
    batch = brought(by, line("Achères", "01/07/2026", "16/06/2026", None, "31/12/2026", "Relancer la mairie"))
    found = batch.lines.get()
    assert list(found.changes) == ["remarks"]
    assert "dit « 15 juin 2026 » : elle n’est pas changée ici." in told(batch)
    assert "finit le 30 juin 2028 : elle n’est pas changée ici, une dénonciation se note sur sa page." in told(batch)
    confirm(batch, by)
    convention = only()
    assert convention.remarks == "Relancer la mairie"
    assert (convention.president_signed_on, convention.terminated_on) == (date(2026, 6, 15), None)


def test_a_convention_made_by_the_product_keeps_what_it_says(by):
    convention = convention_in(State.DRAFT)
    written = f"{convention.starts_on:%d/%m/%Y}"
    batch = brought(by, line(convention.commune.name, written, "15/06/2026", None, None, "Vu"), scans=["Commune.pdf"])
    assert list(batch.lines.get().changes) == ["remarks"]
    confirm(batch, by)
    convention.refresh_from_db()
    assert (convention.state, convention.president_signed_on, convention.remarks) == (State.DRAFT, None, "Vu")


def test_a_convention_twice_in_a_file_is_a_double(by):
    batch = brought(by, line("Achères"), line("Mairie d’Achères", "1er juillet 2026"))
    assert decisions(batch) == {2: "CREATE", 3: "REFUSED"}
    assert told(batch, 3) == "Doublon : la ligne 2 désigne le même élément. Gardez une seule des deux."


def test_a_double_that_may_have_the_same_scan_is_told_as_a_double(by):
    batch = brought(by, line("Achères"), line("Achères", "01/07/2026", "16/06/2026"), scans=["Achères.pdf"])
    assert decisions(batch) == {2: "CREATE", 3: "REFUSED"}
    assert "« Achères.pdf » peut être le fichier de cette ligne ou de la ligne 3" in told(batch)
    assert "Date de signature (« 15/06/2026 » ligne 2, « 16/06/2026 » ligne 3)" in told(batch, 3)


def test_a_line_is_no_double_of_one_that_is_refused(by):
    absent = line("Achères", "01/07/2026", "15/06/2026", None, None, None, "absent.pdf")
    batch = brought(by, absent, line("Achères"), scans=["Achères.pdf"])
    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}


def test_two_lines_of_one_convention_that_contradict_each_other_both_say_so(by):
    batch = brought(by, line("Achères"), line("Mairie d’Achères", "1er juillet 2026", "16/06/2026"))
    assert decisions(batch) == {2: "CREATE", 3: "REFUSED"}
    assert "Date de signature (« 15/06/2026 » ligne 2, « 16/06/2026 » ligne 3)" in told(batch, 3)
    assert "La ligne 3 désigne le même élément et dit autre chose" in told(batch)


# --- scans -----------------------------------------------------------------------------------------------------------


def test_each_scan_joins_its_convention_unaltered(by):
    named = line("Poissy", "01/07/2026", "15/06/2026", None, None, None, "scan 12")
    lines = [line("Achères"), named, line("Triel-sur-Seine")]
    batch = brought(by, *lines, scans=["Convention d’ACHERES signée.pdf", "scans/Scan 12.pdf", "inconnu.pdf"])
    findings = " ".join(batch.findings).replace("\u00a0", " ")
    assert "laissés de côté, car aucune ligne ne les nomme : « inconnu.pdf »." in findings
    assert "1 ligne nouvelle n’a pas de fichier dans l’archive : ligne 4." in findings
    confirm(batch, by)

    scans = {one.commune.name: one.scan for one in Convention.objects.select_related("commune", "scan")}
    assert scans["Achères"].name == "Convention d’ACHERES signée.pdf"
    assert scans["Poissy"].is_frozen
    assert scans["Poissy"].about == Convention.objects.get(commune__name="Poissy")
    assert scans["Triel-sur-Seine"] is None


def test_the_former_and_the_current_convention_of_a_commune_each_have_the_scan_of_their_year(by):
    PresidentMandateFactory(starts_on=date(2020, 7, 9), estimated_end=date(2026, 4, 9))
    lines = [line("Achères", "01/03/2021", "15/02/2021"), line("Achères", "01/03/2023", "15/02/2023")]
    batch = brought(by, *lines, scans=["Achères 2023.pdf"])

    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}
    confirm(batch, by)
    scans = {one.starts_on.year: one.scan and one.scan.name for one in Convention.objects.select_related("scan")}
    assert scans == {2021: None, 2023: "Achères 2023.pdf"}


def test_a_scan_that_either_convention_of_a_commune_may_have_is_joined_to_none(by):
    PresidentMandateFactory(starts_on=date(2020, 7, 9), estimated_end=date(2026, 4, 9))
    lines = [line("Achères", "01/03/2021", "15/02/2021"), line("Achères", "01/03/2023", "15/02/2023")]
    batch = confirm(brought(by, *lines, scans=["Achères.pdf"]), by)

    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}
    assert "ou de la ligne 3 : il n’est joint à aucune" in told(batch)
    assert "ou de la ligne 2 : il n’est joint à aucune" in told(batch, 3)
    assert set(Convention.objects.values_list("state", "scan")) == {(State.NOTIFIED, None)}


def test_a_scan_comes_later_to_a_convention_already_followed(by):
    confirm(brought(by, line("Achères")), by)
    batch = brought(by, line("Achères"), scans=["Achères.pdf"])
    assert list(batch.lines.get().changes) == ["signed_scan"]
    confirm(batch, by)
    assert only().scan.name == "Achères.pdf"
    assert decisions(brought(by, line("Achères"), scans=["Achères.pdf"])) == {2: "SAME"}


def test_another_scan_takes_the_place_of_the_first_which_stays_kept(by):
    confirm(brought(by, line("Achères"), scans=["Achères.pdf"]), by)
    batch = brought(by, line("Achères"), scans=["Achères, nouveau.pdf"])
    assert "Ce scan prend la place de « Achères.pdf », qui reste conservé." in told(batch)
    confirm(batch, by)
    assert only().scan.name == "Achères, nouveau.pdf"
    assert StoredDocument.objects.about(only()).count() == 2


def test_another_scan_takes_the_place_of_that_of_a_draft(by):
    confirm(brought(by, line("Achères", "01/07/2026", None), scans=["Achères.pdf"]), by)
    batch = brought(by, line("Achères", "01/07/2026", None), scans=["Achères, nouveau.pdf"])
    assert "Ce scan prend la place de « Achères.pdf », qui reste conservé." in told(batch)
    undone = undo(confirm(batch, by), by)
    assert (undone.lines.get().undone_at is None, only().scan.name) == (False, "Achères.pdf")
    assert StoredDocument.objects.about(only()).count() == 2


def test_a_scan_named_but_absent_refuses_its_line(by):
    batch = brought(by, line("Achères", "01/07/2026", "15/06/2026", None, None, None, "absent.pdf"), scans=["x.pdf"])
    assert decisions(batch) == {2: "REFUSED"}
    assert "« absent.pdf » n’est pas dans l’archive." in told(batch)


# --- back ------------------------------------------------------------------------------------------------------------


def test_undoing_discards_what_was_created_and_leaves_no_gap(by):
    lines = [line("Achères"), line("Poissy", "01/07/2026", None), line("Triel-sur-Seine")]
    batch = confirm(brought(by, *lines, scans=["Achères.pdf"]), by)
    undone = undo(batch, by)

    assert set(Convention.objects.values_list("state", "discarded_on")) == {(State.DISCARDED, TODAY)}
    assert not undone.lines.to_undo().exists()
    record = Transition.objects.filter(to_state=State.DISCARDED)
    assert sorted(record.values_list("name", "by", "reason")) == [
        ("discard", by.pk, "Reprise annulée"),
        ("take_back", by.pk, "Reprise annulée"),
        ("take_back", by.pk, "Reprise annulée"),
    ]
    confirm(brought(by, line("Poissy")), by)
    again = Convention.objects.not_discarded().get()
    assert (again.commune.name, again.number) == ("Poissy", "CONV-2026-0004")
    assert sorted(Convention.objects.values_list("number", flat=True)) == [f"CONV-2026-000{n}" for n in (1, 2, 3, 4)]


def test_undoing_leaves_alone_what_was_given_up_by_hand(by):
    batch = confirm(brought(by, line("Poissy", "01/07/2026", None)), by)
    path.discard(only(), by=by, reason="Ligne d’un autre suivi")
    assert undo(batch, by).lines.get().undone_at
    assert Transition.objects.get(name="discard").reason == "Ligne d’un autre suivi"


def test_who_may_no_longer_follow_conventions_undoes_nothing(by):
    batch = confirm(brought(by, line("Achères")), by)
    job = batches.undo(batch, by=by)
    by.assignments.all().delete()  # between the click and the worker
    undone = finished(job, batch)
    assert only().state == State.NOTIFIED
    assert "Vous n’avez pas le droit" in undone.lines.get().note


def test_the_scan_of_a_convention_taken_back_stays_with_it(client, by):
    undo(confirm(brought(by, line("Achères"), scans=["Achères.pdf"]), by), by)
    client.force_login(by)
    assert only().scan.about == only()
    assert client.get(only().scan.get_absolute_url()).getvalue()


def test_a_convention_touched_since_is_left_with_its_number(by):
    batch = confirm(brought(by, line("Achères"), line("Poissy")), by)
    touched = Convention.objects.get(commune__name="Achères")
    path.terminate(touched, by=by, last_day=date(2026, 12, 31), reason="Dénoncée")
    undone = undo(batch, by)
    assert list(Convention.objects.not_discarded()) == [touched]
    assert undone.lines.get(number=2).note.startswith("Laissée en place, car modifiée depuis")


def test_a_convention_about_which_someone_was_written_to_is_left(by):
    batch = confirm(brought(by, line("Achères")), by)
    facts = {"to": "camille@demo.example", "subject": "Essai", "context": {"matter": "essai"}}
    outbox.write("trial", about=only(), template="trial", **facts)
    assert "des messages sont partis à son sujet" in undo(batch, by).lines.get().note
    assert Convention.objects.exists()


def test_undoing_puts_remarks_and_scan_back(by):
    confirm(brought(by, line("Achères", "01/07/2026", "15/06/2026", None, None, "Avant"), scans=["Achères.pdf"]), by)
    again = line("Achères", "01/07/2026", "15/06/2026", None, None, "Après")
    undo(confirm(brought(by, again, scans=["Achères, nouveau.pdf"]), by), by)
    convention = only()
    assert (convention.remarks, convention.scan.name) == ("Avant", "Achères.pdf")


def test_an_adoption_is_not_unmade_by_undoing_what_completed_it(by):
    confirm(brought(by, line("Achères", "01/07/2026", None)), by)
    undone = undo(confirm(brought(by, line("Achères")), by), by)
    assert only().state == State.NOTIFIED
    assert "complétée par cet import, elle est maintenant notifiée" in undone.lines.get().note


def test_a_completed_draft_is_left_by_the_import_that_made_it(by):
    first = confirm(brought(by, line("Achères", "01/07/2026", None)), by)
    confirm(brought(by, line("Achères")), by)
    undo(first, by)
    assert Convention.objects.count() == 1


def test_undoing_leaves_the_scan_of_what_was_notified_since_on_the_faith_of_it(by):
    convention = convention_in(State.SIGNED)
    written = f"{convention.starts_on:%d/%m/%Y}"
    batch = confirm(brought(by, line(convention.commune.name, written, None), scans=[f"{convention.commune}.pdf"]), by)
    path.notify(convention, by=by, notified_on=TODAY)
    undone = undo(batch, by)
    convention.refresh_from_db()
    assert (convention.state, bool(convention.scan)) == (State.NOTIFIED, True)
    assert "notifiée depuis, sur la foi de ce scan" in undone.lines.get().note


def test_one_file_is_not_the_scan_of_two_conventions(by):
    content = workbook([TITLES, line("Achères", scan="a.pdf"), line("Poissy", scan="b.pdf")])
    batch = read(FOLLOW_UP, content, by, archive=archive({"a.pdf": small_pdf(), "b.pdf": small_pdf()}), name="s.xlsx")
    assert decisions(batch) == {2: "CREATE", 3: "REFUSED"}
    assert "même contenu que celui de la ligne 2" in told(batch, 3)


@pytest.mark.parametrize("whose", ["the scan of another", "a PDF to sign"])
def test_a_paper_that_is_known_is_not_taken_for_the_scan_of_a_line(whose, by):
    other = convention_in(State.SIGNED)
    path.add_scan(other, by=by, file=SimpleUploadedFile("s.pdf", small_pdf("s")))
    other.refresh_from_db()
    with open_document(other.scan if whose == "the scan of another" else other.document) as kept:
        files = archive({"Achères.pdf": kept.read()})
    batch = read(FOLLOW_UP, workbook([TITLES, line("Achères")]), by, archive=files, name="s.xlsx")
    assert decisions(batch) == {2: "REFUSED"}
    assert other.number in told(batch)
