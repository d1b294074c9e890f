"""The name of a file tells of patrons too: its « _ », « - » and « . » are read as what stands between words."""

import pytest

from tickets.redaction import Finding, Kind, find_in_name, redact

COLLEAGUES = ("Karim Demo",)


def masked(name: str) -> str:
    return redact(name, find_in_name(name, allowed_names=COLLEAGUES, allowed_mails=["support@editeur.example"]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("export_2078000123456_Jeanne_Martin.csv", "export_[carte masquée]_[nom masqué].csv"),
        ("export-2078000123456-Jeanne-Martin.csv", "export-[carte masquée]-[nom masqué].csv"),
        ("export_Zed_Hamrouche_2078000123456.csv", "export_[nom masqué]_[carte masquée].csv"),
        ("JeanneMartin-carte2078000123456.pdf", "[nom masqué]-carte[carte masquée].pdf"),
        ("2078-0001-23456.CSV", "[carte masquée].CSV"),
        ("carte_20270315.log", "carte_[carte masquée].log"),
        ("2078000123456_20270315.log", "[carte masquée]_20270315.log"),
        ("Jeanne.Martin.png", "[nom masqué].png"),
        ("jeanne_martin.log", "[nom masqué].log"),
        ("MARTIN_Jeanne.png", "[nom masqué].png"),
        ("Jeanne.Martin.csv.png", "[nom masqué].csv.png"),
        ("Julie.Roux", "[nom masqué]"),
        ("fiche_Mme_Dupont.pdf", "fiche_Mme_[nom masqué].pdf"),
        ("de_jeanne.martin@courriel.example.eml", "[e-mail masqué].eml"),
        ("appel_0612345678.mp3", "appel_[téléphone masqué].mp3"),
        ("Perrault 29104000123456.pdf", "[nom masqué] [carte masquée].pdf"),
        ("29104000123456_Perrault.pdf", "[carte masquée]_[nom masqué].pdf"),
        ("J.Perrault.pdf", "[nom masqué].pdf"),
        ("fiche_J-P. Perrault.pdf", "fiche_[nom masqué].pdf"),
        ("né_le_12-03-1985.txt", "né_le_[date de naissance masquée].txt"),
    ],
)  # fmt: skip
def test_what_the_name_of_a_file_tells_of_a_patron_is_masked(name, expected):
    assert masked(name) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Capture_d_ecran_2027-03-15_102233.png",
        "Capture d’écran 2027-03-15 à 10.22.33.png",
        "IMG_20270315_102233.jpg",
        "2027_03_15_10_22_33.log",
        "T-2026-00042_journal.txt",
        "550e8400-e29b-41d4-a716-446655440000.jpg",
        "mediatheque_Jean_Moulin.png",
        "koha-22.11.05.log",
        "catalina.2027-03-15.log",
        "syslog.1",
        "export_Karim_Demo.csv",
        "support@editeur.example.eml",
        "K.Demo.pdf",
        "Koha.V.Test.pdf",
        "A.Export.csv",
        "",
    ],
)
def test_the_name_of_a_file_that_tells_of_no_patron_stays(name):
    assert masked(name) == name


def test_a_place_of_the_network_beside_a_card_stays():
    (one,) = find_in_name("Poissy_29104000123456.csv", places=["Poissy"])
    assert one.kind == Kind.CARD


def test_what_is_found_in_a_name_says_where_it_stands():
    assert find_in_name("vue_2078000123456.png") == (Finding(Kind.CARD, 4, 17, "2078000123456"),)
