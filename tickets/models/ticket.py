"""A ticket: what one asks of the desk, and the four axes of where it stands (R28)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import clock
from foundation.history import History
from foundation.one_line import OneLineField
from foundation.workflow import requires
from network.models import Assignment
from network.roles import Right, roles_with
from tickets import rules
from tickets.models import told
from tickets.models.category import Category
from tickets.priorities import MATRIX, Impact, Priority, Urgency, priority_of
from tickets.states import FINISHED, OPEN, SECOND_LEVELS, TONES, Cause, Kind, Level, State, WaitingReason

PERSON = settings.AUTH_USER_MODEL
HELD = (State.NEW, State.IN_PROGRESS, State.WAITING)  # someone has to move it on


class TicketQuerySet(models.QuerySet):
    """Tickets by who may read them and by where they stand."""

    def visible_to(self, person):
        """All for the services; one’s own; those of one’s library; for a commune, those that it was sent (R29).

        Deny by default: without a function that reads tickets, one sees what one has asked for, and nothing else.
        """
        if not person.is_active:
            return self.none()
        if rules.reads_all(person):
            return self
        own = Assignment.objects.current(clock.today()).filter(person=person)
        libraries = own.filter(role__in=roles_with(Right.READ_LIBRARY_TICKETS), library__isnull=False)
        communes = own.filter(role__in=roles_with(Right.WORK_COMMUNE_TICKETS), commune__isnull=False)
        seen = models.Q(requester=person) | models.Q(declared_by=person)
        seen |= models.Q(library__in=libraries.values("library"))
        seen |= models.Q(library__commune__in=communes.values("commune"), sent_to_commune_at__isnull=False)
        return self.filter(seen)

    def open(self):
        """Those that somebody still has to do something about."""
        return self.filter(state__in=OPEN)

    def at_level(self, *levels: str):
        """Those that these levels hold."""
        return self.filter(level__in=levels)

    def with_row(self):
        """Each with all that a list says of it, in one query."""
        return self.select_related("category", "library__commune", "requester", "holder")


class Ticket(ConcurrentTransitionMixin, models.Model):
    """An incident or a request of a library, from its declaration to its end (R28).

    Where it stands is four things kept apart: its state, the level that holds it, what it waits for, and the health of
    its delays, which is never stored: the clocks derive it from the intervals. `due_at` is a copy for sorting, written
    again at every event and compared each night. `pilot_level` is the service that answers for it while the vendor
    works.
    """

    number = OneLineField(
        "numéro", max_length=20, unique=True, error_messages={"unique": "Un autre ticket a déjà ce numéro."}
    )
    subject = OneLineField("objet", max_length=160)
    description = models.TextField("description")
    answers = models.JSONField("réponses", default=list, blank=True)  # [[label, value], …] as asked then
    page = OneLineField("page d’où il vient", max_length=300, blank=True)
    kind = models.CharField("sorte", max_length=10, choices=Kind)
    category = models.ForeignKey(Category, models.PROTECT, related_name="tickets", verbose_name="catégorie")
    library = models.ForeignKey("network.Library", models.PROTECT, related_name="tickets", verbose_name="bibliothèque")
    requester = models.ForeignKey(PERSON, models.PROTECT, related_name="tickets", verbose_name="demandeur")
    declared_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="déclaré par")
    impact = models.CharField("étendue", max_length=10, choices=Impact)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency)
    priority = models.CharField("priorité", max_length=2, choices=Priority)
    is_major = models.BooleanField("incident majeur", default=False)
    state = FSMField("état", max_length=12, choices=State, default=State.NEW, protected=True)
    level = models.CharField("niveau", max_length=20, choices=Level)
    waiting_reason = models.CharField("attend", max_length=20, choices=WaitingReason, blank=True)
    resumes_at = models.DateTimeField("reprend le", null=True, blank=True)
    holder = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="held_tickets", verbose_name="suivi par"
    )
    pilot_level = models.CharField(
        "pilote", max_length=20, choices=[(one.value, one.label) for one in SECOND_LEVELS], blank=True
    )
    approver = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="à valider par"
    )
    opened_at = models.DateTimeField("déclaré le")
    taken_at = models.DateTimeField("pris en charge le", null=True, blank=True)
    sent_to_commune_at = models.DateTimeField("renvoyé à la commune le", null=True, blank=True)
    contested_at = models.DateTimeField("contesté le", null=True, blank=True)
    supervised_at = models.DateTimeField("soumis à la supervision le", null=True, blank=True)
    resolved_at = models.DateTimeField("résolu le", null=True, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    solution = models.TextField("solution", blank=True)
    cause = models.CharField("cause", max_length=12, choices=Cause, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="ticket parent"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="joint à"
    )
    due_at = models.DateTimeField("à résoudre avant", null=True, blank=True)
    token = models.UUIDField("envoi", null=True, blank=True, unique=True, editable=False)  # of the form that made it
    history = History(excluded_fields=["due_at", "token"])
    told = told.OF_TICKET

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        verbose_name = "ticket"
        verbose_name_plural = "tickets"
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="ticket_newest"),
            models.Index(fields=["library", "-opened_at"], name="ticket_of_library"),
            models.Index(fields=["level", "state", "due_at"], name="ticket_queue"),
            models.Index(fields=["due_at"], name="ticket_due", condition=models.Q(state__in=OPEN)),
            models.Index(fields=["resolved_at"], name="ticket_to_close", condition=models.Q(state="RESOLVED")),
            models.Index(fields=["resumes_at"], name="ticket_to_resume", condition=models.Q(state="WAITING")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    *[
                        models.Q(impact=impact, urgency=urgency, priority=priority)
                        for (impact, urgency), priority in MATRIX.items()
                    ],
                    _connector=models.Q.OR,
                ),
                name="ticket_priority_from_matrix",
                violation_error_message="La priorité vient de l’étendue et de l’urgence.",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("pk")) & ~models.Q(parent=models.F("pk")),
                name="ticket_not_its_own_parent",
                violation_error_message="Un ticket ne se joint pas à lui-même.",
            ),
            models.CheckConstraint(
                condition=models.Q(level=Level.VENDOR, pilot_level__in=SECOND_LEVELS) | ~models.Q(level=Level.VENDOR),
                name="ticket_at_vendor_has_pilot",
                violation_error_message="Un ticket confié à l’éditeur garde un pilote à la Communauté urbaine.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:detail", args=[self.pk])

    @property
    def tone(self) -> str:
        """The ground of the badge of its state."""
        return TONES[State(self.state)]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.state not in FINISHED

    @property
    def answering_level(self) -> str:
        """The level that answers for it: its own, or the service that follows the vendor."""
        return self.pilot_level if self.level == Level.VENDOR else self.level

    def prioritise(self, impact: str, urgency: str) -> None:
        """Set both axes of the priority, and the priority they give together."""
        self.impact, self.urgency, self.priority = impact, urgency, priority_of(impact, urgency)

    def _passes_to(self, level: str, pilot: str = "", *, supervised: bool = False) -> None:
        """Another level has it, and nobody there yet: what was waited for is over."""
        self.level, self.pilot_level = level, pilot
        self.waiting_reason, self.resumes_at = "", None
        self.supervised_at = clock.now() if supervised else None
        if level != Level.COMMUNE and not supervised:  # it is the commune’s no more, which reads it no more
            self.sent_to_commune_at = None
        if level != Level.VENDOR:
            self.holder = None

    @transition(
        state,
        [State.NEW],
        State.IN_PROGRESS,
        permission=rules.may_take,
        custom={"label": "Prendre en charge", "told": "a pris le ticket en charge"},
    )
    def take(self, *, by: Any) -> None:
        """Someone of the level that holds it works on it."""
        self.holder = by
        self.taken_at = self.taken_at or clock.now()

    @transition(
        state,
        [State.NEW],
        State.IN_PROGRESS,
        custom={"label": "Commencer chez l’éditeur", "told": "a noté que l’éditeur y travaille", "automatic": True},
    )
    def vendor_takes(self, *, by: Any) -> None:
        """The vendor has answered for the first time."""

    @transition(
        state,
        HELD,
        State.NEW,
        permission=rules.may_escalate,
        conditions=[requires(rules.missing_to_escalate)],
        custom={"label": "Transmettre", "told": "a transmis le ticket", "automatic": True},
    )
    def escalate(self, *, by: Any, to: str, supervised: bool = False) -> None:
        """To a service of the Communauté: from the référent, or from the other service (R17, R32)."""
        self._passes_to(to, supervised=supervised)

    @transition(
        state,
        HELD,
        State.NEW,
        permission=rules.may_open_case,
        conditions=[requires(rules.missing_to_send_to_vendor)],
        custom={"label": "Saisir l’éditeur", "told": "a saisi l’éditeur"},
    )
    def send_to_vendor(self, *, by: Any) -> None:
        """To the vendor, by a case of its own; the service that sends it answers for it (R17)."""
        self._passes_to(Level.VENDOR, pilot=self.level)

    @transition(
        state,
        HELD,
        State.NEW,
        permission=rules.may_hand_back,
        conditions=[requires(rules.missing_to_hand_back)],
        custom={"label": "Rendre", "told": "a rendu le ticket", "automatic": True},
    )
    def hand_back(self, *, by: Any, to: str, supervised: bool = False) -> None:
        """To the level that had it before, with what it lacks; too often, to the supervision."""
        self._passes_to(to, supervised=supervised)

    @transition(
        state,
        HELD,
        State.NEW,
        permission=rules.may_send_to_town,
        conditions=[requires(rules.missing_to_send_to_town)],
        custom={"label": "Renvoyer à la commune", "told": "a renvoyé le ticket à la commune", "automatic": True},
    )
    def send_to_town(self, *, by: Any) -> None:
        """To the commune, whose work it is by the convention (R29): the delays of the Communauté stop."""
        self._passes_to(Level.COMMUNE)
        self.sent_to_commune_at = clock.now()

    @transition(
        state,
        HELD,
        State.NEW,
        permission=rules.may_contest,
        conditions=[requires(rules.missing_to_contest)],
        custom={"label": "Contester", "told": "a contesté le renvoi à la commune"},
    )
    def contest(self, *, by: Any) -> None:
        """Once, by the library or the commune: the supervision decides (R29)."""
        self._passes_to(Level.SCLP, supervised=True)
        self.contested_at = clock.now()

    @transition(
        state,
        [State.IN_PROGRESS, State.WAITING],
        State.WAITING,
        permission=rules.may_work,
        custom={"label": "Mettre en attente", "told": "a mis le ticket en attente"},
    )
    def wait(self, *, by: Any, waiting_reason: str, resumes_at: Any) -> None:
        """It waits for something, until a day at the latest."""
        self.waiting_reason, self.resumes_at = waiting_reason, resumes_at

    @transition(
        state,
        [State.WAITING],
        State.IN_PROGRESS,
        permission=rules.may_resume,
        custom={"label": "Reprendre", "told": "a repris le ticket", "automatic": True},
    )
    def resume(self, *, by: Any) -> None:
        """What was waited for is there, or its day has come."""
        self.waiting_reason, self.resumes_at = "", None

    @transition(
        state,
        [State.IN_PROGRESS],
        State.TO_APPROVE,
        permission=rules.may_ask_approval,
        conditions=[requires(rules.missing_to_ask_approval)],
        custom={"label": "Faire valider", "told": "a demandé une validation"},
    )
    def ask_approval(self, *, by: Any, approver: Any) -> None:
        """A request that someone else has to agree to."""
        self.approver = approver

    @transition(
        state,
        [State.TO_APPROVE],
        State.IN_PROGRESS,
        permission=rules.may_approve,
        custom={"label": "Valider", "told": "a validé la demande"},
    )
    def approve(self, *, by: Any) -> None:
        """It may be done."""

    @transition(
        state,
        [State.TO_APPROVE],
        State.REFUSED,
        permission=rules.may_approve,
        custom={"label": "Refuser", "told": "a refusé la demande"},
    )
    def refuse(self, *, by: Any) -> None:
        """It will not be done, and the requester is told why."""
        self.closed_at = clock.now()

    @transition(
        state,
        [State.IN_PROGRESS, State.WAITING],
        State.RESOLVED,
        permission=rules.may_resolve,
        conditions=[requires(rules.missing_to_resolve)],
        custom={"label": "Résoudre", "told": "a résolu le ticket", "automatic": True},
    )
    def resolve(self, *, by: Any, solution: str, cause: str) -> None:
        """Solved, until the requester says so too; from the vendor, it comes back to the service that solves it."""
        if self.level == Level.VENDOR:
            self.level, self.pilot_level = self.pilot_level, ""
        self.solution, self.cause = solution, cause
        self.resolved_at = clock.now()
        self.waiting_reason, self.resumes_at = "", None

    @transition(
        state,
        [State.RESOLVED],
        State.CLOSED,
        permission=rules.may_confirm,
        custom={"label": "Confirmer et clore", "told": "a confirmé la solution", "automatic": True},
    )
    def confirm(self, *, by: Any) -> None:
        """The requester agrees, or five working days have passed without a word."""
        self.closed_at = clock.now()

    @transition(
        state,
        [State.RESOLVED, State.CLOSED],
        State.NEW,
        permission=rules.may_reopen,
        conditions=[requires(rules.missing_to_reopen)],
        custom={"label": "Rouvrir", "told": "a rouvert le ticket"},
    )
    def reopen(self, *, by: Any) -> None:
        """It is not solved: to the level that had solved it. The time already taken stays taken."""
        self.resolved_at = self.closed_at = None

    @transition(
        state,
        OPEN,
        State.CANCELLED,
        permission=rules.may_cancel,
        conditions=[requires(rules.missing_to_cancel)],
        custom={"label": "Annuler", "told": "a annulé le ticket"},
    )
    def cancel(self, *, by: Any) -> None:
        """Nobody needs it any more."""
        self.closed_at = clock.now()
        self.waiting_reason, self.resumes_at = "", None

    @transition(
        state,
        OPEN,
        State.MERGED,
        permission=rules.may_merge,
        conditions=[requires(rules.missing_to_merge)],
        custom={"label": "Joindre à un autre", "told": "a joint le ticket à un autre"},
    )
    def merge(self, *, by: Any, into: Any) -> None:
        """The same matter as another ticket, which goes on for both."""
        self.merged_into = into
        self.closed_at = clock.now()
        self.waiting_reason, self.resumes_at = "", None
