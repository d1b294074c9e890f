"""What is a patron’s own in a system is masked: a short number, a password, a login, a social security number."""

import pytest

from tests.tickets.test_redaction import masked
from tickets.redaction import Kind, find
from tickets.redaction.social import is_social_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("abonné 4512 bloqué", "abonné # bloqué"),
        ("lecteur n° 4512, carte n°5521", "lecteur n° #, carte n°#"),
        ("abonné n° 12345, abonnée : 4512.", "abonné n° #, abonnée : #."),
        ("patron_id=12345, patron_id=12", "patron_id=#, patron_id=#"),
        ("cardnumber: 4512", "cardnumber: #"),
        ("borrowernumber 4512", "borrowernumber #"),
        ('{"borrowernumber": 4512, "card_number": "45"}', '{"borrowernumber": #, "card_number": "#"}'),
        ("id_lecteur=12&abonne=4512", "id_lecteur=#&abonne=#"),
        ("identifiant lecteur : 4512", "identifiant lecteur : #"),
    ],
)
def test_a_short_number_after_a_word_for_a_patron_is_masked(text, expected):
    expected = expected.replace("#", "[carte masquée]")

    assert masked(text) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "lecteur de code-barres 4512, lecteur RFID 300, lecteur RFID n° 4512, 300 lecteurs, lecteur 5521",
        "abonnés 4512, abonné 4512 prêts, abonné depuis 2026, abonné 12, inscrit 12.50, adhérent 2026-2027",
        "borne=4512, lecteur=3, un nombre de 4512 lecteurs, carte réseau 4512",
    ],
)
def test_a_number_of_a_machine_or_a_count_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Identifiant portail : jperrault61 ; mot de passe : azerty12",
            "Identifiant portail : [nom masqué] ; mot de passe : #",
        ),
        ("mdp azerty12, puis azerty12.", "mdp #, puis #."),
        ("Mot de passe provisoire : Soleil", "Mot de passe provisoire : #"),
        ("mot de passe du compte lecteur : « deux mots »", "mot de passe du compte lecteur : « # »"),
        ("son mot de passe est 1234", "son mot de passe est #"),
        ("Password: Azerty!2024", "Password: #"),
        ('{"password": "azerty", "vue": 1}', '{"password": "#", "vue": 1}'),
        ("?password=azerty&vue=1", "?password=#&vue=1"),
        ("login/mdp : jperrault61/azerty12", "login/mdp : #"),
        ("Identifiants : jperrault61 / azerty12", "Identifiants : [nom masqué] / #"),
        ("Identifiants : jperrault61 et azerty12", "Identifiants : [nom masqué] et #"),
        ("identifiant de connexion jperrault61", "identifiant de connexion [nom masqué]"),
        ("nom d’utilisateur : jperrault61", "nom d’utilisateur : [nom masqué]"),
    ],
)
def test_a_password_and_a_login_are_masked(text, expected):
    expected = expected.replace("#", "[mot de passe masqué]")

    assert masked(text) == expected
    assert masked(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Le mot de passe ne marche pas, mot de passe oublié, Mot de passe : incorrect, mot de passe expiré",
        "Mot de passe : cliquez sur le lien, mot de passe (8 caractères), mot de passe SIP2, 3 mots de passe",
        "password authentication failed for user koha, password=%s password=*** password=null, mdp v22.11.05",
        "identifiant de session : abcd1234, identifiant de notice 12345, identifiant d’erreur : 80070005",
        "Identifiant portail refusé, login : admin, identifiant : inconnu, Identifiant lecteur : suspendu",
    ],
)
def test_the_words_of_a_form_and_other_identifiers_stay(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "number", ["255081416802538", "2 55 08 14 168 025 38", "1 85 03 2A 123 456 42", "1850378123456 42"]
)
def test_a_social_security_number_is_masked(number):
    assert masked(f"sécu {number}, merci") == "sécu [numéro de sécurité sociale masqué], merci"
    assert [one.kind for one in find(f"NIR : {number}")] == [Kind.SOCIAL]


def test_a_social_security_number_is_told_by_its_key():
    assert is_social_number("255081416802538")
    assert is_social_number("2 55 08 2A 168 025 " + "94") == (97 - int("2550819168025") % 97 == 94)
    assert masked("appareil 185037812345642, 351234567890123") == "appareil 185037812345642, 351234567890123"
