"""Every address × every function, in one table (style 22): what each person gets, and that reading never writes.

Whoever adds an address adds its row to ACCESS, and to `tests.access.World` the object that it names.
"""

from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from convention.states import State
from foundation.versions import version_of
from network.roles import Role
from tests.access import (
    ANONYMOUS,
    COORDINATION,
    ELSEWHERE,
    EVERYONE,
    IN_COMMUNE,
    IN_LIBRARY,
    MANAGERS,
    NOBODY,
    TRAINEES,
    WHOLE_NETWORK,
    Row,
    addresses,
    of_booking,
    of_course,
    of_part,
    of_session,
)
from tests.training.access import PAPERS
from training.states import BookingState

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
COORDINATOR = frozenset({Role.COORDINATOR})
READS_CONVENTIONS = MANAGERS | {Role.PROJECT_MANAGER, Role.LIBRARY_HEAD, Role.COMMUNE_CONTACT}
BOTH_SIDES = COORDINATION | {Role.COMMUNE_CONTACT}  # the steps of the commune’s side
DECIDES = COORDINATION | {Role.LIBRARY_HEAD}  # of the training of someone of the library
LOCAL = IN_LIBRARY | IN_COMMUNE


def in_commune(world):
    return [world.commune.pk]


def in_library(world):
    return [world.library.pk]


def of_coordinator(world):
    return [world.job.key]


def of_import(world):
    return [world.import_batch.key]


def of_colleague(world):
    return [world.colleague.pk]


def of_service(world):
    return [world.place_of(Role.COORDINATOR).pk]


def of_vendor(world):
    return [world.vendor.pk]


def in_state(state, *more):
    return lambda world: [world.convention(state).pk, *more]


def step(state, *more, allow=COORDINATION, **facts):
    """A step of a convention’s path: the coordination’s, or the commune’s too; 403 for who reads it, else 404."""
    hidden = EVERYONE - READS_CONVENTIONS
    return Row(allow, in_state(state, *more), hidden=hidden, otherwise=403, local=True, **facts)


def of_version(*more, **facts) -> Row:
    """A page of a model text: the coordination’s."""
    return Row(COORDINATION, lambda world: [world.free_version.pk, *more], otherwise=403, **facts)


def of_text() -> Row:
    """A text under review: of the person who sent it."""
    not_theirs = COORDINATION - COORDINATOR
    return Row(COORDINATOR, lambda w: [w.source_text.key], hidden=not_theirs, otherwise=403, form=True)


def of_training(args, **facts) -> Row:
    """A page of the catalogue and its sessions: the coordination’s; 403 for who reads it, else 404."""
    return Row(COORDINATION, args, hidden=EVERYONE - TRAINEES, otherwise=403, **facts)


def seen(world):
    """The version that the page of a model text shows."""
    return {"form_version": version_of(world.free_version)}


ACCESS: dict[str, Row] = {
    # --- home and mechanisms
    "reporting:home": Row(EVERYONE),
    "foundation:health": Row(EVERYONE, anonymous=200),
    "foundation:guides": Row(EVERYONE, anonymous=200),
    "foundation:guide": Row(EVERYONE, lambda w: ["generer"], anonymous=200),
    "foundation:accessibility": Row(EVERYONE, anonymous=200),
    "foundation:legal_notice": Row(EVERYONE, anonymous=200),
    "foundation:personal_data": Row(EVERYONE, anonymous=200),
    "foundation:search": Row(EVERYONE),
    "foundation:draft": Row(EVERYONE, form=True, invalid=302),
    "foundation:life": Row(WHOLE_NETWORK | LOCAL, lambda w: ["network", "commune", w.commune.pk], local=True),
    "foundation:saved_view_save": Row(EVERYONE, method="POST", ok=302),
    "foundation:saved_view_delete": Row(COORDINATOR, lambda w: [w.saved_view.pk], method="POST", ok=302),
    "foundation:document": Row(WHOLE_NETWORK | LOCAL, lambda w: [w.document.key], local=True),
    "foundation:jobs": Row(EVERYONE),
    "foundation:job": Row(ADMINISTRATOR | COORDINATOR, of_coordinator),
    "foundation:job_cancel": Row(ADMINISTRATOR | COORDINATOR, of_coordinator, method="POST", ok=302),
    "foundation:outbox": Row(ADMINISTRATOR, otherwise=403),
    "foundation:outbox_message": Row(ADMINISTRATOR, lambda w: [w.message.pk], otherwise=403),
    "foundation:outbox_resend": Row(ADMINISTRATOR, method="POST", ok=302, otherwise=403),
    "foundation:outbox_resend_one": Row(ADMINISTRATOR, lambda w: [w.message.pk], method="POST", ok=302, otherwise=403),
    "foundation:imports": Row(MANAGERS, lambda w: [] if w.import_kind else [], otherwise=403),
    "foundation:import_new": Row(MANAGERS, lambda w: [w.import_kind.name], form=True, otherwise=403),
    "foundation:import_model": Row(MANAGERS, lambda w: [w.import_kind.name], otherwise=403),
    "foundation:import": Row(MANAGERS, of_import),
    "foundation:import_columns": Row(MANAGERS, of_import, form=True),
    "foundation:import_confirm": Row(MANAGERS, of_import, method="POST", ok=409),  # its preview is not the one shown
    "foundation:import_undo": Row(MANAGERS, of_import, method="POST", ok=409),  # nothing is imported yet
    "foundation:import_abandon": Row(MANAGERS, of_import, method="POST", ok=302),
    "foundation:import_refused": Row(MANAGERS, lambda w: [w.import_batch.key, "csv"]),
    # --- network
    "network:communes": Row(EVERYONE),
    "network:commune": Row(WHOLE_NETWORK | LOCAL, in_commune, local=True),
    "network:edit_commune": Row(MANAGERS, in_commune, form=True, hidden=ELSEWHERE, otherwise=403, local=True),
    "network:libraries": Row(EVERYONE),
    "network:library": Row(WHOLE_NETWORK | LOCAL, in_library, local=True),
    "network:new_library": Row(MANAGERS, form=True, otherwise=403),
    "network:edit_library": Row(MANAGERS, in_library, form=True, hidden=ELSEWHERE, otherwise=403, local=True),
    "network:designate": Row(
        MANAGERS | {Role.LIBRARY_HEAD}, in_library, form=True, hidden=ELSEWHERE, otherwise=403, local=True
    ),
    "network:people": Row(EVERYONE),
    "network:person": Row(WHOLE_NETWORK | LOCAL, of_colleague, local=True),
    "network:new_person": Row(MANAGERS, form=True, otherwise=403),
    "network:edit_person": Row(MANAGERS, of_colleague, form=True, hidden=ELSEWHERE, otherwise=403, local=True),
    "network:invite": Row(MANAGERS, of_colleague, method="POST", ok=302, hidden=ELSEWHERE, otherwise=403, local=True),
    "network:assign": Row(MANAGERS, of_colleague, form=True, hidden=ELSEWHERE, otherwise=403, local=True),
    "network:anonymise": Row(
        ADMINISTRATOR,
        lambda w: [w.former.pk],
        form=True,
        invalid=302,
        hidden=LOCAL | ELSEWHERE,
        otherwise=403,
        local=True,
    ),
    "network:end_assignment": Row(
        MANAGERS,
        lambda w: [w.colleague.assignments.get().pk],
        form=True,
        hidden=ELSEWHERE,
        otherwise=403,
        local=True,
    ),
    "network:community": Row(WHOLE_NETWORK, otherwise=403),
    "network:edit_community": Row(ADMINISTRATOR, form=True, otherwise=403),
    "network:service": Row(WHOLE_NETWORK, of_service),
    "network:new_service": Row(ADMINISTRATOR, ok=409, otherwise=403),  # both are there
    "network:edit_service": Row(
        ADMINISTRATOR, of_service, form=True, hidden=LOCAL | ELSEWHERE, otherwise=403, local=True
    ),
    "network:vendors": Row(WHOLE_NETWORK, otherwise=403),
    "network:vendor": Row(WHOLE_NETWORK, of_vendor),
    "network:new_vendor": Row(ADMINISTRATOR, form=True, otherwise=403),
    "network:edit_vendor": Row(
        ADMINISTRATOR, of_vendor, form=True, hidden=LOCAL | ELSEWHERE, otherwise=403, local=True
    ),
    "network:mandates": Row(COORDINATION, otherwise=403),
    "network:new_mandate": Row(COORDINATION, form=True, otherwise=403),
    "network:edit_mandate": Row(COORDINATION, lambda w: [w.mandate.pk], form=True, otherwise=403),
    "network:rights": Row(MANAGERS, otherwise=403),
    "network:invitation": Row(EVERYONE, lambda w: ["nothing"], ok=410, anonymous=410),
    # --- conventions
    "convention:list": Row(READS_CONVENTIONS, otherwise=403),
    "convention:generate": Row(COORDINATION, lambda w: [] if w.version else [], form=True, otherwise=403),
    "convention:batch": Row(
        COORDINATION,
        method="POST",
        data=lambda w: {"batch": "valider", "conventions": w.convention(State.DRAFT).pk},
        otherwise=403,
    ),
    "convention:detail": Row(READS_CONVENTIONS, in_state(State.NOTIFIED), local=True),
    "convention:edit": step(State.DRAFT, form=True),
    "convention:print": step(State.DRAFT, method="POST", ok=302),
    "convention:validate": step(State.DRAFT, method="POST", ok=302),
    "convention:send": step(State.VALIDATED, method="POST", ok=302),
    "convention:chase": step(State.SIGNING, method="POST", ok=302),
    "convention:signatures": step(State.SIGNING, form=True),
    "convention:mayor_signature": step(State.SIGNING, form=True, allow=BOTH_SIDES),
    "convention:scan": step(State.SIGNED, form=True),
    "convention:original": step(State.SIGNING, 1, form=True, allow=BOTH_SIDES),
    "convention:notify": step(State.SIGNED, form=True),
    "convention:correct": step(State.NOTIFIED, form=True),
    "convention:complete": replace(step(State.DRAFT, form=True), args=lambda w: [w.paper_draft.pk]),
    "convention:reopen": step(State.VALIDATED, form=True),
    "convention:discard": step(State.DRAFT, form=True),
    "convention:terminate": step(State.NOTIFIED, form=True),
    "convention:withdraw_termination": step(State.NOTIFIED, form=True),
    "convention:coverage": Row(READS_CONVENTIONS, otherwise=403),
    "convention:calendar": Row(READS_CONVENTIONS, otherwise=403),
    "convention:rungs": Row(COORDINATION, form=True, otherwise=403),
    "convention:rung_message": Row(COORDINATION, lambda w: [w.rung.pk], otherwise=403),
    "convention:delete_rung": Row(COORDINATION, lambda w: [w.rung.pk], method="POST", ok=302, otherwise=403),
    # --- model texts
    "convention:models": Row(COORDINATION, otherwise=403),
    "convention:rename_model": Row(COORDINATION, lambda w: [w.free_version.model_id], form=True, otherwise=403),
    "convention:use_shipped": Row(COORDINATION, method="POST", ok=302, otherwise=403),
    "convention:import_text": Row(COORDINATION, form=True, otherwise=403),
    "convention:review_text": of_text(),
    "convention:correct_text": of_text(),
    "convention:compare_versions": Row(COORDINATION, otherwise=403),
    "convention:version": of_version(),
    "convention:preview_version": of_version(method="POST", ok=302, data=lambda w: {"commune": w.commune.pk}),
    "convention:new_version": of_version(form=True, invalid=302),  # nothing in it is compulsory
    "convention:delete_version": of_version(form=True, invalid=302),  # idem
    "convention:edit_frame": of_version(form=True),
    "convention:edit_signatures": of_version(form=True),
    "convention:edit_variables": of_version(form=True),
    "convention:renumber_articles": of_version(method="POST", ok=302, data=seen),
    "convention:add_article": of_version(0, form=True),
    "convention:edit_article": of_version(0, form=True),
    "convention:move_article": of_version(0, method="POST", ok=302, data=seen),
    "convention:remove_article": of_version(0, form=True, invalid=409),  # a page that says no version is an old one
    # --- training
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
    **PAPERS,
    "training:offer": Row(EVERYONE, lambda w: [w.offer], anonymous=200),
    # --- own account
    "own_account": Row(EVERYONE),
    "edit_own_account": Row(EVERYONE, form=True),
    "own_calendar": Row(EVERYONE),
    "make_feed": Row(EVERYONE, method="POST", ok=302),
    "revoke_feed": Row(EVERYONE, method="POST", ok=302),
    "calendar_feed": Row(EVERYONE, lambda w: [w.feed], anonymous=200),
    "choose_theme": Row(EVERYONE, method="POST", ok=302),
    "end_session": Row(NOBODY, lambda w: [0], method="POST"),  # one’s own alone
    "account_email": Row(EVERYONE, ok=302),  # asks for the password again first
    "account_confirm_email": Row(EVERYONE, lambda w: ["x"], ok=410, anonymous=410),
    # --- sign-in, by allauth; where it sends on, `ok` says so
    "account_login": Row(EVERYONE, ok=302, anonymous=200),
    "account_logout": Row(EVERYONE),
    "account_signup": Row(EVERYONE, ok=302, anonymous=200),  # closed: people enter by invitation
    "account_inactive": Row(EVERYONE, anonymous=200),
    "account_email_verification_sent": Row(EVERYONE, anonymous=200),
    "account_reset_password": Row(EVERYONE, anonymous=200),
    "account_reset_password_done": Row(EVERYONE, anonymous=200),
    "account_reset_password_from_key": Row(EVERYONE, lambda w: ["x", "y"], anonymous=200),  # says that it expired
    "account_reset_password_from_key_done": Row(EVERYONE, anonymous=200),
    "account_confirm_login_code": Row(EVERYONE, ok=302),
    "account_reauthenticate": Row(EVERYONE),
    "account_change_password": Row(EVERYONE),
    "account_set_password": Row(EVERYONE, ok=302),
    "mfa_index": Row(EVERYONE),
    "mfa_authenticate": Row(EVERYONE, ok=302),
    "mfa_reauthenticate": Row(EVERYONE, ok=302),
    "mfa_activate_totp": Row(EVERYONE, ok=302),
    "mfa_deactivate_totp": Row(NOBODY),
    "mfa_view_recovery_codes": Row(NOBODY),
    "mfa_generate_recovery_codes": Row(EVERYONE, ok=302),
    "mfa_download_recovery_codes": Row(NOBODY),
    "mfa_list_webauthn": Row(EVERYONE),
    "mfa_add_webauthn": Row(EVERYONE, ok=302),
    "mfa_reauthenticate_webauthn": Row(EVERYONE, ok=302),
    "mfa_remove_webauthn": Row(EVERYONE, lambda w: [1], ok=302),
    "mfa_edit_webauthn": Row(EVERYONE, lambda w: [1], ok=302),
    "mfa_login_webauthn": Row(EVERYONE, ok=302),
    "usersessions_list": Row(EVERYONE),
    "socialaccount_login_cancelled": Row(EVERYONE, anonymous=200),
    "socialaccount_login_error": Row(EVERYONE, ok=401),
    "socialaccount_signup": Row(EVERYONE, ok=302),
    "socialaccount_connections": Row(EVERYONE),
    "openid_connect_login": Row(NOBODY, lambda w: ["oidc"], anonymous=404),  # until a provider is configured
    "openid_connect_callback": Row(NOBODY, lambda w: ["oidc"], anonymous=404),
}
# Former addresses that allauth keeps, without a name: they send on, once signed in.
FORMER = {f"social/{path}/" for path in ("login/cancelled", "login/error", "signup", "connections")}
WRITES = ("INSERT", "UPDATE", "DELETE")
SESSIONS = ("django_session", "usersessions", '"cache"')  # what signing in keeps by itself


def section(name: str) -> str:
    """The app of an address; the sign-in is one."""
    return name.partition(":")[0] if ":" in name else "compte"


SECTIONS = sorted({section(name) for name in ACCESS})


def rows(of: str, **wanted) -> dict[str, Row]:
    """The rows of a section that have these values."""
    return {
        name: row
        for name, row in ACCESS.items()
        if section(name) == of and all(getattr(row, key) == value for key, value in wanted.items())
    }


def answers(world, name, method="GET", data=None) -> dict[str, int]:
    """What each person gets, each as if the others had not asked."""
    url = reverse(name, args=ACCESS[name].args(world))
    return {who: answer(browser, url, method, data) for who, browser in world.browsers.items()}


def answer(browser, url, method, data) -> int:
    """What this person gets; nothing of it remains."""
    with transaction.atomic():
        response = browser.post(url, data or {}) if method == "POST" else browser.get(url)
        if response.streaming:
            response.getvalue()  # closes the file
        transaction.set_rollback(True)
    return response.status_code


def test_every_address_has_its_row_and_every_row_its_address():
    assert {name for name, _ in addresses()} == set(ACCESS) | FORMER


@pytest.mark.parametrize("app", SECTIONS)
def test_each_person_gets_what_the_table_says(world, app, subtests):
    for name, row in rows(app).items():
        with subtests.test(name):
            found = answers(world, name, row.method, row.data(world))
            assert found == {who: row.expected(who) for who in found}


@pytest.mark.parametrize("app", SECTIONS)
def test_a_form_is_received_from_those_alone_who_may_read_it(world, app, subtests):
    for name, row in rows(app, form=True).items():
        with subtests.test(name):
            found = answers(world, name, "POST", {"sent": "yes"})
            assert found == {who: row.invalid if row.expected(who) == 200 else row.expected(who) for who in found}


@pytest.mark.parametrize("app", SECTIONS)
def test_an_address_that_acts_is_not_read(world, app, subtests):
    for name in rows(app, method="POST"):
        with subtests.test(name):
            found = answers(world, name)
            assert found == {who: 302 if who == ANONYMOUS else 405 for who in found}


@pytest.mark.parametrize("app", [app for app in SECTIONS if app != "compte"])
def test_reading_writes_nothing(world, app, subtests):
    for name, row in rows(app, method="GET").items():
        url = reverse(name, args=row.args(world))
        browser = world.browsers[next(iter(row.allow), Role.COORDINATOR)]
        with subtests.test(name):
            with CaptureQueriesContext(connection) as asked:
                browser.get(url).getvalue()
            written = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
            assert [sql for sql in written if not any(table in sql for table in SESSIONS)] == []


@pytest.mark.parametrize("path", sorted(FORMER))
def test_a_former_address_of_the_sign_in_asks_to_sign_in(client, db, path):
    assert client.get(f"/compte/{path}").url.startswith("/compte/login/")
