"""A surname that touches a card number is masked with it, alone or after an initial; a thing, a state, a town stay."""

import pytest

from tickets.redaction import find, redact

PLACES = ("Poissy", "Médiathèque Perrault")
CARD = "29104000123456"


def masked(text: str) -> str:
    return redact(text, find(text, allowed_names=["Karim Demo"], places=PLACES))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J. Perrault (#)", "[nom masqué] (#)"),
        ("Vu avec J.-P. Perrault : #", "Vu avec [nom masqué] : #"),
        ("Perrault, carte #.", "[nom masqué], carte #."),
        ("Ahmed, carte # ; Sophie, sa carte #", "[nom masqué], carte # ; [nom masqué], sa carte #"),
        ("Dupont (#) et Martin (#)", "[nom masqué] (#) et [nom masqué] (#)"),
        ("Carte # : Dupont", "Carte # : [nom masqué]"),
        ("Carte # : Dupont ne peut pas emprunter", "Carte # : [nom masqué] ne peut pas emprunter"),
        ("# - Lemaire.", "# - [nom masqué]."),
        ("Zbigniew #", "[nom masqué] #"),
        ("Bonjour,\nLevasseur\t#", "Bonjour,\n[nom masqué]\t#"),
        ("Bonjour, Perrault, badge n° #", "Bonjour, [nom masqué], badge n° #"),
        ("- Perrault : #", "- [nom masqué] : #"),
        ("#;J. Perrault", "#;[nom masqué]"),
        ("Perrault;#\n#;Zbigniew", "[nom masqué];#\n#;[nom masqué]"),
        ("Carte n°# (Perrault, Josiane)", "Carte n°# ([nom masqué], [nom masqué])"),
        ("Carte # (J. Perrault)", "Carte # ([nom masqué])"),
        ("Carte : #\nTitulaire : Zbigniew Wójcik", "Carte : #\nTitulaire : [nom masqué]"),
        ("Titulaire de la carte : Perrault", "Titulaire de la carte : [nom masqué]"),
    ],
)  # fmt: skip
def test_a_surname_that_touches_a_card_is_masked(text, expected):
    expected = expected.replace("#", "[carte masquée]")

    assert masked(text.replace("#", CARD)) == expected
    assert masked(expected) == expected


def test_the_same_beside_a_short_card_that_a_word_tells():
    assert masked("Emprunteur : 4512 PERRAULT JOSIANE") == "Emprunteur : [carte masquée] [nom masqué]"
    assert masked("Perrault, abonnée 4512") == "[nom masqué], abonnée [carte masquée]"


@pytest.mark.parametrize(
    "text",
    [
        "Erreur, carte # ; Portail # refusé ; Bloquée #\nPrêts # ; Lecteurs : # ; Automate (#)",
        "Carte # : Refusée\nCarte # : Impossible de lire\nCarte # - Expiré. Carte #, Depuis hier",
        "#;Adulte;Actif\n#;Jeunesse\nDoublon;#",
        "Demo (#), K. Demo (#), Carte # : Karim",
        "Poissy, carte #\nCarte # : Poissy",
        "Borne : #\n« Dune » : #\nl’Automate (#)",
        "Carte #, Sophie confirme que rien ne marche",
        "Carte # : Lecture impossible",
        "titulaire du marché : Syrtis, le titulaire du poste",
    ],
)
def test_a_common_word_a_thing_or_a_colleague_beside_a_card_stays(text):
    assert masked(text.replace("#", CARD)) == text.replace("#", "[carte masquée]")


def test_a_town_listed_after_a_name_stays():
    assert masked(f"Zoubida Hamrouche, Versailles, carte {CARD}") == "[nom masqué], Versailles, carte [carte masquée]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La lectrice Josiane s'est plainte", "La lectrice [nom masqué] s'est plainte"),
        ("la fiche de l'abonnée Marie-Claude s’ouvre vide", "la fiche de l'abonnée [nom masqué] s’ouvre vide"),
        ("la lectrice marie l’a dit, qu’elle", "la lectrice [nom masqué] l’a dit, qu’elle"),
        ("la lectrice marie l’hermite", "la lectrice [nom masqué]"),
        ("Nom: Perrault Prénom: Josiane", "Nom: [nom masqué] Prénom: [nom masqué]"),
        ("NOM : PERRAULT PRENOM : JOSIANE", "NOM : [nom masqué] PRENOM : [nom masqué]"),
        ("Nom : Petit Date de naissance : 2001", "Nom : [nom masqué] Date de naissance : [date de naissance masquée]"),
        ("Le lecteur M. N'Guyen", "Le lecteur M. [nom masqué]"),
        ("L’abonné M. Dupont, s’appelle M. Zed", "L’abonné M. [nom masqué], s’appelle M. [nom masqué]"),
        ("INFO loan barcode=3910400012345", "INFO loan barcode=[carte masquée]"),
        ("item barcode 3910400012345", "item barcode [carte masquée]"),
    ],
)
def test_what_stands_beside_a_name_is_not_swallowed(text, expected):
    assert masked(text) == expected
    assert masked(expected) == expected
