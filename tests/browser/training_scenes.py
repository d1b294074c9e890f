"""Training and the accesses that it opens, in all their states (see tests.browser.scenes)."""

from datetime import timedelta

from django.core.files.base import ContentFile

from foundation import clock, links
from foundation.documents import keep
from foundation.models import Paper, PaperVersion
from ils import asking
from ils.models import Grant
from ils.people import team_of
from ils.states import GrantState
from network.models import Library, Person
from network.modules import Module
from tests.browser.stage import COORDINATOR, HELD, NOBODY, Scenes, day
from training import attendance as presence
from training import booking as seating
from training import equivalence, planning
from training.mails import OFFER
from training.models import Booking, Certification, Session
from training.papers import SHELF, USAGE_CHARTER, publish
from training.states import BookingState, CertificationState, SessionState


def training(scenes: Scenes) -> None:
    """The catalogue, a session in each state, bookings in each state, an offer by its link."""

    coming = Session.objects.filter(state=SessionState.PUBLISHED)
    crowded = Booking.objects.waiting().first().session
    for name in ("course", "edit_course", "new_session"):
        scenes.show(f"training:{name}", crowded.course_id)
    for name in ("session", "edit_session", "add_half_day", "maximum", "hold_seats", "cancel_session", "book"):
        scenes.show(f"training:{name}", crowded.pk)
    scenes.show("training:move_half_day", crowded.pk, crowded.half_days.earliest("pk").pk)
    scenes.show("training:session", crowded.pk, account="agent")
    held = Session.objects.filter(held_seats__isnull=False).earliest("pk")
    scenes.show("training:session", held.pk)
    scenes.show("training:session", Session.objects.filter(state=SessionState.DRAFT).earliest("pk").pk)
    requested = Booking.objects.filter(state=BookingState.REQUESTED).earliest("pk")
    for name in ("booking", "refuse"):
        scenes.show(f"training:{name}", requested.pk)
    seated = Booking.objects.filter(session=crowded, state=BookingState.CONFIRMED)
    scenes.show("training:withdraw", seated.latest("pk").pk)
    seating.withdraw(seated.earliest("pk"), by=scenes.by, reason="Scène")
    offered = Booking.objects.filter(session=crowded, state=BookingState.OFFERED).get()
    scenes.show("training:booking", offered.pk)
    _trainers_day(scenes)
    _attestations(scenes)
    token = links.make(offered.person, OFFER, about=offered, lasts=HELD)
    scenes.show("training:offer", token, account=NOBODY)
    scenes.show("training:offer", "nothing", account=NOBODY)
    month = crowded.starts_at.astimezone(clock.PARIS)
    scenes.show("training:calendar", query=f"?mois={month:%Y-%m}")
    last = coming.exclude(pk__in=[crowded.pk, held.pk, requested.session_id]).latest("pk")
    planning.cancel(last, by=scenes.by, reason="Scène")
    scenes.show("training:session", last.pk)


def accesses(scenes: Scenes) -> None:
    """A team, its accesses asked for and given; the door of a module, open and closed."""
    scenes.show("ils:module", "circulation")
    scenes.show("ils:missing", "catalogage-niveau-1", account="agent")
    scenes.show("ils:module", "catalogage-niveau-1", account="agent")
    head = Person.objects.get(email="responsable@demo.example")
    library = Library.objects.get(pk=head.assignments.get(library__isnull=False).library_id)
    there = list(team_of(head, clock.today()).filter(library=library))
    for outcome in asking.ask_all(there[:2], [Module.CATALOGUING_2, Module.PORTAL], by=head):
        assert outcome.grant, outcome.refusal
    requested, given = Grant.objects.filter(state=GrantState.REQUESTED).order_by("pk")[:2]
    given = asking.give(given, by=scenes.by)
    for name in ("grant", "refuse"):
        scenes.show(f"ils:{name}", requested.pk)
    for name in ("grant", "revoke"):
        scenes.show(f"ils:{name}", given.pk)
    scenes.show("ils:team", query=f"?library={library.pk}")
    scenes.show("ils:home", account="responsable")
    scenes.show("ils:team", account="responsable", query="?on=31/12/2099")


def _attestations(scenes: Scenes) -> None:
    """One that is worth something, one taken back, and the public page of each."""
    for state in (CertificationState.ISSUED, CertificationState.REVOKED):
        found = Certification.objects.filter(state=state).exclude(document=None).latest("pk")
        scenes.show("training:certification", found.pk)
        scenes.show("verification:paper", found.document.verifiable_paper.code, account=NOBODY)
    _equivalences(scenes)
    own = Certification.objects.filter(kind=Certification.Kind.SESSION).get(person__email="agent@demo.example")
    scenes.show("training:certification", own.pk, account="agent")
    scenes.show("training:certifications", account="agent")
    scenes.show("training:revoke_certification", own.pk)


def _equivalences(scenes: Scenes) -> None:
    """The form, one that waits and as the SCLP judges it, one accepted, one refused."""
    scenes.show("training:declare_equivalence", account="agent")
    own = Person.objects.get(email="agent@demo.example")
    waiting, accepted, refused = (_declared(own, title) for title in ("Catalogage", "Acquisitions", "Portail"))
    equivalence.accept(accepted, by=scenes.by, modules=[Module.CATALOGUING_1], expires_on=day(365))
    equivalence.refuse(refused, by=scenes.by, reason="Scène : le programme n’est pas celui du réseau")
    for name in ("accept_equivalence", "refuse_equivalence"):
        scenes.show(f"training:{name}", waiting.pk)
    for one in (waiting, accepted, refused):
        scenes.show("training:certification", one.pk)
    scenes.show("training:certification", waiting.pk, account="agent")


def _declared(person: Person, title: str) -> Certification:
    """A training followed a month ago, for two modules."""
    new = equivalence.new(by=person)
    new.person, new.title, new.provider, new.followed_on = person, f"Scène : {title}", "Organisme-Demo", day(-30)
    file = ContentFile(b"%PDF-1.7\n%%EOF\n", name="justificatif.pdf")
    return equivalence.declare(new, file, [Module.CATALOGUING_1, Module.CATALOGUING_2], by=person)


def papers_to_read(scenes: Scenes) -> None:
    """The charter as who accepted it and who did not see it, its lists, a guide of a PDF, a draft of each sort."""
    charter = Paper.objects.get(key=USAGE_CHARTER)
    scenes.show("training:papers", account="agent")
    for account in ("agent", COORDINATOR):
        scenes.show("training:paper", charter.pk, account=account)
    for name in ("edit_draft", "edit_paper", "paper_readers", "paper_libraries"):
        scenes.show(f"training:{name}", charter.pk)
    scenes.show("training:paper_readers", charter.pk, query="?reading=all")
    scenes.show("training:paper_readers", charter.pk, account="responsable")
    guide = Paper.objects.exclude(pk=charter.pk).earliest("pk")
    PaperVersion.objects.create(paper=guide, number=2, text="## Un\n\nScène.\n\n## Deux\n\n## Trois", note="Scène")
    scenes.show("training:paper_draft", guide.pk)
    scenes.show("training:paper_version", guide.pk, 1)
    empty = Paper.objects.create(shelf=SHELF, title="Scène : sans texte")
    scenes.show("training:paper", empty.pk)
    filed = Paper.objects.create(shelf=SHELF, title="Scène : un PDF")
    file = keep(b"%PDF-1.7\n%%EOF\n", name="guide.pdf", by=scenes.by)
    draft = PaperVersion.objects.create(paper=filed, number=1, document=file)
    publish(draft, by=scenes.by, required_on=day(10))
    scenes.show("training:paper", filed.pk)
    scenes.show("training:papers")


def _trainers_day(scenes: Scenes) -> None:
    """A session that has just ended: its presences, then its verdicts, then its page with all that is left to do."""
    session = _ended()
    half_day = session.half_days.earliest("pk")
    scenes.show("training:mark_attendance", session.pk, half_day.pk)
    people = {one.booking.pk for one in presence.participants(session)}
    presence.mark(session, half_day.pk, people, by=scenes.by)
    scenes.show("training:judge", session.pk)
    scenes.show("training:session", session.pk)


def _ended() -> Session:
    """A published session of the demo, as it is once its only half-day is over."""
    seated = Session.objects.to_come(clock.now()).filter(bookings__state=BookingState.CONFIRMED)
    return _over(seated.latest("first_at"))


def end_session_of(account: str) -> None:
    """Have the next session that this persona is seated in be just over; its address is printed."""
    seated = Booking.objects.filter(person__email=f"{account}@demo.example", state=BookingState.CONFIRMED)
    coming = Session.objects.to_come(clock.now()).filter(pk__in=seated.values("session")).earliest("first_at")
    print(_over(coming).get_absolute_url())


def _over(session: Session) -> Session:
    began = clock.now() - timedelta(hours=4)
    session.half_days.exclude(pk=session.half_days.earliest("pk").pk).delete()
    session.half_days.update(starts_at=began, ends_at=began + timedelta(hours=3))
    return Session.objects.get(pk=session.pk)
