"""The bodies, and the rules by which each of them meets and decides."""

from datetime import date

from django.db import models
from django.urls import reverse

from committees.models.days import open_on
from committees.models.seat import Seat
from committees.rules import is_open, may_read_all
from committees.states import Kind, Majority, Quorum, Tie
from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField


class CommitteeQuerySet(models.QuerySet):
    """Bodies by who may read them and by date."""

    def visible_to(self, person):
        """All for who keeps or reads them; those where one sits, and those where one’s commune has a seat."""
        if may_read_all(person):
            return self
        return self.filter(pk__in=Seat.objects.visible_to(person).values("committee"))

    def open_on(self, day: date):
        """Those open that day."""
        return self.filter(open_on(day))


def _share_is_one() -> models.Q:
    """A numerator and a denominator make a share: more than nothing, the whole at most."""
    return models.Q(
        quorum_numerator__isnull=False,  # said apart: a comparison with nothing is neither true nor false, and passes
        quorum_denominator__isnull=False,
        quorum_numerator__gte=1,
        quorum_denominator__gte=models.F("quorum_numerator"),
        quorum_number__isnull=True,
    )


def _quorum_is_whole() -> models.Q:
    """A number where the rule is a number, a share where it is one, nothing where there is none."""
    no_share = models.Q(quorum_numerator__isnull=True, quorum_denominator__isnull=True)
    return (
        models.Q(quorum=Quorum.NONE, quorum_number__isnull=True) & no_share
        | models.Q(quorum=Quorum.NUMBER, quorum_number__isnull=False, quorum_number__gte=1) & no_share
        | models.Q(quorum=Quorum.SHARE) & _share_is_one()
    )


class Committee(models.Model):
    """A body where the communes and the Communauté meet (R03, art. 4.1 to 4.3; working groups: art. 5.1).

    Its rules stand on the same row: one history tells what they were on any day, and one version of the page guards
    them. A meeting keeps those of its day.
    """

    code = OneLineField(
        "code", max_length=12, unique=True, error_messages={"unique": "Un autre comité a déjà ce code."}
    )
    name = OneLineField("nom", max_length=120, unique=True, error_messages={"unique": "Un autre comité a déjà ce nom."})
    kind = models.CharField("sorte", max_length=20, choices=Kind)
    purpose = models.TextField("objet", max_length=1000)
    article = OneLineField("article de la convention", max_length=40, blank=True)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("dernier jour", null=True, blank=True)
    is_fictional = models.BooleanField("fictif", default=False)

    # Rules (R18, R20), to be confirmed by the comité technique where the convention says nothing.
    quorum = models.CharField("quorum", max_length=10, choices=Quorum, default=Quorum.NONE)
    quorum_number = models.PositiveSmallIntegerField("nombre de membres", null=True, blank=True)
    quorum_numerator = models.PositiveSmallIntegerField("part : numérateur", null=True, blank=True)
    quorum_denominator = models.PositiveSmallIntegerField("part : dénominateur", null=True, blank=True)
    majority = models.CharField("majorité", max_length=12, choices=Majority, default=Majority.SIMPLE)
    tie = models.CharField("partage des voix", max_length=10, choices=Tie, default=Tie.REJECTED)
    proxies_per_person = models.PositiveSmallIntegerField("procurations par personne", default=0)  # none: not allowed
    substitutes_per_seat = models.PositiveSmallIntegerField("suppléants par siège", default=1)
    allows_remote = models.BooleanField("participation à distance, par défaut", default=True)
    counts_hours = models.BooleanField("ses heures comptent dans les 12 h de la commune", default=False)  # art. 4.1
    summons_days = models.PositiveSmallIntegerField("délai de convocation (jours)", default=15)
    observation_days = models.PositiveSmallIntegerField("délai d’observations sur un compte rendu (jours)", default=15)
    usual_minutes = models.PositiveSmallIntegerField("durée habituelle d’une réunion (minutes)", default=120)
    meetings_a_year = models.PositiveSmallIntegerField("réunions par an", default=6)

    rules_confirmed_on = models.DateField("règles confirmées le", null=True, blank=True)  # none: starting values

    history = History()
    told = Told("a ouvert le comité", "a modifié le comité", deeds={"closed_on": ("a fermé le comité", "")})

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        ordering = ["opened_on", "pk"]
        verbose_name = "comité"
        verbose_name_plural = "comités"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="committee_closed_after_opened",
                violation_error_message="La fermeture ne peut pas précéder l’ouverture.",
            ),
            models.CheckConstraint(
                condition=_quorum_is_whole(),
                name="committee_quorum_whole",
                violation_error_message="Donnez au quorum son nombre, ou sa part (la moitié : 1 sur 2).",
            ),
            models.CheckConstraint(
                condition=models.Q(usual_minutes__gte=15, usual_minutes__lte=600),
                name="committee_usual_minutes",
                violation_error_message="Une réunion dure de 15 minutes à 10 heures.",
            ),
            models.CheckConstraint(
                condition=models.Q(meetings_a_year__gte=1, meetings_a_year__lte=52),
                name="committee_meetings_a_year",
                violation_error_message="Un comité se réunit de 1 à 52 fois par an.",
            ),
            models.CheckConstraint(
                condition=models.Q(proxies_per_person__lte=5, substitutes_per_seat__lte=5),
                name="committee_few_proxies_and_substitutes",
                violation_error_message="Cinq procurations par personne et cinq suppléants par siège, au plus.",
            ),
            models.CheckConstraint(
                condition=models.Q(summons_days__lte=90, observation_days__lte=90),
                name="committee_delays_in_days",
                violation_error_message="Ces délais sont de 90 jours au plus.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:committee", args=[self.pk])

    @property
    def is_open_today(self) -> bool:
        """Whether it is open today."""
        return is_open(self, clock.today())
