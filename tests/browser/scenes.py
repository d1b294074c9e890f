"""The product in all its states, for the browser to look at: put in its database beside the running server.

Everything is done by the product’s own functions, and its worker runs: a state that cannot be reached cannot be shown.
`main` writes the pages as JSON: [{"name": "convention:detail", "path": "/conventions/3/", "account": "…"}, …].
"""

import json
import sys
import time
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.http import QueryDict

from convention import batches as convention_batches
from convention import generation, path
from convention import model_texts as texts
from convention.models import Convention, ModelVersion, ReminderRung
from convention.states import Situation, State
from convention.values import asked_of_user
from foundation import clock, drafts, job_runs, outbox, verification
from foundation.documents import keep
from foundation.guides import all_guides
from foundation.imports import batches, kinds
from foundation.imports.inspection import proposal
from foundation.models import ImportBatch, Job, OutboxMessage, VerifiablePaper
from foundation.saved_views import SavedViewForm
from network import invitations
from network.models import Commune, Library, OpeningHours, Person, PresidentMandate, Service, Vendor
from tests.browser.committee_scenes import committees
from tests.browser.desk_scenes import desk_settings
from tests.browser.incident_scenes import network_incidents
from tests.browser.stage import ADMINISTRATOR, HELD, NOBODY, Scenes, day
from tests.browser.ticket_scenes import tickets
from tests.browser.training_scenes import accesses, papers_to_read, training

Standing = VerifiablePaper.Standing
LIBRARIES = ["Code;Nom;Commune;Courriel", "SCENE1;Bibliothèque du Phare-Demo;Poissy;phare@demo.example"]
REFUSED = ["SCENE2;Annexe;Nulle-Part;", "SCENE3;Annexe du Port-Demo;Achères;pas une adresse"]


# --- conventions -----------------------------------------------------------------------------------------------------


def conventions(scenes: Scenes) -> None:
    """Each state and situation; the steps open in it."""

    steps = {
        State.DRAFT: ["edit", "discard"],
        State.VALIDATED: ["reopen"],
        State.SIGNING: ["signatures", "mayor_signature", "original"],
        State.SIGNED: ["scan", "notify"],
        State.NOTIFIED: ["scan", "correct"],
    }
    scenes.show("convention:rung_message", ReminderRung.objects.earliest("pk").pk)
    for state, names in steps.items():
        convention = Convention.objects.filter(state=state).exclude(version=None).earliest("pk")
        scenes.show("convention:detail", convention.pk)
        for name in names:
            more = [1] if name == "original" else []
            scenes.show(f"convention:{name}", convention.pk, *more)
    to_come = Convention.objects.exclude(version=None).filter(state=State.NOTIFIED).latest("pk")
    scenes.show("foundation:life", "convention", "convention", to_come.pk)
    scenes.show("foundation:life", "convention", "convention", to_come.pk, query=f"?au={day(0)}")
    drafts_left = Convention.objects.filter(state=State.DRAFT)
    path.discard(drafts_left.latest("pk"), by=scenes.by, reason="Scène : commencée par erreur")
    for situation in (one for one in Situation if one != Situation.VOID):  # which comes below
        scenes.show("convention:detail", Convention.objects.in_situation(situation, day(0)).latest("pk").pk)
    announced = Convention.objects.filter(terminated_on__isnull=False).earliest("pk")
    scenes.show("convention:withdraw_termination", announced.pk)
    scenes.show("convention:detail", announced.pk)
    running, ended = Convention.objects.in_situation(Situation.IN_FORCE, day(0)).filter(terminated_on=None)[:2]
    scenes.show("convention:terminate", running.pk)
    reason = "Scène : dénonciation qui a pris effet"
    path.terminate(ended, by=scenes.by, last_day=day(-1), reason=reason, why_short="scène : accord des deux parties")
    scenes.show("convention:detail", ended.pk)
    never = Convention.objects.upcoming(day(0)).latest("pk")
    eve = never.starts_on - timedelta(days=1)
    path.terminate(never, by=scenes.by, last_day=eve, reason=reason, why_short="scène : accord des deux parties")
    scenes.show("convention:detail", never.pk)
    scenes.show("convention:coverage", query=f"?situation={Situation.VOID}")
    paper_to_complete(scenes)


def paper_to_complete(scenes: Scenes) -> None:
    """A convention of a follow-up that did not say when it was signed; what prevents another for its commune."""

    commune = Commune.objects.filter(conventions=None).earliest("population", "pk")
    lines = ["Commune;Date d’effet;Date de signature", f"{commune.insee};{day(-100):%d/%m/%Y};"]
    follow_up = read(scenes, lines, kind="conventions")
    finished(batches.confirm(follow_up, version=batches.version_of(follow_up), by=scenes.by))
    paper = Convention.objects.to_complete().get()
    scenes.show("convention:detail", paper.pk)
    scenes.show("convention:complete", paper.pk)
    scenes.show("convention:list", query="?state=PAPER")


# --- model texts -----------------------------------------------------------------------------------------------------


def model_texts(scenes: Scenes) -> None:
    """A version in use, one that nobody uses yet, and a text being made into a model."""

    used = ModelVersion.objects.exclude(conventions=None).earliest("pk")
    free = texts.from_shipped(by=scenes.by)
    other = texts.new_version(free, by=scenes.by, note="Scène")
    for version in (used, free):
        scenes.show("convention:version", version.pk)
    for name in ("edit_frame", "edit_signatures", "edit_variables", "new_version", "delete_version"):
        scenes.show(f"convention:{name}", free.pk)
    for name in ("edit_article", "remove_article", "add_article"):
        scenes.show(f"convention:{name}", free.pk, 0)
    scenes.show("convention:rename_model", free.model_id)
    scenes.show("convention:compare_versions", query=f"?avant={used.pk}&apres={other.pk}")
    words = "Convention\n\nArticle 1 : Objet\n\nLa commune XXX partage, à compter du ... .\n\nFait à Pau, le"
    source = keep(words.encode(), name="texte.txt", by=scenes.by)
    for name in ("review_text", "correct_text"):
        scenes.show(f"convention:{name}", source.key)


# --- mechanisms ------------------------------------------------------------------------------------------------------


def imports(scenes: Scenes) -> None:
    """One import at each stage, and a file that did not open."""

    waiting = received(scenes, LIBRARIES[:1] + REFUSED)
    scenes.show("foundation:import_columns", waiting.key)
    preview = read(scenes, LIBRARIES + REFUSED)
    scenes.show("foundation:import", preview.key)
    scenes.show("foundation:import_columns", preview.key)
    done = read(scenes, LIBRARIES + REFUSED)
    finished(batches.confirm(done, version=batches.version_of(done), by=scenes.by))
    scenes.show("foundation:import", done.key)
    undone = read(scenes, [LIBRARIES[0], LIBRARIES[1].replace("SCENE1", "SCENE4").replace("Phare", "Quai")])
    finished(batches.confirm(undone, version=batches.version_of(undone), by=scenes.by))
    finished(batches.undo(undone, by=scenes.by))
    scenes.show("foundation:import", undone.key)
    for guide in all_guides():
        scenes.show("foundation:guide", guide.slug, account=NOBODY)
    for kind in ("communes", "bibliotheques", "personnes", "conventions"):
        scenes.show("foundation:import_new", kind)


def received(scenes: Scenes, lines: list[str], kind: str = "bibliotheques") -> ImportBatch:

    file = ContentFile("\r\n".join(lines).encode("utf-8-sig"), name=f"{kind}.csv")
    brought = kinds.get(kind)
    assert brought is not None
    return batches.receive(brought, file, None, scenes.by)


def read(scenes: Scenes, lines: list[str], kind: str = "bibliotheques") -> ImportBatch:
    """Its columns chosen as they are proposed."""

    batch = received(scenes, lines, kind)
    mapping = proposal(batch.sheets[batch.sheet_index], batches.kind_of(batch), batch.header_line).mapping
    return batches.choose_columns(
        batch,
        sheet_index=batch.sheet_index,
        header_line=mapping.header_line,
        mapping=mapping.indexes,
        by=scenes.by,
    )


def finished(job: Job) -> Job:
    """The job, once the product’s worker or this process has done it."""

    for _ in range(600):
        job_runs.run(job.pk)
        job.refresh_from_db()
        if job.finished_at:
            return job
        time.sleep(0.1)
    raise RuntimeError(f"« {job} » does not end")


def jobs(scenes: Scenes) -> None:
    """One done with its file, one all in errors, one in a worker’s hands."""

    drafts = list(Convention.objects.in_state(State.DRAFT))
    done = convention_batches.launch(
        convention_batches.BATCHES["telecharger"], drafts, by=scenes.by, once_key="scene done"
    )
    scenes.show("foundation:job", finished(done).key)
    version = ModelVersion.objects.exclude(conventions=None).earliest("pk")
    smallest = list(Commune.objects.filter(conventions=None).order_by("-population")[:2])
    hieroglyphs = {variable.name: "𓀀" for variable in asked_of_user(version.text, version.variables)}
    wish = generation.Wish(version, day(30), hieroglyphs)  # no font of ours has them: each line is refused
    failed = generation.launch(wish, smallest, by=scenes.by, once_key="scene failed")
    assert finished(failed).outcome == Job.Outcome.FAILED, failed.message
    scenes.show("foundation:job", failed.key)
    scenes.show("convention:generate", query=f"?reprendre={failed.key}")
    with transaction.atomic():  # taken before the worker hears of it
        running = generation.print_again(drafts, by=scenes.by, once_key="scene running")
        running.lines.claim(HELD)
        Job.objects.filter(pk=running.pk).claim(HELD, started_at=clock.now())
    scenes.show("foundation:job", running.key)


def messages(scenes: Scenes) -> None:
    """A mail sent, and one that no server could take."""

    guest = Person.objects.create_user("scene@demo.example", None, first_name="Anne", last_name="Marge-Demo")
    invitations.invite(guest, by=scenes.by)
    unsendable = Person.objects.create_user(f"anne@{'é' * 70}.fr", None, first_name="Anne", last_name="Vélin-Demo")
    invitations.invite(unsendable, by=scenes.by)
    sent, dead = OutboxMessage.objects.about(guest), OutboxMessage.objects.about(unsendable)
    for _ in range(600):
        outbox.send_due()
        if sent.sent().exists() and dead.dead().exists():
            break
        time.sleep(0.1)
    scenes.show("foundation:outbox_message", sent.get().pk, account=ADMINISTRATOR)
    scenes.show("foundation:outbox_message", dead.get().pk, account=ADMINISTRATOR)
    scenes.show("foundation:outbox", account=ADMINISTRATOR)
    scenes.show("network:anonymise", unsendable.pk, account=ADMINISTRATOR)
    scenes.pages.append({"name": "network:invitation", "path": invitations.link_for(guest), "account": NOBODY})
    scenes.show("network:invitation", "nothing", account=NOBODY)


def network(scenes: Scenes) -> None:
    """A commune, a library, a person and their forms; a draft kept; a view kept."""

    commune = Commune.objects.get(name="Poissy")
    library = Library.objects.filter(commune=commune).earliest("pk")
    for name in ("commune", "edit_commune"):
        scenes.show(f"network:{name}", commune.pk)
    for name in ("library", "edit_library", "designate"):
        scenes.show(f"network:{name}", library.pk)
    held = library.assignments.earliest("pk")
    for name in ("person", "edit_person", "assign"):
        scenes.show(f"network:{name}", held.person_id)
    scenes.show("network:end_assignment", held.pk)
    scenes.show("network:edit_mandate", PresidentMandate.objects.latest("starts_on").pk)
    scenes.show("foundation:life", "network", "commune", commune.pk)
    service, vendor = Service.objects.earliest("pk"), Vendor.objects.earliest("pk")
    for name, one in (("service", service), ("vendor", vendor)):
        scenes.show(f"network:{name}", one.pk)
        scenes.show(f"network:edit_{name}", one.pk, account=ADMINISTRATOR)
        scenes.show(f"network:new_{name}_hours", one.pk, account=ADMINISTRATOR)
    scenes.show("network:new_library_hours", library.pk)
    to_come = OpeningHours.objects.latest("applies_from")
    scenes.show("network:edit_hours", to_come.pk, account=ADMINISTRATOR)
    drafts.keep(scenes.by, "/reseau/bibliotheques/nouvelle/", {"name": ["Bibliothèque commencée hier"]})
    view = SavedViewForm(QueryDict("name=Au nord&list_name=communes&query=q%3Dmantes"), person=scenes.by)
    view.save()
    scenes.show("network:communes", query="?q=mantes&sort=-population")
    scenes.show("network:communes", query="?q=introuvable")


def papers(scenes: Scenes) -> None:
    """Papers that anyone may check: one of each standing, and a code that is nobody’s."""
    issued, lasts = day(-30), {Standing.EXPIRED: day(-1)}
    found = {}
    for standing in Standing:
        code = verification.new_code()
        kept = keep(f"%PDF-1.7 {code}".encode(), name="papier.pdf", by=scenes.by, frozen=True)
        facts = {"kind": "attestation", "title": "Scène", "holder": "Anne Marge-Demo", "issued_on": issued}
        found[standing] = verification.issue(code, kept, expires_on=lasts.get(standing), **facts)
        scenes.show("verification:paper", code, account=NOBODY)
    verification.withdraw(found[Standing.WITHDRAWN].document, on=day(0), reason="Scène")
    later = found[Standing.AUTHENTIC]
    verification.withdraw(found[Standing.REPLACED].document, on=day(0), reason="Scène", replaced_by=later)
    scenes.show("verification:paper", "nothing", account=NOBODY)
    scenes.show("verification:form", query="?code=nothing", account=NOBODY)


def main() -> None:
    """Put everything on, and write where to look."""
    scenes = Scenes()
    for put_on in (
        conventions,
        model_texts,
        imports,
        jobs,
        messages,
        network,
        papers,
        training,
        papers_to_read,
        accesses,
        desk_settings,
        network_incidents,
        tickets,
        committees,
    ):
        put_on(scenes)
    json.dump(scenes.pages, sys.stdout)
