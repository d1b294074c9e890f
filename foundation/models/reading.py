"""Papers that people must have read: their versions, and who acknowledged which (design: reading)."""

from __future__ import annotations

import uuid
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import registry, rules
from foundation.history import History, Told
from foundation.one_line import OneLineField
from foundation.registry import Slot

LONGEST = 30_000  # characters: what a draft of a form keeps, accents counted (foundation.drafts)


def _papers(slot: Slot, person: Any) -> models.Q:
    """The papers that the apps give this person by this slot; none when no app gives any."""
    return reduce(or_, slot.collect(person), models.Q(pk__in=[]))


def fresh_key() -> str:
    """The key of a paper that no code names."""
    return uuid.uuid4().hex


class PaperQuerySet(models.QuerySet):
    """Papers by who may read them and who keeps them: the app of their shelf says so, through the registry."""

    def read_by(self, person):
        """Those whose published versions they read, as long as they are not withdrawn."""
        return self.filter(_papers(registry.paper_readers, person), withdrawn_on=None)

    def kept_by(self, person):
        """Those that they write and publish."""
        return self.filter(_papers(registry.paper_keepers, person))

    def visible_to(self, person):
        """All those that they keep; of those that they read, the ones that have been published."""
        published = PaperVersion.objects.filter(state=PaperVersion.State.PUBLISHED).values("paper")
        read = models.Q(pk__in=Paper.objects.read_by(person).values("pk")) & models.Q(pk__in=published)
        return self.filter(read | models.Q(pk__in=Paper.objects.kept_by(person).values("pk")))


class Paper(models.Model):
    """A document that people must have read, and accepted when it asks so; what it says is in its versions."""

    key = models.CharField(
        "clé",
        max_length=60,
        unique=True,
        default=fresh_key,
        editable=False,
        error_messages={"unique": "Ce document existe déjà."},
    )  # by which code asks for it
    shelf = models.CharField(
        "rayon", max_length=40, editable=False
    )  # the app that keeps it: its page is `<shelf>:paper`
    title = OneLineField("titre", max_length=120)
    asks_acceptance = models.BooleanField("demande une acceptation", default=False)  # else to be read, no more
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    is_fictional = models.BooleanField("fictif", default=False)
    history = History()
    told = Told(
        "a préparé le document",
        "a modifié le document",
        "a supprimé le document",
        deeds={"withdrawn_on": ("a retiré le document", "a remis le document")},
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "document à lire"
        verbose_name_plural = "documents à lire"
        constraints = [
            models.UniqueConstraint(
                fields=["shelf", "title"],
                name="paper_title_once",
                violation_error_message="Un document porte déjà ce titre.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"{self.shelf}:paper", args=[self.pk])

    def is_kept_by(self, person: Any) -> bool:
        """Whether this person writes and publishes it."""
        return Paper.objects.kept_by(person).filter(pk=self.pk).exists()


class PaperVersionQuerySet(models.QuerySet):
    """Versions by who may read them and by what they ask."""

    def visible_to(self, person):
        """All those of the papers that they keep; the published ones of those that they read."""
        kept, read = Paper.objects.kept_by(person), Paper.objects.read_by(person)
        published = models.Q(state=PaperVersion.State.PUBLISHED)
        return self.filter(models.Q(paper__in=kept.values("pk")) | (published & models.Q(paper__in=read.values("pk"))))

    def published(self):
        """Those that people may read."""
        return self.filter(state=PaperVersion.State.PUBLISHED)

    def counting(self, on: date):
        """Those that count that day: who has read neither one of them nor a later one is to read."""
        asked = models.Q(paper__withdrawn_on=None) | models.Q(paper__withdrawn_on__gt=on)
        return self.published().filter(asked, required_on__lte=on)


class PaperVersion(ConcurrentTransitionMixin, models.Model):
    """One state of a paper, a text or a PDF. Once published it never changes: a trigger of the table sees to it."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Brouillon"
        PUBLISHED = "PUBLISHED", "Publiée"

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="versions", verbose_name="document à lire")
    number = models.PositiveSmallIntegerField("version")
    state = FSMField("état", max_length=10, choices=State, default=State.DRAFT, protected=True)
    text = models.TextField("texte", blank=True, max_length=LONGEST)  # in Markdown
    document = models.ForeignKey(
        "foundation.StoredDocument",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="fichier PDF",
    )  # instead of a text
    note = OneLineField("ce qui change", max_length=200, blank=True)
    published_on = models.DateField("publiée le", null=True, blank=True)
    required_on = models.DateField("compte à partir du", null=True, blank=True)
    history = History()
    told = Told("a commencé cette version", "a modifié cette version", "a supprimé cette version")

    # What people accepted stays as they read it (RGPD, art. 17 § 3); the database would refuse to change it.
    EVIDENCE = {
        "text": models.Q(state="PUBLISHED"),
        "note": models.Q(state="PUBLISHED"),
    }

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        ordering = ["paper", "-number"]
        verbose_name = "version d’un document à lire"
        verbose_name_plural = "versions des documents à lire"
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number"],
                name="paper_version_number_once",
                violation_error_message="Cette version existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["paper"],
                condition=models.Q(state="DRAFT"),
                name="paper_version_one_draft",
                violation_error_message="Une version de ce document est déjà en préparation.",
            ),
            models.CheckConstraint(
                condition=models.Q(text="", document__isnull=False) | (~models.Q(text="") & models.Q(document=None)),
                name="paper_version_text_or_file",
                violation_error_message="Une version est un texte ou un fichier PDF, l’un des deux.",
            ),
            models.CheckConstraint(
                condition=models.Q(state="DRAFT", published_on=None, required_on=None)
                | models.Q(state="PUBLISHED", published_on__isnull=False, required_on__isnull=False),
                name="paper_version_published_has_dates",
                violation_error_message="Une version publiée a ses deux dates, un brouillon n’en a pas.",
            ),
            models.CheckConstraint(
                condition=models.Q(required_on=None) | models.Q(required_on__gte=models.F("published_on")),
                name="paper_version_counts_once_published",
                violation_error_message="Une version ne compte pas avant le jour de sa publication.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}, version {self.number}"

    def get_absolute_url(self) -> str:
        return reverse(f"{self.paper.shelf}:paper_version", args=[self.paper_id, self.number])

    @property
    def is_draft(self) -> bool:
        """Whether it still changes, and nobody but its keepers reads it."""
        return self.state == self.State.DRAFT

    @transition(
        state,
        State.DRAFT,
        State.PUBLISHED,
        permission=rules.may_publish,
        custom={"label": "Publier", "told": "a publié cette version"},
    )
    def publish(self, *, by, published_on, required_on) -> None:
        """Give it to read; from `required_on` on it is asked of everyone."""
        self.published_on, self.required_on = published_on, required_on


class AcknowledgementQuerySet(models.QuerySet):
    """Acknowledgements by who may read them."""

    def visible_to(self, person):
        """One’s own; those of the papers that one keeps."""
        kept = Paper.objects.kept_by(person)
        return self.filter(models.Q(person=person) | models.Q(version__paper__in=kept.values("pk")))


class Acknowledgement(models.Model):
    """Someone said, that day, that they had read a version, and accepted it when the paper asks so. It never changes.

    The row is the proof: someone who is erased keeps their key, and no longer their name (foundation.privacy).
    """

    version = models.ForeignKey(PaperVersion, models.PROTECT, related_name="acknowledgements", verbose_name="version")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="acknowledgements", verbose_name="personne"
    )
    at = models.DateTimeField("lue le")

    objects = AcknowledgementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "lecture"
        verbose_name_plural = "lectures"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person"],
                name="acknowledgement_once",
                violation_error_message="Cette personne a déjà lu cette version.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} : {self.person}"
