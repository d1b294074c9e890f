"""Who answers for this site, as its public pages name them: what the settings say, or what the demo invents."""

from django.conf import settings

# What each is called, and the variable of the environment that gives it (docs/deployment.md).
ASKED = {
    "name": ("le nom de l’éditeur", "OPERATOR_NAME"),
    "address": ("son adresse", "OPERATOR_ADDRESS"),
    "email": ("l’adresse e-mail où lui écrire", "OPERATOR_EMAIL"),
    "director": ("la direction de la publication", "OPERATOR_DIRECTOR"),
    "host": ("l’hébergeur", "OPERATOR_HOST"),
    "dpo": ("l’adresse e-mail du délégué à la protection des données", "OPERATOR_DPO_EMAIL"),
}
INVENTED = {
    "name": "Communauté urbaine de démonstration (fictive)",
    "address": "1 rue de l’Exemple, 78000 Exempleville (adresse fictive)",
    "email": "site@demo.example",
    "director": "Dominique Exemple, Présidence (personne fictive)",
    "host": "Hébergeur d’exemple, 2 rue de l’Exemple, 78000 Exempleville (fictif)",
    "dpo": "dpo@demo.example",
}


def is_invented() -> bool:
    """Whether the demo names someone who does not exist: nobody has said who answers for it."""
    return settings.MAILLAGE_DEMO and not any(settings.OPERATOR.values())


def operator() -> dict[str, str]:
    """Who answers for the site: each value, or "" where it is not given."""
    return INVENTED if is_invented() else settings.OPERATOR


def missing() -> list[tuple[str, str]]:
    """What the public pages still lack, each with the variable that gives it; nothing where the demo invents all."""
    given = operator()
    return [asked for key, asked in ASKED.items() if not given[key]]
