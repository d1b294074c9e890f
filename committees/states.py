"""The words of the committees: what a body is, how it decides, in what capacity one sits there, how a seat stands."""

from django.db import models


class Kind(models.TextChoices):
    """What a body is for."""

    TECHNICAL = "TECHNICAL", "comité technique"
    COORDINATION = "COORDINATION", "équipe de coordination générale"
    STRATEGIC = "STRATEGIC", "comité stratégique"
    WORKING_GROUP = "WORKING_GROUP", "groupe de travail"


class Quorum(models.TextChoices):
    """From how many members a body may decide."""

    NONE = "NONE", "aucun"
    NUMBER = "NUMBER", "un nombre de membres"
    SHARE = "SHARE", "une part des sièges délibératifs pourvus"


class Majority(models.TextChoices):
    """What a decision needs to be adopted."""

    SIMPLE = "SIMPLE", "majorité des voix exprimées"
    ABSOLUTE = "ABSOLUTE", "majorité des membres présents"
    TWO_THIRDS = "TWO_THIRDS", "deux tiers des voix exprimées"


class Tie(models.TextChoices):
    """What becomes of a vote with as many voices for as against."""

    REJECTED = "REJECTED", "la proposition est rejetée"
    CHAIR = "CHAIR", "la présidence de séance l’emporte"


class Capacity(models.TextChoices):
    """In what capacity one sits (R18, art. 4.1; R37, art. 5.1; art. 4.2 for the coordination)."""

    DSINUM = "DSINUM", "DSINum"
    SCLP_DIRECTION = "SCLP_DIRECTION", "direction du SCLP"
    DIGITAL_PROJECTS = "DIGITAL_PROJECTS", "responsable des projets numériques"
    SIGB_REFERENT = "SIGB_REFERENT", "référent SIGB"
    SOLUTIONS_MANAGER = "SOLUTIONS_MANAGER", "chef de projet Solutions métiers"
    LIBRARY_HEAD = "LIBRARY_HEAD", "responsable de bibliothèque"
    IT_CORRESPONDENT = "IT_CORRESPONDENT", "référent informatique"
    PARTICIPANT = "PARTICIPANT", "participant désigné par la commune"
    OFFICE = "OFFICE", "élu ou direction de la Communauté urbaine"
    DGA = "DGA", "direction générale adjointe (DGA)"
    DAC = "DAC", "direction de l’action culturelle (DAC)"
    GROUP_MEMBER = "GROUP_MEMBER", "membre de groupe de travail"


class Voice(models.TextChoices):
    """What one’s voice counts for."""

    DELIBERATIVE = "DELIBERATIVE", "délibérative"
    CONSULTATIVE = "CONSULTATIVE", "consultative"
    GUEST = "GUEST", "invité"


class Rank(models.TextChoices):
    """Whether one holds the seat or replaces who does."""

    HOLDER = "HOLDER", "titulaire"
    SUBSTITUTE = "SUBSTITUTE", "suppléant"


class Standing(models.TextChoices):
    """How a seat stands on a day, computed from dates: what is to be done comes first."""

    TO_REPLACE = "TO_REPLACE", "à remplacer"  # its holder is designated, and no longer has the function it asks for
    VACANT = "VACANT", "vacant"
    FILLED = "FILLED", "pourvu"
    COMING = "COMING", "à venir"
    CLOSED = "CLOSED", "fermé"


OPEN = [Standing.TO_REPLACE, Standing.VACANT, Standing.FILLED]
EMPTY = [Standing.TO_REPLACE, Standing.VACANT]  # nobody speaks for it: both count as vacant

TONES = {
    Standing.TO_REPLACE: "warn",
    Standing.VACANT: "warn",
    Standing.FILLED: "ok",
    Standing.COMING: "info",
    Standing.CLOSED: "neutral",
}
