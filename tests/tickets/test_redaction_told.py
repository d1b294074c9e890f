"""What a word or its place tells of a patron: family ties, short cards, accounts, IBANs, names with an article."""

import pytest

from tests.tickets.test_redaction import masked
from tickets.redaction import Kind, find
from tickets.redaction.bank import is_iban


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Madame Le Goff ne peut pas emprunter", "Madame [nom masqué] ne peut pas emprunter"),
        ("Mme Le Goff (22900012345678)", "Mme [nom masqué] ([carte masquée])"),
        ("MADAME LE GOFF, mme Le Goff", "MADAME [nom masqué], mme [nom masqué]"),
        ("Mme du Bellay, M. Des Essarts, Mme La Fontaine", "Mme [nom masqué], M. [nom masqué], Mme [nom masqué]"),
        ("M. Van Gogh, Mme El Amrani, M. Ben Ali", "M. [nom masqué], Mme [nom masqué], M. [nom masqué]"),
        ("M. De La Tour, Mme Saint Martin", "M. [nom masqué], Mme [nom masqué]"),
        ("la lectrice Le Goff", "la lectrice [nom masqué]"),
        ("l’enfant Léo Petit (carte 5521)", "l’enfant [nom masqué] (carte [carte masquée])"),
        ("son fils Zéphyrin, sa mère, Sophie Petit", "son fils [nom masqué], sa mère, [nom masqué]"),
        ("ses enfants Léo et Zoé Petit attendent", "ses enfants [nom masqué] et [nom masqué] attendent"),
        ("le père de Jean, la mère de l’élève Zed", "le père de [nom masqué], la mère de l’élève [nom masqué]"),
        ("Mère : Dupont, ENFANT LÉO PETIT", "Mère : [nom masqué], ENFANT [nom masqué]"),
        ("L’enfant s'appelle Ahmed Ben Ali.", "L’enfant s'appelle [nom masqué]."),
        ("un lecteur nommé Dupont", "un lecteur nommé [nom masqué]"),
        ("une dame du nom de Zaïdi", "une dame du nom de [nom masqué]"),
        ("réservation au nom de LE GOFF, prénommée Zoé", "réservation au nom de [nom masqué], prénommée [nom masqué]"),
        ("je m’appelle sophie le goff, son nom est Dupont", "je m’appelle [nom masqué], son nom est [nom masqué]"),
    ],
)  # fmt: skip
def test_a_name_that_its_words_tell_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "M. Le Maire, Madame La Directrice, Monsieur Le Responsable, Mme la Chargée, MONSIEUR LE PRÉSIDENT",
        "Mme Le Bihan, Monsieur Karim Demo, l’enfant Karim, au nom de Nadia Le Bihan",
        "usager : Le Portail, Lecteur : La Médiathèque, le lecteur : Le portail",
        "Père Castor, le père Noël, la section enfant Poissy, les fils Ethernet, Parent : Node, parents Pronote",
        "Le fichier nommé Export.csv, le serveur s’appelle Koha, une base du nom de Maillage, renommé Export",
        "au nom de la Communauté, au nom du maire, le nom de Domaine, nom d’utilisateur, je suis nommée Directrice",
    ],
)
def test_a_function_a_title_or_a_thing_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("M. de La Tour, carte 5521", "M. [nom masqué], carte [carte masquée]"),
        ("La carte n° 5521 de Mme Dupont", "La carte n° [carte masquée] de Mme [nom masqué]"),
        ("la carte de Léo Petit : 5521", "la carte de [nom masqué] : [carte masquée]"),
        ("Mme Dupont attend avec sa carte 55210", "Mme [nom masqué] attend avec sa carte [carte masquée]"),
        ("un compte bloqué (carte n° 5521)", "un compte bloqué (carte n° [carte masquée])"),
    ],
)  # fmt: skip
def test_a_short_card_number_beside_a_name_or_in_brackets_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "carte 5521, carte 2027, (carte réseau 5521), (lecteur 5521), 5521 cartes",
        "Karim Demo : carte 5521. Mme [nom masqué] attend. La carte 5521 est prête",
        "(carte 12.50), (carte 123), (cartes 2026-2027)",
    ],
)
def test_a_short_number_elsewhere_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user=sophie.martin", "user=[nom masqué]"),
        ("login=smartin, utilisateur=sophie", "login=[nom masqué], utilisateur=[nom masqué]"),
        ('username="Sophie Martin" userid=jdupont', 'username="[nom masqué]" userid=[nom masqué]'),
        ('{"user": "smartin"} remote_user=jdupont', '{"user": "[nom masqué]"} remote_user=[nom masqué]'),
        ("session opened for user sophie.martin by root", "session opened for user [nom masqué] by root"),
        ("Login: sophie.martin ; USER=SMARTIN", "Login: [nom masqué] ; USER=[nom masqué]"),
    ],
)
def test_the_account_of_a_patron_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "user=root user=koha user=sip2 user=admin user=postgres user=www-data user=koha_prod1 login=svc_backup",
        "db_user=toto user_agent=Mozilla user=12 user=%s user=${USER} user=null user= users=3 superuser=oui",
        "Compte : bloqué, Utilisateur : inconnu, account: disabled, user: guest, Login: failed, user session closed",
        "user=karim.demo user=support@editeur.example",
    ],
)
def test_the_account_of_a_program_or_of_a_colleague_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "iban", ["FR76 3000 6000 0112 3456 7890 189", "fr7630006000011234567890189", "DE89370400440532013000"]
)
def test_an_iban_is_masked(iban):
    assert masked(f"IBAN {iban}, merci") == "IBAN [compte bancaire masqué], merci"
    assert [one.kind for one in find(f"IBAN : {iban}")] == [Kind.BANK]


def test_an_iban_is_told_by_its_check_digits():
    assert is_iban("GB82 WEST 1234 5698 7654 32")
    assert not is_iban("GB83 WEST 1234 5698 7654 32")
    text = "FR76 3000 6000 0112 3456 7890 188, XX76ABCDEFGHIJKLMNOP, AB12"
    assert masked(text) == text
