"""A coordinator’s own follow-up is read as it was kept: names, dates; what is wrong is told by line and column."""

from datetime import date, datetime

import pytest

from convention.follow_up import FOLLOW_UP
from convention.follow_up.known import name_key
from convention.models import Convention
from convention.states import State
from foundation import clock
from foundation.models import OutboxMessage, Transition
from foundation.tabular.columns import Header, propose_mapping
from network.roles import Role
from tests.convention.factories import territory
from tests.convention.follow_up_files import TITLES, brought, line, told
from tests.factories import CommuneFactory, person_as
from tests.foundation.import_kinds import confirm, decisions

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


# --- whole lines -----------------------------------------------------------------------------------------------------


def test_a_complete_line_is_taken_over_as_notified(by):
    convention = imported(
        by, line("Achères", "01/07/2026", "15/06/2026", "20/06/2026", None, "Bibliothèque en travaux.")
    )

    assert (convention.number, convention.commune.name, convention.state) == (
        "CONV-2026-0001",
        "Achères",
        State.NOTIFIED,
    )
    assert (convention.starts_on, convention.term_ends_on) == (date(2026, 7, 1), date(2028, 6, 30))
    assert (convention.mayor_signed_on, convention.president_signed_on) == (None, date(2026, 6, 15))
    assert convention.notified_on == date(2026, 6, 20)
    assert convention.remarks == "Bibliothèque en travaux."
    assert convention.version is None
    adopted = Transition.objects.about(convention).get()
    assert (adopted.name, adopted.by, adopted.reason) == ("adopt", by, "Reprise du suivi existant")
    assert convention.history.first().history_user == by


def test_nothing_is_taken_over_before_confirmation_and_nobody_is_written_to(by):
    batch = brought(by, line("Achères"))
    assert decisions(batch) == {2: "CREATE"}
    assert not Convention.objects.exists()
    confirm(batch, by)
    assert Convention.objects.in_force(TODAY).count() == 1
    assert not OutboxMessage.objects.exists()


def test_both_signatures_each_in_its_column(by):
    titles = ["INSEE", "Date d’effet", "Signature du Maire", "Signature du Président"]
    convention = imported(by, ["78002", "01/07/2026", "10/06/2026", "15/06/2026"], titles=titles)
    assert convention.commune.name == "Poissy"
    assert (convention.mayor_signed_on, convention.president_signed_on) == (date(2026, 6, 10), date(2026, 6, 15))
    assert convention.notified_on == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("Signée le (maire)", "mayor_signed_on"),
        ("Date de signature (M. le Maire)", "mayor_signed_on"),
        ("Signature par Mme la Maire de la commune", "mayor_signed_on"),
        ("Signée le (président)", "president_signed_on"),
        ("Date de signature de la Présidente", "president_signed_on"),
        ("Signée le", "signed_on"),
        ("Signée le (jj/mm/aaaa)", "signed_on"),
        ("Date de signature (maire et président)", "signed_on"),
        ("Délibération autorisant le maire à signer", None),
        ("Délibération autorisant la signature du maire", None),
        ("Maire", None),
    ],
)
def test_a_signature_is_that_of_whom_its_title_names(title, field):
    header = Header(1, ("Commune", "Date d’effet", title))

    proposal = propose_mapping(header, FOLLOW_UP.columns)

    assert proposal.mapping.indexes == {"commune": 0, "starts_on": 1, **({field: 2} if field else {})}


def test_two_titles_that_name_who_signed_are_each_in_its_place(by):
    titles = ["Commune", "Date d’effet", "Signée le (président)", "Signée le (maire)"]
    convention = imported(by, ["Poissy", "01/07/2026", "15/06/2026", "10/06/2026"], titles=titles)
    assert (convention.mayor_signed_on, convention.president_signed_on) == (date(2026, 6, 10), date(2026, 6, 15))


def test_the_president_before_the_maire_is_only_told(by):
    titles = ["Commune", "Date d’effet", "Signature du Maire", "Signature du Président"]
    batch = brought(by, ["Poissy", "01/07/2026", "15/06/2026", "10/06/2026"], titles=titles)
    assert decisions(batch) == {2: "CREATE"}
    assert "Le Président signe après le Maire" in told(batch)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1er juillet 2026", date(2026, 7, 1)),
        ("le 1/7/26", date(2026, 7, 1)),
        ("01.07.2026", date(2026, 7, 1)),
        ("mercredi 1er juillet 2026 (délib. du 12)", date(2026, 7, 1)),
        ("2026-07-01", date(2026, 7, 1)),
        (datetime(2026, 7, 1, 14, 30), date(2026, 7, 1)),  # noqa: DTZ001 - cells of a workbook have no time zone
        (46204, date(2026, 7, 1)),
    ],
)
def test_a_date_is_read_however_it_was_typed(by, written, expected):
    assert imported(by, line("Achères", written)).starts_on == expected


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        (line("Achères", "31/02/2026"), "B", "février 2026 n’a que 28 jours"),
        (line("Achères", None), "B", "Cette cellule doit être remplie."),
        (line("Achères", "juillet 2026"), "B", "il manque le jour"),
        (line("Achères", "01/07/2026", "23/11/2026"), "C", "Cette date est dans l’avenir."),
        (line("Achères", "01/07/2026", "12/06/2026 et 15/06/2026"), "C", "contient plusieurs dates"),
        (line("Achères", "01/07/2026", "15/06/2026", "14/06/2026"), "D", "n’a été signée que le 15 juin 2026"),
        (line("Achères", "01/07/2026", "15/06/2026", "23/11/2026"), "D", "Cette date est dans l’avenir."),
        (
            line("Achères", "01/07/2026", "15/06/2026", None, "30/06/2026"),
            "E",
            "ne prend effet que le 1er juillet 2026",
        ),
        (line("Nulle-Part"), "A", "Aucune commune du réseau ne s’appelle « Nulle-Part »."),
        (line("78300"), "A", "78300 est un code postal (Achères, "),
        (line("79999"), "A", "Aucune commune du réseau n’a le code 79999."),
        (line(None), "A", "Dites de quelle commune"),
        (line("Mantes"), "A", "« Mantes » peut être Mantes-la-Jolie (78004) ou Mantes-la-Ville (78005)"),
        (line("Poisy"), "A", "Vouliez-vous dire Poissy ?"),
        (line("La commune de Poisy"), "A", "Vouliez-vous dire Poissy ?"),
        (line("La comune de Triel sur Seine"), "A", "Vouliez-vous dire Triel-sur-Seine ?"),
    ],
)
def test_a_wrong_cell_refuses_its_line_and_says_where(by, cells, column, why):
    batch = brought(by, cells, line("Poissy"))
    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    assert why in told(batch)
    blocking = [problem for problem in batch.lines.get(number=2).problems if problem["blocking"]]
    assert [problem["column"] for problem in blocking] == [column]


def test_an_imprecise_signature_leaves_a_draft_and_an_imprecise_end_no_termination(by):
    batch = brought(
        by, line("Achères", "01/07/2026", "juin 2026"), line("Poissy", "01/07/2026", "15/06/2026", None, "fin 2027")
    )
    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}
    assert "« juin 2026 » : il manque le jour. Cette valeur n’est pas reprise" in told(batch)
    assert "Il manque : une date de signature." in told(batch)
    assert "Sans jour précis, aucune fin anticipée n’est reprise" in told(batch, 3)
    confirm(batch, by)
    kept = {one.commune.name: (one.state, one.terminated_on) for one in Convention.objects.select_related("commune")}
    assert kept == {"Achères": (State.DRAFT, None), "Poissy": (State.NOTIFIED, None)}


# --- communes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ACHERES", "Achères"),
        ("78001", "Achères"),
        (78001, "Achères"),
        ("Mairie d'Achères", "Achères"),
        ("Ville des Mureaux", "Les Mureaux"),
        ("MUREAUX (LES)", "Les Mureaux"),
        ("Mureaux", "Les Mureaux"),
        ("Mantes la Jolie (78)", "Mantes-la-Jolie"),
        ("TRIEL s/ Seine", "Triel-sur-Seine"),
        ("St Martin la Garenne", "Saint-Martin-la-Garenne"),
        ("Commune de Poissy 78300", "Poissy"),
    ],
)
def test_a_commune_is_recognised_however_it_is_written(by, written, name):
    batch = brought(by, line(written))
    assert decisions(batch) == {2: "CREATE"}, told(batch)
    confirm(batch, by)
    assert only().commune.name == name


def test_the_beginning_of_a_name_that_one_commune_has_is_taken_and_told(by):
    batch = brought(by, line("Triel"))
    assert decisions(batch) == {2: "CREATE"}
    assert "« Triel » est lu comme Triel-sur-Seine." in told(batch)


def test_a_code_and_a_name_that_disagree_are_refused(by):
    batch = brought(by, ["78001", "Poissy", "01/07/2026"], titles=["Code INSEE", "Commune", "Date d’effet"])
    assert "Le code désigne Achères" in told(batch)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("La commune de Montalet le Bois", "montalet le bois"),
        ("la Commune d’Achères", "acheres"),
        ("La commune du Vésinet", "vesinet"),
        ("Commune des Mureaux", "mureaux"),
        ("Villennes-sur-Seine", "villennes sur seine"),
        ("Ville-d’Avray", "avray"),
        ("La Ville", "ville"),
        ("78", ""),
    ],
)
def test_a_name_is_reduced_to_what_recognises_it(written, key):
    assert name_key(written) == key


# --- what is missing -------------------------------------------------------------------------------------------------


def test_without_a_signature_the_convention_stays_a_draft_and_says_why(by):
    batch = brought(by, line("Achères", "01/07/2026", None))
    assert "Reprise comme brouillon. Il manque : une date de signature." in told(batch)
    confirm(batch, by)
    assert only().state == State.DRAFT
    assert "Reste un brouillon." in told(batch)


@pytest.mark.parametrize("starts_on", ["01/05/2032", "01/03/2024"])
def test_outside_every_mandate_the_convention_stays_a_draft(by, starts_on):
    batch = brought(by, line("Achères", starts_on, "01/02/2024"))
    assert "Il manque : un mandat du Président qui couvre la date d’effet." in told(batch)
    confirm(batch, by)
    assert only().state == State.DRAFT


@pytest.mark.parametrize(("signed_on", "is_told"), [("01/07/2026", False), ("02/07/2026", True)])
def test_a_signature_after_the_effect_date_is_to_be_checked_and_imported(by, signed_on, is_told):
    batch = brought(by, line("Achères", "01/07/2026", signed_on))
    found = [problem["column"] for problem in batch.lines.get().problems if "à vérifier" in problem["message"]]
    assert found == (["C"] if is_told else [])
    confirm(batch, by)
    assert only().state == State.NOTIFIED


def test_the_last_day_of_the_mandate_is_still_within_it(by):
    assert imported(by, line("Achères", "09/04/2032")).state == State.NOTIFIED


def test_a_convention_on_the_days_of_another_stays_a_draft(by):
    batch = brought(by, line("Achères", "01/07/2026"), line("Achères", "30/06/2028"))
    assert decisions(batch) == {2: "CREATE", 3: "CREATE"}
    assert told(batch) == ""
    assert (
        "Reprise comme brouillon. Il manque : une date d’effet hors de la convention de la ligne 2, "
        "qui court du 1er juillet 2026 au 30 juin 2028." in told(batch, 3)
    )
    confirm(batch, by)
    states = dict(Convention.objects.values_list("starts_on", "state"))
    assert states == {date(2026, 7, 1): State.NOTIFIED, date(2028, 6, 30): State.DRAFT}
    assert Convention.objects.get(starts_on=date(2028, 6, 30)).president_signed_on == date(2026, 6, 15)
    assert "Reste un brouillon" in told(batch, 3)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (line("Achères", "01/07/2026"), line("Achères", "01/07/2028")),  # the day after
        (line("Achères", "01/07/2026"), line("Poissy", "01/01/2027")),
        (line("Achères", "01/07/2026", None), line("Achères", "01/01/2027")),  # a draft holds no day
        (line("Achères", "01/07/2026", "15/06/2026", None, "31/12/2026"), line("Achères", "01/01/2027")),
        (line("Achères", "01/07/2026", "31/02/2026"), line("Achères", "01/01/2027")),  # refused
    ],
)
def test_conventions_that_share_no_day_are_not_said_to_overlap(by, first, second):
    batch = brought(by, first, second)
    assert "ligne 2" not in told(batch, 3)
    confirm(batch, by)
    assert batch.lines.get(number=3).about.state == State.NOTIFIED


def test_a_double_is_told_as_a_double_and_holds_no_day(by):
    ended = line("Achères", "01/07/2026", "15/06/2026", None, "31/12/2026")
    batch = brought(by, ended, line("Achères", "01/07/2026"), line("Achères", "01/01/2027"))
    assert decisions(batch) == {2: "CREATE", 3: "REFUSED", 4: "CREATE"}
    assert "Doublon" in told(batch, 3)
    assert "hors de la convention" not in told(batch, 3) + told(batch, 4)


# --- the end ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "terminated_on", "remark"),
    [
        ("31/12/2026", date(2026, 12, 31), ""),
        ("29/06/2028", date(2028, 6, 29), ""),
        ("30/06/2028", None, ""),
        ("01/07/2028", None, "Sans dénonciation, la convention finit déjà le 30 juin 2028."),
    ],
)
def test_an_end_before_that_of_article_6_is_a_termination(by, written, terminated_on, remark):
    batch = brought(by, line("Achères", "01/07/2026", "15/06/2026", None, written))
    assert remark in told(batch)
    confirm(batch, by)
    convention = only()
    assert convention.terminated_on == terminated_on
    assert bool(convention.termination_reason) is bool(terminated_on)


# --- workbooks as they come ------------------------------------------------------------------------------------------


def test_a_formula_without_its_result_refuses_its_line(by):
    def formula(sheet):
        sheet["B2"] = "=TODAY()"

    batch = brought(by, line("Achères"), line("Poissy"), arrange=formula)
    assert decisions(batch) == {2: "REFUSED", 3: "CREATE"}
    [problem] = batch.lines.get(number=2).problems
    assert (problem["column"], problem["header"]) == ("B", "Date d’effet")
    assert "formule" in problem["message"]


def test_a_wrong_cell_is_shown_as_its_spreadsheet_shows_it(by):
    batch = brought(by, line("Achères", True), line("Poissy", 7.65), line("Les Mureaux", "01/07/2026", False))
    assert "« VRAI » n’est pas une date." in told(batch)
    assert "« 7,65 » n’est pas une date" in told(batch, 3)
    assert "« FAUX » n’est pas une date." in told(batch, 4)


def test_a_commune_merged_over_its_conventions_is_that_of_each(by):
    def merged(sheet):
        sheet.merge_cells("A2:A3")

    batch = brought(by, line("Achères"), line(None, "01/07/2028", None), line("Poissy"), arrange=merged)
    assert decisions(batch) == {2: "CREATE", 3: "CREATE", 4: "CREATE"}
    assert any("Cellules fusionnées (A2:A3)" in finding for finding in batch.findings)
    confirm(batch, by)
    assert Convention.objects.filter(commune__name="Achères").count() == 2


def test_titles_may_stand_below_a_heading_and_lines_may_be_empty(by):
    titles = ["Suivi des conventions", *[None] * 6]
    batch = brought(by, [None] * 7, TITLES, line("Achères"), [None] * 7, line("Poissy"), titles=titles)
    assert sorted(decisions(batch).values()) == ["CREATE", "CREATE"]
