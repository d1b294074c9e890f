"""The access table: every address × every function (style 22). Whoever adds an address adds its row here.

The objects that the rows name are those of `tests.access.World`; the higher apps keep theirs beside their tests.
"""

from dataclasses import replace

from convention.states import State
from foundation.versions import version_of
from network.roles import Role
from tests.access import (
    COORDINATION,
    ELSEWHERE,
    EVERYONE,
    IN_COMMUNE,
    IN_LIBRARY,
    MANAGERS,
    NOBODY,
    WHOLE_NETWORK,
    Row,
)
from tests.committees.access import COMMITTEES
from tests.ils.access import SIGB
from tests.tickets.access import TICKETS
from tests.tickets.access_cockpit import COCKPIT
from tests.tickets.access_mass import MASS
from tests.tickets.access_sweep import DESK_SETTINGS
from tests.training.access import PAPERS, TRAINING

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
COORDINATOR = frozenset({Role.COORDINATOR})
READS_CONVENTIONS = MANAGERS | {Role.PROJECT_MANAGER, Role.LIBRARY_HEAD, Role.COMMUNE_CONTACT}
BOTH_SIDES = COORDINATION | {Role.COMMUNE_CONTACT}  # the steps of the commune’s side
LOCAL = IN_LIBRARY | IN_COMMUNE


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


def seen(world):
    """The version that the page of a model text shows."""
    return {"form_version": version_of(world.free_version)}


# --- what an address is about, of the world --------------------------------------------------------------------------


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


def of_hours(world):
    return [world.hours.pk]


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
    "foundation:presence": Row(NOBODY, method="POST"),  # its proof is of one page and one person
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
    "network:new_library_hours": Row(
        MANAGERS | {Role.LIBRARY_HEAD}, in_library, form=True, hidden=ELSEWHERE, otherwise=403, local=True
    ),
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
    "network:new_service_hours": Row(
        ADMINISTRATOR, of_service, form=True, hidden=LOCAL | ELSEWHERE, otherwise=403, local=True
    ),
    "network:vendors": Row(WHOLE_NETWORK, otherwise=403),
    "network:vendor": Row(WHOLE_NETWORK, of_vendor),
    "network:new_vendor": Row(ADMINISTRATOR, form=True, otherwise=403),
    "network:edit_vendor": Row(
        ADMINISTRATOR, of_vendor, form=True, hidden=LOCAL | ELSEWHERE, otherwise=403, local=True
    ),
    "network:new_vendor_hours": Row(
        ADMINISTRATOR, of_vendor, form=True, hidden=LOCAL | ELSEWHERE, otherwise=403, local=True
    ),
    "network:support_hours": Row(EVERYONE),  # when help answers is everybody’s to know (R35)
    "network:edit_hours": Row(
        MANAGERS | {Role.LIBRARY_HEAD}, of_hours, form=True, hidden=ELSEWHERE, otherwise=403, local=True
    ),
    "network:withdraw_hours": Row(
        MANAGERS | {Role.LIBRARY_HEAD}, of_hours, method="POST", ok=302, hidden=ELSEWHERE, otherwise=403, local=True
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
    **TRAINING,
    **PAPERS,
    **SIGB,
    **TICKETS,
    **DESK_SETTINGS,
    **MASS,
    **COCKPIT,
    **COMMITTEES,
    # --- papers that anyone may check
    "verification:form": Row(EVERYONE, anonymous=200),
    "verification:paper": Row(EVERYONE, lambda w: [w.coded_paper.code], anonymous=200),
    # --- own account
    "own_account": Row(EVERYONE),
    "edit_own_account": Row(EVERYONE, form=True),
    "own_calendar": Row(EVERYONE),
    "own_messages": Row(EVERYONE),
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
