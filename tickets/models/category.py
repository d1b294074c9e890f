"""What one may declare, and what each sort needs: data that the coordination keeps."""

from django.db import models
from django.urls import reverse
from django.utils.text import capfirst

from foundation.history import History, Told
from foundation.one_line import OneLineField
from tickets import rules
from tickets.priorities import Impact
from tickets.states import Kind, Level


class CategoryQuerySet(models.QuerySet):
    """Categories by who may read their settings and by what may be done with them."""

    def visible_to(self, person):
        """All for who keeps the desk; the others meet them one by one, when they declare."""
        return self if person.is_active and rules.may_keep_desk(person) else self.none()

    def on_offer(self):
        """Those one may declare under today."""
        return self.filter(withdrawn_on__isnull=True)


class Category(models.Model):
    """A sort of incident or request: who answers for it in the end, by which article, and what it has to say.

    `responsible` is the party whose work it is (R17, R29, R32); `second_level` is where it goes when the référent
    cannot solve it: what is functional to the SCLP, what is technical to the DSINum.
    """

    SECOND_LEVELS = [(Level.DSINUM.value, Level.DSINUM.label), (Level.SCLP.value, Level.SCLP.label)]

    code = models.SlugField(
        "code", max_length=40, unique=True, error_messages={"unique": "Une autre catégorie a déjà ce code."}
    )
    name = OneLineField(
        "nom", max_length=80, unique=True, error_messages={"unique": "Une autre catégorie a déjà ce nom."}
    )
    family = OneLineField("famille", max_length=60)
    help_text = OneLineField("quand la choisir", max_length=200, blank=True)
    kind = models.CharField("sorte", max_length=10, choices=Kind)
    responsible = models.CharField("à la charge de", max_length=20, choices=Level)
    second_level = models.CharField("deuxième niveau", max_length=20, choices=SECOND_LEVELS)
    article = OneLineField("article de la convention", max_length=40)
    article_text = models.TextField("ce que dit l’article", max_length=500)
    impact = models.CharField("étendue habituelle", max_length=10, choices=Impact)
    position = models.PositiveSmallIntegerField("rang", default=100)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    history = History()
    told = Told(
        "a ajouté la catégorie", "a modifié la catégorie", deeds={"withdrawn_on": ("l’a retirée", "l’a remise")}
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = "catégorie"
        verbose_name_plural = "catégories"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(second_level__in=[Level.DSINUM, Level.SCLP]),
                name="category_second_level_is_a_service",
                violation_error_message="Le deuxième niveau est la DSINum ou le SCLP.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tickets:category", args=[self.pk])

    @property
    def is_town_s(self) -> bool:
        """Whether the convention leaves it to the commune: hardware and consumables (R29)."""
        return self.responsible == Level.COMMUNE

    @property
    def article_in_full(self) -> str:
        """The article that says whose it is, as a sentence: « Art. 7 : La commune achète le matériel. »"""
        return str(capfirst(f"{self.article} : {self.article_text}"))


class CategoryField(models.Model):
    """Something that a category asks for besides the words: « numéro du poste », « code-barres »."""

    class Input(models.TextChoices):
        LINE = "LINE", "une ligne"
        TEXT = "TEXT", "un texte"
        NUMBER = "NUMBER", "un nombre"
        CHOICE = "CHOICE", "un choix"
        DATE = "DATE", "une date"

    category = models.ForeignKey(Category, models.CASCADE, related_name="fields", verbose_name="catégorie")
    code = models.SlugField("code", max_length=40)
    label = OneLineField("libellé", max_length=80)
    input = models.CharField("saisie", max_length=10, choices=Input, default=Input.LINE)
    choices = models.TextField("choix, un par ligne", max_length=1000, blank=True)
    help_text = OneLineField("aide", max_length=200, blank=True)
    is_required = models.BooleanField("obligatoire", default=False)
    position = models.PositiveSmallIntegerField("rang", default=100)
    history = History()
    told = Told("a ajouté une question", "a modifié une question", "a retiré une question")

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "champ de catégorie"
        verbose_name_plural = "champs de catégories"
        constraints = [
            models.UniqueConstraint(
                fields=["category", "code"],
                name="category_field_once",
                violation_error_message="Cette catégorie pose déjà cette question.",
            ),
            models.CheckConstraint(
                condition=~models.Q(input="CHOICE") | ~models.Q(choices=""),
                name="category_field_choice_has_choices",
                violation_error_message="Un choix demande la liste de ses valeurs, une par ligne.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.category.get_absolute_url()
