"""A person of one commune asks for anything of another: by address, key, filter, search or export, it is not there.

(issue: bad input.) The addresses are those of the access table, all of them: one that names an object is absent for a
stranger, or says here why it is not; one that names none is read with every filter and export, and never tells it.
"""

import io

import pytest
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from convention.models import Original
from convention.states import State
from foundation import drafts
from foundation.french import fold
from foundation.models import StoredDocument
from network.roles import Role
from tests.access import NEIGHBOURS, World
from tests.access_table import ACCESS
from tests.committees.access import participant, to_come
from tests.convention.factories import convention_in
from tests.factories import CommuneFactory, LibraryFactory, person_as
from tests.test_access import answer
from tests.tickets.access import case, every_ticket
from tests.tickets.access_sweep import OF_AN_OBJECT
from tests.training.access import PAPERS
from tickets.models import Message, VendorMessage

pytestmark = [pytest.mark.long, pytest.mark.django_db]
SECRET = "Zanzibar"  # stands in every name of the commune that they are strangers to
STRANGERS = [*NEIGHBOURS, Role.TRAINER]  # the last is of no commune
THEIR_FUNCTION_FORBIDS = "of no commune: their function does not go there at all"
# Whoever adds an address of an object, and has it answered otherwise than « absent », says why here.
NOT_ABSENT = {
    **dict.fromkeys(["foundation:outbox_message", "foundation:outbox_resend_one"], THEIR_FUNCTION_FORBIDS),
    **dict.fromkeys(["foundation:import_new", "foundation:import_model"], "a sort of import, not one that was made"),
    **dict.fromkeys(
        [name for name in ACCESS if name.endswith(("_version", "_article", "_articles", "_frame", "_variables"))]
        + ["convention:version", "convention:edit_signatures", "convention:rename_model", "convention:delete_rung"]
        + ["convention:review_text", "convention:correct_text", "convention:rung_message", "network:edit_mandate"],
        THEIR_FUNCTION_FORBIDS,
    ),
    **dict.fromkeys(
        [f"training:{name}" for name in ("course", "edit_course", "withdraw_course", "new_session", "session", "book")]
        + [
            f"training:{name}"
            for name in ("edit_session", "add_half_day", "move_half_day", "remove_half_day", "maximum")
        ]
        + [f"training:{name}" for name in ("hold_seats", "release_seats", "cancel_session")]
        + [f"training:{name}" for name in ("mark_attendance", "judge", "close_session", "sign_in_sheet")],
        "the catalogue and its sessions are the whole network’s",
    ),
    **dict.fromkeys(["ils:module", "ils:missing"], "a module, not an object: its door is closed to them"),
    **dict.fromkeys(
        set(PAPERS) - {"training:papers", "training:new_paper"},
        "the charter and the guides are the whole network’s; who has read them is told of one’s own team alone",
    ),
    **dict.fromkeys(OF_AN_OBJECT, THEIR_FUNCTION_FORBIDS),
    **dict.fromkeys(
        [f"tickets:{name}" for name in ("incident", "me_too", "edit_incident", "broadcast", "end_incident")]
        + ["tickets:resolve_children"],
        "an incident of the network is told to every library; which ones it touches, to the services alone",
    ),
    "training:offer": "a secret, not a key: whoever has it answers",
    "tickets:resume_batch": "an act, not an object: one finds again one’s own text, and level 2 alone acts on many",
    "tickets:declare": "a category, not an object: each declares in their own library",
    "foundation:guide": "the help is everybody’s",
    "verification:paper": "a code, not a key: whoever holds the paper may have it checked",
    "network:invitation": "a secret, not a key: whoever has it is invited",
    **dict.fromkeys(
        [name for name in ACCESS if ":" not in name],
        "one’s own account: what is not one’s own is not looked for, and the sign-in’s links are secrets",
    ),
}


class Elsewhere(World):
    """The commune of the access table, with names that stand nowhere else."""

    words = SECRET

    def __init__(self):
        self.commune = CommuneFactory(
            name=f"{SECRET}-sur-Seine", insee="78999", arrondissement=f"Arrondissement de {SECRET}", mayor=SECRET
        )
        self.library = LibraryFactory(name=f"Médiathèque {SECRET}", commune=self.commune, code="BSECRET")
        self.colleague = person_as(Role.LIBRARIAN, self.library, last_name=SECRET, email=f"{SECRET}@demo.example")
        self.other_commune = CommuneFactory(name="Ailleurs", arrondissement="D’ailleurs")
        coordinator = self.people[Role.COORDINATOR]
        for state in State:
            self.convention(state)
        convention_in(State.NOTIFIED, commune=self.other_commune, version=self.version)  # so that filters have choices
        self.job.label = f"Essai de {SECRET}"
        self.job.save()
        self.import_batch.file_name = f"{SECRET}.csv"
        self.import_batch.save()
        self.saved_view.name = SECRET
        self.saved_view.save()
        self.document.name = f"{SECRET}.pdf"
        self.document.save()
        drafts.keep(coordinator, "/reseau/personnes/nouvelle/", {"last_name": [SECRET]})
        assert self.message
        self.tickets = every_ticket(self)
        self.seats = [participant(self), participant(self).committee, to_come(self)]
        drafts.keep(coordinator, self.tickets[0].get_absolute_url(), {"body": [SECRET]})
        assert {Message, VendorMessage} <= {type(document.about) for document in StoredDocument.objects.all()}


@pytest.fixture(scope="module")
def names_of_objects() -> list[str]:
    """The addresses that name an object."""
    found = []
    for name in ACCESS:
        try:
            reverse(name)
        except NoReverseMatch:
            found.append(name)
    return found


@pytest.fixture
def elsewhere(db) -> Elsewhere:
    return Elsewhere()


def told(response) -> str:
    """All that an answer says: the page, or each cell of the file."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "spreadsheetml" not in response.headers.get("Content-Type", ""):
        return content.decode("utf-8-sig", errors="replace")
    book = load_workbook(io.BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


def test_every_address_of_an_object_is_absent_for_a_stranger(elsewhere, names_of_objects, subtests):
    assert set(NOT_ABSENT) <= set(ACCESS)
    for name in names_of_objects:
        if name in NOT_ABSENT:
            continue
        row, url = ACCESS[name], reverse(name, args=ACCESS[name].args(elsewhere))
        methods = [row.method, "POST"] if row.form else [row.method]
        with subtests.test(name):
            found = {
                (who, method): answer(elsewhere.browsers[who], url, method, row.data(elsewhere))
                for who in STRANGERS
                for method in methods
            }
            assert set(found.values()) == {404}, found


def test_what_is_not_absent_tells_nothing_of_the_other_commune(elsewhere, names_of_objects, subtests):
    for name in names_of_objects:
        if name not in NOT_ABSENT:
            continue
        url = reverse(name, args=ACCESS[name].args(elsewhere))
        for who in STRANGERS:
            with subtests.test(name, who=who):
                assert SECRET not in told(elsewhere.browsers[who].get(url))


def test_no_life_no_day_and_no_live_progress_is_shown(elsewhere, subtests):
    objects = [
        elsewhere.commune,
        elsewhere.library,
        elsewhere.colleague,
        elsewhere.colleague.assignments.get(),
        *elsewhere.conventions.values(),
        *Original.objects.all(),
        elsewhere.job,
        elsewhere.import_batch,
        elsewhere.saved_view,
        elsewhere.document,
        elsewhere.message,
        *elsewhere.tickets,
        *elsewhere.seats,
        case(elsewhere),
    ]
    for one in objects:
        life = reverse("foundation:life", args=[one._meta.app_label, one._meta.model_name, one.pk])
        for who in STRANGERS:
            with subtests.test(f"{one._meta.label} {who}"):
                browser = elsewhere.browsers[who]
                assert browser.get(life).status_code == browser.get(f"{life}?au=2030-01-01").status_code == 404
    live = {"HX-Request": "true", "HX-Target": "job-progress"}
    for who in STRANGERS:
        progress = elsewhere.browsers[who].get(elsewhere.job.get_absolute_url(), headers=live)
        assert (progress.status_code, SECRET in told(progress)) == (404, False)


def test_no_file_of_the_other_commune_is_given(elsewhere):
    kept = StoredDocument.objects.all()
    found = {
        (document.title or document.name, who): elsewhere.browsers[who].get(document.get_absolute_url()).status_code
        for document in kept
        for who in STRANGERS
        if document.about != convention_of(elsewhere, document)
    }
    assert len(kept) > len(State)
    assert set(found.values()) == {404}, found


def convention_of(world, document):
    """The neighbours’ own convention, when the file is about it."""
    about = document.about
    return about if getattr(about, "commune", None) == world.other_commune else None


ARRONDISSEMENT = f"Arrondissement de {SECRET}"
ASKED = [
    {}, {"q": SECRET}, {"q": "CONV-2026", "per_page": "100"}, {"export": "csv"}, {"export": "xlsx"},
    {"arrondissement": ARRONDISSEMENT, "export": "csv"}, {"key": "/reseau/personnes/nouvelle/"},
    {"subject": SECRET}, {"q": "T-2026", "state": "all"}, {"state": "all", "export": "csv"}, {"key": "/tickets/1/"},
]  # fmt: skip


def test_no_page_list_choice_search_draft_or_export_tells_of_it(elsewhere, names_of_objects, subtests):
    pages = [name for name, row in ACCESS.items() if ":" in name and row.method == "GET"]
    for name in pages:
        if name in names_of_objects:
            continue
        for who in NEIGHBOURS:
            for asked in ASKED:
                typed = asked.get("q") or asked.get("arrondissement") or asked.get("subject") or ""
                with subtests.test(name, who=who, asked=asked):
                    words = told(elsewhere.browsers[who].get(reverse(name), asked))
                    assert fold(SECRET) not in fold(without(words, typed))


def without(words: str, typed: str) -> str:
    """The page without what it repeats of what was asked: the field, the address of a link, « for … »."""
    coded = typed.replace(" ", "+")
    for echo in (typed, coded, coded.replace("+", "%20")):
        words = words.replace(echo, "") if echo else words
    return words


@pytest.mark.parametrize("asked", [{}, {"export": "csv"}, {"export": "xlsx"}], ids=str)
def test_the_same_lists_tell_it_to_who_may_read_it(elsewhere, asked):
    browser = elsewhere.browsers[Role.COORDINATOR]
    lists = ["network:communes", "network:libraries", "network:people", "convention:list", "foundation:imports"]
    lists += ["tickets:list", "tickets:cases"]
    assert [name for name in lists if SECRET not in told(browser.get(reverse(name), asked))] == []
