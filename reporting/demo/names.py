"""Invented names for the demo: nobody is called so, nothing bears them (design: demo people are fictional)."""

FIRST_NAMES = [
    "Adèle", "Amina", "Anatole", "Anouk", "Basile", "Bérénice", "Blanche", "Camille", "Célestin", "Clémence", "Colette",
    "Côme", "Diane", "Edmond", "Élise", "Eugénie", "Fanny", "Félix", "Flora", "Gaspard", "Hector", "Iris", "Jeanne",
    "Joséphine", "Jules", "Karim", "Léonie", "Louise", "Lucien", "Madeleine", "Malik", "Margot", "Maxence", "Nadia",
    "Noé", "Octave", "Odile", "Pauline", "Quentin", "Rachid", "Romane", "Sacha", "Salomé", "Simone", "Théo", "Ulysse",
    "Violette", "Yasmine", "Zélie",
]  # fmt: skip

EPICENE_NAMES = ["Alix", "Andréa", "Camille", "Claude", "Dominique", "Éden", "Maé", "Morgan", "Noa", "Sacha", "Yaël"]

LAST_NAMES = [
    "Ardoise-Demo", "Bellepage-Demo", "Cadran-Demo", "Chandelle-Demo", "Colophon-Demo", "Couverture-Demo",
    "Encrier-Demo", "Feuillet-Demo", "Grimoire-Demo", "Index-Demo", "Jaquette-Demo", "Lutrin-Demo", "Marge-Demo",
    "Marquepage-Demo", "Paragraphe-Demo", "Parchemin-Demo", "Plumier-Demo", "Préface-Demo", "Rature-Demo",
    "Reliure-Demo", "Rondeau-Demo", "Sommaire-Demo", "Tranchefile-Demo", "Vélin-Demo", "Virgule-Demo",
]  # fmt: skip

LIBRARY_NAMES = [
    "Médiathèque des Tilleuls", "Bibliothèque du Lavoir", "Médiathèque de la Boucle", "Bibliothèque des Quatre-Vents",
    "Médiathèque du Moulin", "Bibliothèque de la Grange", "Médiathèque des Hirondelles", "Bibliothèque du Verger",
    "Médiathèque de l’Écluse", "Bibliothèque des Coteaux", "Médiathèque du Belvédère", "Bibliothèque de la Halle",
    "Médiathèque des Saules", "Bibliothèque du Pressoir", "Médiathèque de l’Étoile", "Bibliothèque des Pommiers",
]  # fmt: skip

SECOND_LIBRARIES = ["Bibliothèque de quartier du Port", "Annexe de la Gare"]


def person_name(index: int) -> tuple[str, str]:
    """The invented first and last name of the n-th person: all different over 1,225 people."""
    return FIRST_NAMES[index % len(FIRST_NAMES)], LAST_NAMES[index % len(LAST_NAMES)]


def mayor_name(index: int) -> str:
    """The invented name of the n-th mayor, that a « La Maire » and a « Le Maire » may both bear."""
    return f"{EPICENE_NAMES[index % len(EPICENE_NAMES)]} {LAST_NAMES[index % len(LAST_NAMES)]}"


def library_name(index: int) -> str:
    """The invented name of the n-th library; a commune never has two of the same name."""
    return LIBRARY_NAMES[index % len(LIBRARY_NAMES)]
