"""Imports taken back: what they changed is restored, what has moved since is left alone and told."""

from datetime import date

import pytest

from foundation import clock
from foundation.imports import batches
from foundation.imports.kinds import ImportKind
from foundation.imports.lines import Applied, save_model
from foundation.models import Job, JobLine, Transition
from foundation.models.imports import Stage
from network.models import Assignment, Library
from network.roles import Role
from tests.factories import AssignmentFactory, CommuneFactory, LibraryFactory
from tests.foundation.import_kinds import (
    ROW,
    confirm,
    coordinator,
    csv_of,
    libraries,
    read,
    registered,
    undo,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch) -> ImportKind:
    return registered(monkeypatch, libraries())


@pytest.fixture
def by():
    return coordinator()


@pytest.fixture
def poissy():
    return CommuneFactory(name="Poissy")


def test_undoing_deletes_what_was_created_and_restores_what_was_changed(kind, by, poissy):
    old = LibraryFactory(code="B2", name="Ancien nom", commune=poissy, email="ancienne@demo.example", closed_on=None)
    row = ["B2", "Nouveau nom", "Poissy", "municipale", "neuve@demo.example", "12/03/2031", ""]
    batch = confirm(read(kind, csv_of(ROW, row), by), by)

    batch = undo(batch, by)

    old.refresh_from_db()
    assert list(Library.objects.all()) == [old]
    assert (old.name, old.email, old.closed_on) == ("Ancien nom", "ancienne@demo.example", None)
    assert batch.stage == Stage.UNDONE
    assert batches.tally(batch)["undone"] == 2


def test_undoing_leaves_alone_the_field_that_changed_since_and_says_so(kind, by, poissy):
    library = LibraryFactory(code="B1", name="Ancien nom", commune=poissy, email="ancienne@demo.example", latitude=48.9)
    batch = confirm(read(kind, csv_of(ROW), by), by)
    library.refresh_from_db()
    library.email = "corrigee@demo.example"
    library.save()

    batch = undo(batch, by)

    library.refresh_from_db()
    assert (library.name, library.email) == ("Ancien nom", "corrigee@demo.example")
    assert batch.lines.get().note == "Laissé tel quel, car modifié depuis\u00a0: «\u00a0Adresse e-mail\u00a0»."


def test_undoing_leaves_in_place_a_created_object_that_was_edited(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    Library.objects.update(name="Médiathèque rebaptisée")

    batch = undo(batch, by)

    line = batch.lines.get()
    assert Library.objects.exists()
    assert line.undone_at is None
    assert line.note == "Laissé en place, car modifié depuis\u00a0: «\u00a0Nom\u00a0»."


def test_undoing_leaves_in_place_what_others_refer_to(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    AssignmentFactory(library=Library.objects.get(), role=Role.LIBRARIAN)

    batch = undo(batch, by)

    assert Library.objects.exists()
    assert batch.lines.get().note == "Laissé en place, car 1 affectation s’y rattachent."


def test_undoing_leaves_in_place_what_has_changed_state(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    Transition.objects.create(
        about=Library.objects.get(), name="x", label="X", from_state="A", to_state="B", by=by, at=clock.now()
    )

    assert undo(batch, by).lines.get().note.startswith("Laissé en place, car 1 changement d’état")


def test_what_is_left_alone_is_counted_and_is_no_error(kind, by, poissy):
    rows = [[f"B{rank}", f"Médiathèque {rank}", *ROW[2:]] for rank in range(1, 7)]
    batch = confirm(read(kind, csv_of(*rows), by), by)
    Library.objects.filter(code="B3").update(name="Médiathèque rebaptisée")

    job = undo(batch, by).job

    assert (job.outcome, job.message) == (Job.Outcome.DONE, "5 lignes annulées, 1 laissée telle quelle.")
    assert [(line.status, line.message) for line in job.lines.all()] == [(JobLine.Status.DONE, job.message)]


def test_a_line_that_could_not_be_undone_is_an_error(monkeypatch, kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    monkeypatch.setattr(Library, "delete", lambda self: 1 / 0)

    job = undo(batch, by).job

    assert job.outcome == Job.Outcome.FAILED
    assert job.message == "0 ligne annulée, 1 laissée telle quelle."


def test_what_was_left_can_be_undone_later(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    assignment = AssignmentFactory(library=Library.objects.get(), role=Role.LIBRARIAN)
    batch = undo(batch, by)
    assignment.delete()

    batch = undo(batch, by)

    assert not Library.objects.exists()
    assert batch.lines.get().undone_at
    with pytest.raises(batches.AlreadyDone, match="cet import est maintenant «\u00a0annulé\u00a0»"):
        batches.undo(batch, by=by)


def test_undoing_what_is_already_gone_says_so(kind, by, poissy):
    batch = confirm(read(kind, csv_of(ROW), by), by)
    Library.objects.all().delete()

    line = undo(batch, by).lines.get()

    assert (line.note, bool(line.undone_at)) == ("Déjà supprimé.", True)


def save_with_assignment(line, existing, by):
    library = save_model(line, existing, by)
    return Applied(library, (AssignmentFactory(library=library, role=Role.LIBRARIAN),))


def test_what_came_with_an_object_goes_with_it(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries(apply=save_with_assignment))
    batch = confirm(read(kind, csv_of(ROW), by), by)

    undo(batch, by)

    assert not Library.objects.exists()
    assert not Assignment.objects.filter(role=Role.LIBRARIAN).exists()


def test_what_came_with_an_object_and_was_edited_keeps_both(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries(apply=save_with_assignment))
    batch = confirm(read(kind, csv_of(ROW), by), by)
    assignment = Assignment.objects.get(role=Role.LIBRARIAN)
    assignment.ends_on = date(2030, 1, 1)
    assignment.save()

    batch = undo(batch, by)

    assert Library.objects.exists()
    assert batch.lines.get().note.startswith("Laissé en place, car modifié depuis")


def test_a_kind_may_undo_in_its_own_way(monkeypatch, by, poissy):
    kind = registered(monkeypatch, libraries(undo_created=lambda library, line, by: "Laissée, car elle a ouvert."))
    batch = confirm(read(kind, csv_of(ROW), by), by)

    batch = undo(batch, by)

    assert (Library.objects.count(), batch.lines.get().note) == (1, "Laissée, car elle a ouvert.")
