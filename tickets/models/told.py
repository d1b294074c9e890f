"""How the life of a ticket tells its saves: each change by its own name."""

from foundation.history import Told

OF_TICKET = Told(
    "a déclaré le ticket",
    "a modifié le ticket",
    deeds={
        "impact": ("", "", "a changé l’étendue"),
        "urgency": ("", "", "a changé l’urgence"),
        "priority": ("a fixé la priorité", "a retiré la priorité", "a changé la priorité"),
        "holder": ("a pris le suivi", "a rendu le suivi", "a repris le suivi"),
        "category": ("a choisi la catégorie", "", "a changé la catégorie"),
        "is_major": ("a déclaré l’incident majeur", "a levé l’incident majeur"),
        "parent": ("a réuni le ticket à un autre", "a détaché le ticket"),
    },
)
