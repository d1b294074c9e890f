"""The catalogue: what is taught, to whom, and what it certifies for."""

from collections.abc import Iterable

from django.db import models
from django.urls import reverse

from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.modules import Module
from training.rules import may_manage_training, may_read_catalogue


class CourseQuerySet(models.QuerySet):
    """Courses by who may read them and by what they certify for."""

    def visible_to(self, person):
        """All for who keeps the catalogue; those on offer for who may train; nothing else."""
        if may_manage_training(person):
            return self
        return self.on_offer() if may_read_catalogue(person) else self.none()

    def on_offer(self):
        """Those not withdrawn from the catalogue."""
        return self.filter(withdrawn_on__isnull=True)


class Course(models.Model):
    """A training of the catalogue (R09, art. 2.2), given by the SCLP or by a vendor."""

    title = OneLineField(
        "intitulé", max_length=120, unique=True, error_messages={"unique": "Une formation porte déjà cet intitulé."}
    )
    objectives = models.TextField("objectifs")
    audience = OneLineField("public", max_length=200)
    duration_hours = models.DecimalField("durée (heures)", max_digits=4, decimal_places=1)
    vendor = models.ForeignKey(
        "network.Vendor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name="assurée par le titulaire",
    )  # empty: given by the SCLP
    prerequisites = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="leads_to", verbose_name="à suivre avant"
    )
    validity_months = models.PositiveSmallIntegerField("validité (mois)", null=True, blank=True)  # empty: for good
    needs_approval = models.BooleanField("accord du responsable", default=False)
    trains_correspondents = models.BooleanField("forme les référents informatiques", default=False)
    cancel_days = models.PositiveSmallIntegerField("annulation possible jusqu’à (jours avant)", default=3)
    withdrawn_on = models.DateField("retirée du catalogue le", null=True, blank=True)
    is_fictional = models.BooleanField("fictive", default=False)
    history = History(m2m_fields=[prerequisites])
    told = Told(
        created="a ajouté la formation au catalogue",
        changed="a modifié la formation",
        deeds={"withdrawn_on": ("a retiré la formation du catalogue", "a remis la formation au catalogue")},
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name = "formation"
        verbose_name_plural = "formations"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(duration_hours__gt=0),
                name="course_lasts",
                violation_error_message="La durée est d’au moins une demi-heure.",
            ),
            models.CheckConstraint(
                condition=models.Q(validity_months__isnull=True) | models.Q(validity_months__gt=0),
                name="course_valid_for_a_month_at_least",
                violation_error_message="La validité se compte en mois, un au moins ; vide, elle n’a pas de fin.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("training:course", args=[self.pk])

    @property
    def given_by(self) -> str:
        """Who gives it, as the catalogue says it."""
        return str(self.vendor) if self.vendor else "SCLP"

    def certifies_for(self) -> list[Module]:
        """The modules that it certifies for, in the order of the SIGB."""
        held = {row.module for row in self.modules.all()}
        return [module for module in Module if module in held]

    def certify_for(self, modules: Iterable[str]) -> None:
        """Make these the modules that it certifies for; attestations already given keep theirs."""
        wanted = set(modules)
        for row in self.modules.exclude(module__in=wanted):
            row.delete()
        there = set(self.modules.values_list("module", flat=True))
        for module in sorted(wanted - there):
            self.modules.create(module=module)


class CourseModule(models.Model):
    """A course certifies for this module."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="modules", verbose_name="formation")
    module = models.CharField("module", max_length=20, choices=Module)
    history = History()

    class Meta:
        ordering = ["course", "module"]
        verbose_name = "module certifié"
        verbose_name_plural = "modules certifiés"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "module"],
                name="course_module_once",
                violation_error_message="Cette formation certifie déjà pour ce module.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.course} : {self.get_module_display()}"
