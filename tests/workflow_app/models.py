"""A request of nobody, with a state, dates, a choice, a person and a history: what every app has in small."""

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation.history import History, Told
from foundation.workflow import requires


class State(models.TextChoices):
    DRAFT = "DRAFT", "brouillon"
    SENT = "SENT", "envoyée"
    CLOSED = "CLOSED", "close"


class Urgency(models.TextChoices):
    LOW = "LOW", "basse"
    HIGH = "HIGH", "haute"


def is_owner(demand, person) -> bool:
    return demand.owner_id == person.pk


def missing_to_send(demand) -> list[str]:
    needed = {"le titre": demand.title, "la date d’effet": demand.starts_on}
    return [label for label, value in needed.items() if not value]


def is_not_secret(demand) -> bool:
    return not demand.is_secret


class DemandQuerySet(models.QuerySet):
    """Demands by who may see them."""

    def visible_to(self, person):
        return self.filter(owner=person)


class Demand(ConcurrentTransitionMixin, models.Model):
    """A thing asked. Its owner sends it; the system alone may file it away."""

    title = models.CharField("titre", max_length=80, blank=True)
    owner = models.ForeignKey("network.Person", models.CASCADE, related_name="+", verbose_name="propriétaire")
    starts_on = models.DateField("date d’effet", null=True, blank=True)
    sent_on = models.DateField("envoyée le", null=True, blank=True)
    hours = models.PositiveSmallIntegerField("heures", null=True, blank=True)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency, default=Urgency.LOW)
    is_secret = models.BooleanField("confidentielle", default=False)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)
    state = FSMField("état", choices=State, default=State.DRAFT, protected=True)
    history = History(excluded_fields=["updated_at"])
    told = Told(
        "a créé la demande",
        "a modifié la demande",
        "a supprimé la demande",
        deeds={"starts_on": ("a reporté la demande", "a retiré la date d’effet")},
    )

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "demande"
        verbose_name_plural = "demandes"

    def __str__(self) -> str:
        return self.title or f"demande {self.pk}"

    def get_absolute_url(self) -> str:
        return f"/essais/{self.pk}/"

    @transition(
        state,
        State.DRAFT,
        State.SENT,
        conditions=[requires(missing_to_send), is_not_secret],
        permission=is_owner,
        custom={"label": "Envoyer", "told": "a envoyé la demande"},
    )
    def send(self, *, by, sent_on):
        self.sent_on = sent_on

    @transition(
        state,
        State.SENT,
        State.DRAFT,
        permission=is_owner,
        custom={"label": "Reprendre", "told": "a repris la demande"},
    )
    def take_back(self, *, by):
        self.sent_on = None

    @transition(
        state,
        [State.DRAFT, State.SENT],
        State.CLOSED,
        permission=is_owner,
        custom={"label": "Clore", "told": "a clos la demande", "automatic": True},
    )
    def close(self, *, by):
        pass

    @transition(state, "+", State.DRAFT, permission=is_owner, custom={"label": "Annuler tout", "told": "a tout annulé"})
    def abandon(self, *, by):
        self.title = ""

    @transition(
        state,
        State.CLOSED,
        State.DRAFT,
        custom={"label": "Rouvrir la nuit", "told": "a rouvert la demande", "automatic": True},
    )
    def wake_up(self, *, by):
        pass


class RemarkQuerySet(models.QuerySet):
    """Remarks by who may read them."""

    def visible_to(self, person):
        return self.filter(models.Q(author=person) | models.Q(demand__owner=person, is_internal=False))


class Remark(models.Model):
    """What somebody says of a demand; an internal one is not for its owner."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="remarks", verbose_name="demande")
    author = models.ForeignKey("network.Person", models.CASCADE, related_name="+", verbose_name="auteur")
    text = models.TextField("texte")
    is_internal = models.BooleanField("interne", default=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "remarque"
        verbose_name_plural = "remarques"

    def __str__(self) -> str:
        return self.text
