"""The modules of the SIGB, by name: training certifies for them, the SIGB opens them (design: layers)."""

from django.db import models


class Module(models.TextChoices):
    """A part of the SIGB that one is trained for, then given access to (R09, art. 2.2)."""

    CATALOGUING_1 = "CATALOGUING_1", "catalogage, niveau 1"
    CATALOGUING_2 = "CATALOGUING_2", "catalogage, niveau 2"
    CIRCULATION = "CIRCULATION", "circulation"
    PATRONS = "PATRONS", "lecteurs"
    ACQUISITIONS = "ACQUISITIONS", "acquisitions"
    LOCAL_SETTINGS = "LOCAL_SETTINGS", "administration locale"
    PORTAL = "PORTAL", "édition du portail"
