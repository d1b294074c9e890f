"""Under a line that names columns of persons, what these columns hold is masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tickets.test_redaction import masked
from tickets.redaction import find, holds_persons, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "nom;prenom;carte\nMartin;Sophie;22900012345678",
            "nom;prenom;carte\n[nom masqué];[nom masqué];[carte masquée]",
        ),
        (
            "Nom\tPrénom\tN° de carte\r\nmartin\tzoé\t5521\r\n\tLéo\t\r\n",
            "Nom\tPrénom\tN° de carte\r\n[nom masqué]\t[nom masqué]\t[carte masquée]\r\n\t[nom masqué]\t\r\n",
        ),
        (
            "surname,firstname,email,note\nmartin,zoe,x,perdu\n",
            "surname,firstname,email,note\n[nom masqué],[nom masqué],[e-mail masqué],perdu\n",
        ),
        (
            "| Nom | État |\n|-----|------|\n| Zed | bloqué |\nabc",
            "| Nom | État |\n|-----|------|\n| [nom masqué] | bloqué |\nabc",
        ),
        (
            "LECTEUR;TÉLÉPHONE;Né(e) le\nzed;01 02;2001-02-03",
            "LECTEUR;TÉLÉPHONE;Né(e) le\n[nom masqué];[téléphone masqué];[date de naissance masquée]",
        ),
        (
            'id,Nom,Adresse,Date de naissance\n1,"Martin, dite Zo","8 clos\nPoissy",2001\n',
            'id,Nom,Adresse,Date de naissance\n1,"[nom masqué]","[adresse masquée]\n[adresse masquée]",'
            "[date de naissance masquée]\n",
        ),
        ("id;nom;prenom\n1;Mar;tin;Zoé", "id;nom;prenom\n1;[nom masqué];[nom masqué];[nom masqué]"),
        ("first_name;lastName\nAbc;Def", "first_name;lastName\n[nom masqué];[nom masqué]"),
        ("Voici :\nid;nom;âge\n1;zed;12\n\n2;abc;8", "Voici :\nid;nom;âge\n1;[nom masqué];12\n\n2;[nom masqué];8"),
        ("nom;prenom\nMars;Petit", "nom;prenom\n[nom masqué];[nom masqué]"),
        ("id;nom\n1;Zaïdi\nFin.\nZaïdi attend", "id;nom\n1;[nom masqué]\nFin.\n[nom masqué] attend"),
        ("nom;prenom\nDemo;Karim\nBihan;Zoé", "nom;prenom\nDemo;Karim\nBihan;[nom masqué]"),
    ],
)  # fmt: skip
def test_the_cells_of_persons_are_masked(text, expected):
    assert masked(text) == expected
    assert holds_persons(text)


@pytest.mark.parametrize(
    "text",
    [
        "id;titre;auteur\n12;Le Monde;Zed",
        "nom;version;taille\nserveur;22.11;12",
        "Nom du fichier;Nom du poste\nexport;zed",
        "nom;adresse IP\nsql01;10.0.0.1",
        "Bonjour, usager, merci\nVoilà, encore, rien",
        "Nom, prénom, adresse ne marchent pas.\nLe portail, hélas, bloque",
        "Le nom, le prénom et la carte sont vides\nRien, rien",
        "nom=;prenom=\na;b",
        "Nom :\nprénom :",
    ],
)
def test_what_is_no_table_of_persons_stays(text):
    assert masked(text) == text
    assert not holds_persons(text)


def test_a_table_ends_where_its_lines_do():
    text = "nom;prenom\nMartin;Zoé\nMerci de regarder.\nJ’ai essayé ; sans succès."
    assert masked(text) == "nom;prenom\n[nom masqué];[nom masqué]\nMerci de regarder.\nJ’ai essayé ; sans succès."


HEADS = st.lists(st.sampled_from(["Nom", "prénom", "carte", "id", "état", "e-mail", "lecteur"]), min_size=1, max_size=4)
CELLS = st.sampled_from(
    ["Martin", "zoé", "5521", "22900012345678", "", "refusé", "Mme Dupont", "[nom masqué]", '"a', 'b"', "nom", "-", "è"]
    + ["12 rue des Lilas,", "78000 Poissy", "Karim Demo", "carte 5521", "a@b.example", "12/03/1985", "Portail"]
)  # fmt: skip


@given(st.data(), st.sampled_from([";", ",", "\t", "|", " | "]))
def test_a_table_masked_twice_is_masked_once(data, separator):
    lines = data.draw(st.lists(HEADS | st.lists(CELLS, max_size=5), max_size=6))
    text = "\n".join(separator.join(cells) for cells in lines)
    once = masked(text)

    assert masked(once) == once
    found = find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    left = redact(text, found)
    assert left.count("\n") == text.count("\n")
