"""The rows of the access table for training, the charter and the guides (see tests/test_access.py)."""

from network.roles import Role
from tests.access import COORDINATION, EVERYONE, TRAINEES, Row
from training.states import BookingState

DECIDES = COORDINATION | {Role.LIBRARY_HEAD}  # of the training of someone of the library, and follows their reading
HIDDEN = EVERYONE - TRAINEES


def of_certification(world):
    return [world.certification.pk]


def of_equivalence(world):
    return [world.equivalence.pk]


def of_course(world):
    return [world.course.pk]


def of_session(world):
    return [world.session.pk]


def of_part(name, parts="half_days"):
    return lambda world: [(found := getattr(world, name)).pk, getattr(found, parts).earliest("pk").pk]


def of_booking(state):
    return lambda world: [world.booking(state).pk]


def of_paper(world):
    return [world.paper.pk]


def of_training(args, **facts) -> Row:
    """A page of the catalogue and its sessions: the coordination’s; 403 for who reads it, else 404."""
    return Row(COORDINATION, args, hidden=EVERYONE - TRAINEES, otherwise=403, **facts)


def judged() -> Row:
    """A page where the SCLP judges an equivalence: 403 for who only reads it, else 404."""
    return Row(COORDINATION, of_equivalence, form=True, hidden=EVERYONE - DECIDES, otherwise=403, local=True)


def written(**facts) -> Row:
    """A page of who writes the papers: 403 for who reads them, else 404."""
    return Row(COORDINATION, of_paper, hidden=HIDDEN, otherwise=403, **facts)


TRAINING: dict[str, Row] = {
    "training:courses": Row(EVERYONE),
    "training:sessions": Row(EVERYONE),
    "training:calendar": Row(EVERYONE),
    "training:bookings": Row(EVERYONE),
    "training:course": Row(TRAINEES, of_course),
    "training:new_course": Row(COORDINATION, form=True, otherwise=403),
    "training:edit_course": of_training(of_course, form=True),
    "training:withdraw_course": of_training(of_course, method="POST", ok=302),
    "training:new_session": of_training(of_course, form=True),
    "training:session": Row(TRAINEES, of_session),
    "training:edit_session": of_training(of_session, form=True),
    "training:add_half_day": of_training(of_session, form=True),
    "training:move_half_day": of_training(lambda w: [w.session.pk, w.session.half_days.earliest("pk").pk], form=True),
    "training:remove_half_day": of_training(
        lambda w: [w.session.pk, w.session.half_days.earliest("pk").pk], method="POST", ok=302
    ),
    "training:mark_attendance": of_training(of_part("begun_session"), form=True),
    "training:judge": of_training(lambda w: [w.begun_session.pk], form=True),
    "training:close_session": of_training(lambda w: [w.ended_session.pk], method="POST", ok=302),
    "training:maximum": of_training(of_session, form=True),
    "training:hold_seats": of_training(of_session, form=True),
    "training:release_seats": of_training(of_part("session", "held_seats"), method="POST", ok=302),
    "training:publish": Row(COORDINATION, lambda w: [w.draft_session.pk], method="POST", ok=302),
    "training:cancel_session": of_training(of_session, form=True),
    "training:book": Row(TRAINEES, of_session, form=True),
    "training:booking": Row(DECIDES, of_booking(BookingState.CONFIRMED), local=True),
    "training:approve": Row(DECIDES, of_booking(BookingState.REQUESTED), method="POST", ok=302, local=True),
    "training:refuse": Row(DECIDES, of_booking(BookingState.REQUESTED), form=True, local=True),
    "training:withdraw": Row(DECIDES, of_booking(BookingState.CONFIRMED), form=True, local=True),
    "training:accept": Row(DECIDES, of_booking(BookingState.OFFERED), method="POST", ok=302, local=True),
    "training:sign_in_sheet": of_training(of_part("begun_session")),
    "training:certifications": Row(EVERYONE),
    "training:certification": Row(DECIDES, of_certification, local=True),
    "training:make_attestation": Row(DECIDES, of_certification, method="POST", ok=302, local=True),
    "training:revoke_certification": Row(
        COORDINATION, of_certification, form=True, hidden=EVERYONE - DECIDES, otherwise=403, local=True
    ),
    "training:declare_equivalence": Row(TRAINEES, form=True, otherwise=403),
    "training:accept_equivalence": judged(),
    "training:refuse_equivalence": judged(),
    "training:offer": Row(EVERYONE, lambda w: [w.offer], anonymous=200),
}

PAPERS: dict[str, Row] = {
    "training:papers": Row(EVERYONE),
    "training:paper": Row(TRAINEES, of_paper),
    "training:paper_version": Row(TRAINEES, lambda w: [w.paper.pk, 1]),
    "training:acknowledge": Row(TRAINEES, of_paper, method="POST", data=lambda w: {"version": 2}, ok=302),
    "training:paper_readers": Row(DECIDES, of_paper, hidden=HIDDEN, otherwise=403),
    "training:paper_libraries": Row(DECIDES, of_paper, hidden=HIDDEN, otherwise=403),
    "training:new_paper": Row(COORDINATION, form=True, otherwise=403),
    "training:edit_paper": written(form=True),
    "training:edit_draft": written(form=True),
    "training:paper_draft": written(form=True),
    "training:discard_draft": written(method="POST", ok=302),
    "training:withdraw_paper": written(method="POST", ok=302),
}
