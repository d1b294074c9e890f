"""What tells of a patron never leaves for the vendor; what the vendor needs to understand does."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.tickets.worst_lines import WORST_LINES
from tickets.redaction import Finding, Kind, find, redact
from tickets.redaction.ordinary import is_ordinary

COLLEAGUES = ("Karim Demo", "Nadia Le Bihan")
OURS = ("support@editeur.example", "@communaute.example")


def masked(text: str) -> str:
    return redact(text, find(text, allowed_names=COLLEAGUES, allowed_mails=OURS))


# --- card numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La carte n° 12345678 est refusée.", "La carte n° [carte masquée] est refusée."),
        ("Prêt impossible : 00123456789012", "Prêt impossible : [carte masquée]"),
        ("abonné 1234 5678 9012, retard", "abonné [carte masquée], retard"),
        ("code-barres lecteur 2-1234-56789-0123.", "code-barres lecteur [carte masquée]."),
        ("N°12345678", "N°[carte masquée]"),
        ("Nº12345678", "Nº[carte masquée]"),
        ("compte?carte=12345678&vue=prets", "compte?carte=[carte masquée]&vue=prets"),
        ("12345678;12345679", "[carte masquée];[carte masquée]"),
        ("carte n° 123456 perdue", "carte n° [carte masquée] perdue"),
        ("usagère 20270315 bloquée", "usagère [carte masquée] bloquée"),
        ("carte : 9782070360024", "carte : [carte masquée]"),
        ("un code de treize chiffres, 9782070360025", "un code de treize chiffres, [carte masquée]"),
        ("vu le 20271399", "vu le [carte masquée]"),
        ("2027-03-15 10:22:33 SIP2 AA12345678|AOBIB", "2027-03-15 10:22:33 SIP2 AA12345678|AOBIB"),
        ("2027-03-15 10:22:33 patron=12345678", "2027-03-15 10:22:33 patron=[carte masquée]"),
        ("réglé avec la 4970 1234 5678 9012", "réglé avec la [carte masquée]"),
        ("carte L20044000123457", "carte [carte masquée]"),
        ("Adhérent n°: A-004521 bloqué", "Adhérent n°: [carte masquée] bloqué"),
        ("CARTE N° L2004 4000 1234 57", "CARTE N° [carte masquée]"),
        ("lectrice 20044000123457B", "lectrice [carte masquée]"),
        ('{"carte": "L20044000123457"}', '{"carte": "[carte masquée]"}'),
        ("carte A-004521, puis A-004521 seule", "carte [carte masquée], puis [carte masquée] seule"),
        ("carte 2004.4000.1234.57.", "carte [carte masquée]."),
        ("carte n° 2004400.01234 : 2004400.01234", "carte n° [carte masquée] : [carte masquée]"),
        ("carte 12 1234 1234, puis 12 1234 1234 56", "carte [carte masquée], puis [carte masquée]"),
        ("carte 123 456, puis 123 456", "carte [carte masquée], puis [carte masquée]"),
        ("carte 2004.10.12.3457, carte 2004-10-12-3457", "carte [carte masquée], carte [carte masquée]"),
        ("carte 123456 refusée ; 123456 accepté hier", "carte [carte masquée] refusée ; [carte masquée] accepté hier"),
    ],
)  # fmt: skip
def test_a_card_number_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Notice ISBN 978-2-07-036002-4 et 9782070360024, ou 2-07-036002-4",
        "le 15/03/2027, le 2027-03-15 à 10:22:33,123, le 20270315 et 20270315102233",
        "Ticket T-2026-00042, convention CONV-2026-0007, année 2026-2027",
        "un devis de 12 345 678 €, puis 12345678,90 EUR et 1 250,00 €",
        "12 345 678 notices et 23456789 octets en 123456 ms",
        "serveurs 192.168.1.10 et 10.20.30.40:8080, version 22.11.05.003, port 12345678",
        "erreur 80070005 puis ORA-00942 et 0x80070005",
        "SIRET 12345678901234, SIREN : 123 456 789",
        "clé 550e8400-e29b-41d4-a716-446655440000",
        '"GET /portail HTTP/1.1" 200 12345',
        "pi vaut 3.14159265",
        "KB12345678 est posé sur 12 postes ; 1234567 prêts",
        "exemplaire n° 31234567890123 introuvable",
        "carte SD A4-12, carte v22.11.05.003, la carte T-2026-00042, commande L20044000123457",
        "abonnement 1250.00 €, inscription 12.03.2027, lecteur 192.168.1.10, version 2004.4000.1234.57",
    ],
)
def test_what_is_no_card_number_stays(text):
    assert masked(text) == text


# --- where one is reached, when one was born -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("écrire à zoe.leguillon@courriel.example.", "écrire à [e-mail masqué]."),
        ("mailto:zoé+biblio@courriel.example?objet", "mailto:[e-mail masqué]?objet"),
        ("u=zoe%40courriel.example&v=1", "u=[e-mail masqué]&v=1"),
        ("j.lefevre [at] fai.example", "[e-mail masqué]"),
        ("j.lefevre(at)fai.example, ou jl ( AT ) fai [dot] example.", "[e-mail masqué], ou [e-mail masqué]."),
        ("écrire à lefevre at fai.example, merci", "écrire à [e-mail masqué], merci"),
        ("j.lefevre at mail.fai.example ; jl arobase fai point example", "[e-mail masqué] ; [e-mail masqué]"),
        ("06 12 34 56 78", "[téléphone masqué]"),
        ("tél. 01.30.12.34.56 ou +33 (0)6 12 34 56 78", "tél. [téléphone masqué] ou [téléphone masqué]"),
        ("0033612345678 / 0612345678", "[téléphone masqué] / [téléphone masqué]"),
        ("habite 12 rue des Lilas.", "habite [adresse masquée]."),
        ("3 bis, avenue du Général de Gaulle, 78000 Versailles, oui", "[adresse masquée], oui"),
        ("7 rue des lilas", "[adresse masquée]"),
        ("4 place de la Mairie", "[adresse masquée]"),
        ("née le 12/03/1985", "née le [date de naissance masquée]"),
        ("né(e) le 1er mars 2015 à", "né(e) le [date de naissance masquée] à"),
        ("Date de naissance : 1985-03-12", "Date de naissance : [date de naissance masquée]"),
        ("né en 1985", "né en [date de naissance masquée]"),
        ("née le 01/03/1985\n01/03/1985", "née le [date de naissance masquée]\n[date de naissance masquée]"),
    ],
)  # fmt: skip
def test_where_a_patron_is_reached_and_was_born_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "support@editeur.example, SUPPORT@Editeur.example et dsinum@communaute.example",
        "12345678@communaute.example",
        "support [at] editeur.example, dsinum (at) communaute (dot) example",
        "failed at org.koha.Loan.renew(Loan.java:12), refused at sql.ville.example, look at me",
        "root@serveur01, git@10.0.0.1, l’arobase @ et @accueil",
        "3 place de parking, 2 cours de formation, 5 routes, 1 passage en caisse",
        "la panne née le 12 du mois, le 12/03/2027",
        "poste 06 12, salle 01 02 03",
    ],
)
def test_what_reaches_no_patron_stays(text):
    assert masked(text) == text


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mme Dupont attend.", "Mme [nom masqué] attend."),
        ("M. Jean-Pierre Martin attend.", "M. [nom masqué] attend."),
        ("Mme de La Tour d’Auvergne attend.", "Mme [nom masqué] attend."),
        ("M DUPONT attend, mme durand aussi.", "M [nom masqué] attend, mme [nom masqué] aussi."),
        ("la lectrice Sophie Le Goff ne peut pas", "la lectrice [nom masqué] ne peut pas"),
        ("l’abonné(e) Éloïse Ndiaye", "l’abonné(e) [nom masqué]"),
        ("L’USAGER DUPONT Paul", "L’USAGER [nom masqué]"),
        ("adhérente : Mme O’Brien", "adhérente : Mme [nom masqué]"),
        ("Nom : DUPONT\nPrénom : Sophie", "Nom : [nom masqué]\nPrénom : [nom masqué]"),
        ("12345678 DUPONT Sophie", "[carte masquée] [nom masqué]"),
        ("Bonjour, pour Dupont (carte 12345678) merci", "Bonjour, pour [nom masqué] (carte [carte masquée]) merci"),
        ("Sophie Le Goff <sophie@courriel.example>", "[nom masqué] <[e-mail masqué]>"),
        ("Sophie Le Goff, carte n° 12345678", "[nom masqué], carte n° [carte masquée]"),
        ("Mme Sophie Le Goff. Plus loin, Le Goff Sophie.", "Mme [nom masqué]. Plus loin, Le [nom masqué]."),
        ("Mme Dupont. DUPONT rappelle.", "Mme [nom masqué]. [nom masqué] rappelle."),
        ("Mme Demo attend Karim Demo et Mme Martin", "Mme Demo attend Karim Demo et Mme [nom masqué]"),
    ],
)
def test_the_name_of_a_patron_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n° carte=20044000123457;nom=DUPONT", "n° carte=[carte masquée];nom=[nom masqué]"),
        ("nom=dupont;prenom=Zoé Lise|name=Le Goff", "nom=[nom masqué];prenom=[nom masqué]|name=[nom masqué]"),
        ("?username=kbenali&last_name=DUPONT%20Jean", "?username=[nom masqué]&last_name=[nom masqué]"),
        ('{"nom": "dupont", "prénom":"zoé"}', '{"nom": "[nom masqué]", "prénom":"[nom masqué]"}'),
        ("NOM=DUPONT ne peut pas", "NOM=[nom masqué] ne peut pas"),
        ("Compte lecteur kbenali bloqué", "Compte lecteur [nom masqué] bloqué"),
        ("compte de l’abonné adupont", "compte de l’abonné [nom masqué]"),
        ("usager: paul.martin", "usager: [nom masqué]"),
        ("usager : adupont", "usager : [nom masqué]"),
        ("lecteur=adupont", "lecteur=[nom masqué]"),
        (
            "identifiant lecteur : kbenali ; kbenali dit",
            "identifiant lecteur : [nom masqué] ; [nom masqué] dit",
        ),
        ("le lecteur jdupont ne peut pas", "le lecteur [nom masqué] ne peut pas"),
        ("l’abonnée zoe2015 attend", "l’abonnée [nom masqué] attend"),
    ],
)
def test_a_login_and_the_name_of_a_log_are_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la lectrice marie dupont", "la lectrice [nom masqué]"),
        ("la lectrice marie ne peut pas", "la lectrice [nom masqué] ne peut pas"),
        ("le lecteur jean-pierre de la tour attend", "le lecteur [nom masqué] attend"),
        ("la lectrice Marie dupont", "la lectrice [nom masqué]"),
        ("mme marie dupont, Mme Marie dupont", "mme [nom masqué], Mme [nom masqué]"),
        ("l’usager paul martin ; Martin, martin", "l’usager [nom masqué] ; [nom masqué], [nom masqué]"),
        ("Prêt de Paul Martin refusé", "Prêt de [nom masqué] refusé"),
        ("PRÊT DE PAUL MARTIN REFUSÉ", "PRÊT DE [nom masqué] REFUSÉ"),
        ("réservation d’Anaïs, dossier de mme zoé martin", "réservation d’[nom masqué], dossier de mme [nom masqué]"),
        ("retour de paul martin, compte au nom de Rim Zaïdi", "retour de [nom masqué], compte au nom de [nom masqué]"),
        ("Marie [nom masqué]", "[nom masqué] [nom masqué]"),
        ("pour Aïssatou Zed [nom masqué] Jean DUPONT.", "pour [nom masqué] [nom masqué] [nom masqué]."),
        ("Vu avec Zed [nom masqué]", "Vu avec [nom masqué] [nom masqué]"),
    ],
)  # fmt: skip
def test_a_name_without_its_capital_or_beside_a_mask_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prêt de livres refusé, PRÊT DE LIVRES REFUSÉ, Prêt de Livres Numériques refusé",
        "Retour de DVD, carte de France, dossier de subvention, compte de la bibliothèque, carte de Lecteur",
        "Compte lecteur bloqué, compte lecteur introuvable, Compte lecteur : suspendu",
        "Erreur lecteur : impossible de lire ; usager : merci de rappeler",
        "lecteur mp3, lecteur rfid, lecteur http://a.example, abonné non-résident, le lecteur v2.10.3",
        "la lectrice attend, l’usager arrive demain, le lecteur affiche une erreur, l'abonné n'a rien",
        'hostname=sql01;filename=a.txt;nom=null;nom=;name=12 <input name="carte">',
        "Mme [nom masqué], Bonjour [nom masqué], L’USAGER [nom masqué] ne peut pas, Le [nom masqué]. Merci",
        "Karim [nom masqué], compte lecteur : karim, la lectrice nadia le bihan",
    ],
)
def test_common_words_stay_where_a_name_or_a_login_might_be(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Madame, Monsieur, bonjour",
        "M. le Maire et Madame la Directrice",
        "Monsieur Karim Demo et Mme Le Bihan (DSINum), DEMO Karim",
        "le lecteur DVD, le lecteur RFID, un lecteur Adobe",
        "Le lecteur a rendu. Le Portail répond. Les abonnés Portail",
        "Bonjour, la Médiathèque des Lilas ne démarre plus. Merci",
        "12 M Octets",
    ],
)
def test_what_is_no_patron_s_name_stays(text):
    assert masked(text) == text


# --- the whole -------------------------------------------------------------------------------------------------------

TICKET = """Bonjour,
Depuis ce matin (15/03/2027, 9 h 30), Mme Sophie Le Goff, carte 2 1234 56789 0123, ne peut plus prolonger « L’Étranger »
(ISBN 978-2-07-036002-4) sur le portail v22.11.05 : erreur 80070005. Je l’ai rappelée au 06.12.34.56.78.
Karim Demo (dsinum@communaute.example) a vu le ticket T-2026-00042.
Elle habite 12 rue des Lilas, 78000 Versailles ; née le 12 mars 1985."""


def test_a_ticket_keeps_its_sense_and_loses_its_patron():
    assert (
        masked(TICKET)
        == """Bonjour,
Depuis ce matin (15/03/2027, 9 h 30), Mme [nom masqué], carte [carte masquée], ne peut plus prolonger « L’Étranger »
(ISBN 978-2-07-036002-4) sur le portail v22.11.05 : erreur 80070005. Je l’ai rappelée au [téléphone masqué].
Karim Demo (dsinum@communaute.example) a vu le ticket T-2026-00042.
Elle habite [adresse masquée] ; née le [date de naissance masquée]."""
    )


def test_a_finding_says_what_and_where():
    (one,) = find("carte 12345678")

    assert one == Finding(Kind.CARD, 6, 14, "12345678")
    assert one.label == "numéro de carte"
    assert find("") == find("Rien à dire.") == ()


def test_findings_that_overlap_are_one_mask():
    found = [
        Finding(Kind.NAME, 0, 6, "Dupont"),
        Finding(Kind.MAIL, 3, 12, "ont@x.exa"),
        Finding(Kind.CARD, 12, 14, "12"),
    ]

    assert redact("Dupont@x.exa12 !", found) == "[e-mail masqué][carte masquée] !"


PIECES = (
    "Mme|M.|la lectrice|abonné|carte n°|né le|SIRET|ISBN|Nom :|Dupont|Sophie|Le Goff|Siret|Carte|d’Aze|mme dupont|de"
    "|12345678|123456|1234 5678 9012|9782070360024|20270315|06 12 34 56 78|12/03/1985|12 mars 1985|12 rue|des Lilas"
    "|a@b.example|12345678@c.siret|x%40y.example|€|notices|,|(|<|:|;|-|.|\n|\r\n|[carte masquée]|[nom masqué]|\ue000"
    "|\ue001|carte L20044000123457|2004.4000.1234.57|L20044000123457|nom=|name=|DUPONT|marie|kbenali|lecteur|Compte"
    '|paul.martin|=|"|Prêt de|Paul|Martin| [at] | at |free.fr|(at)|Marie|2004-10-12-3457|refusé|abc'
    "|192.168.1.10|T-2026-00042|Karim Demo|@|è|e\u0301|\u00a0|'|Mme|Le Goff|l’enfant|Léo|carte 5521|(carte 55213)|user="
    "|Nom;Prénom\n|nom,carte\n|;|au nom de|s’appelle|Zoubida Hamrouche|zoubida|est son numéro de carte|A0123456|« "
    "|FR7630006000011234567890189|J. |Perrault|Perrault, carte|(Perrault, Josiane)| (|) |abonné 4512|lecteur n° 4512"
    "|patron_id=12|mot de passe : |mdp |azerty12|Azerty!|identifiant portail : |jperrault61|s'est|l’a|Prénom :|M. "
    "|1 85 03 78 123 456 42|255081416802538|Titulaire : |N'Guyen|barcode="
)
TEXTS = st.lists(st.tuples(st.sampled_from(PIECES.split("|")), st.sampled_from(["", " ", " ", "\t"]))).map(
    lambda pairs: "".join(piece + space for piece, space in pairs)
)


@given(TEXTS | st.text())
def test_redacting_twice_is_redacting_once(text):
    once = masked(text)

    assert masked(once) == once


@given(TEXTS | st.text())
def test_nothing_outside_the_findings_changes(text):
    found = find(text, allowed_names=COLLEAGUES)
    outside, reached = [], 0
    for one in found:
        assert reached <= one.start < one.end
        assert text[one.start : one.end] == one.text
        outside.append(text[reached : one.start])
        reached = one.end

    pieces = [piece for one, before in zip(found, outside, strict=True) for piece in (before, one.kind.mask)]
    assert redact(text, found) == "".join([*pieces, text[reached:]])


@example("paul.martin paul.martin [nom masqué]")
@example("nom=marie 12345678.marie [nom masqué] marie")
@example("è.marie [nom masqué] marie")
@given(TEXTS)
def test_what_was_found_is_nowhere_any_more(text):
    found = find(text)
    left = re.sub(r"\[[^]]*masquée?\]", "|", redact(text, found))

    for one in found:
        if len(one.text) > 4 and one.kind != Kind.ADDRESS and not is_ordinary(one.text):
            assert not re.search(rf"(?<!\w){re.escape(one.text)}(?!\w)", left)


@pytest.mark.parametrize("line", WORST_LINES)
def test_a_pasted_log_is_read_in_the_time_of_reading_it(line):
    """Four times as long a log takes four times as long, give or take a busy machine; sixteen, were it read anew."""
    found = []
    for size in (250_000, 1_000_000):
        text = line * (size // len(line))
        began = time.process_time()
        find(text)
        found.append(time.process_time() - began)

    assert found[1] < 8 * max(found[0], 0.1)  # seconds of processor
