"""The case of a ticket with the vendor: its own thread, reference and clock (R17)."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from foundation import clock
from foundation.history import History, Told
from foundation.one_line import OneLineField
from network.models import Assignment
from network.roles import Right, roles_with
from tickets import rules
from tickets.models.ticket import Ticket
from tickets.states import CASE_TONES, CaseState, Direction, Meaning, Receipt, Severity

NOT_CLOSED = (CaseState.SENT, CaseState.RECEIVED, CaseState.ASKED, CaseState.ANSWERED)
HEARD = (CaseState.RECEIVED, CaseState.ASKED, CaseState.ANSWERED)  # the vendor may write


class VendorCaseQuerySet(models.QuerySet):
    """Cases by who may read them."""

    def visible_to(self, person):
        """The services’ all; a contact of the vendor, those sent to it. The libraries read the ticket, not the case."""
        if not person.is_active:
            return self.none()
        if rules.may_read_internal(person):
            return self
        own = Assignment.objects.current(clock.today()).filter(
            person=person, role__in=roles_with(Right.ANSWER_VENDOR_CASES), vendor__isnull=False
        )
        return self.filter(vendor__in=own.values("vendor"))

    def open(self):
        """Those that are not closed."""
        return self.filter(state__in=NOT_CLOSED)


class VendorCase(ConcurrentTransitionMixin, models.Model):
    """What the Communauté asks of the vendor about a ticket, under its market.

    Its clock runs from `received_at`, the proof of receipt, and not from the sending.
    """

    number = OneLineField(
        "numéro", max_length=20, unique=True, error_messages={"unique": "Un autre dossier a déjà ce numéro."}
    )
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="cases", verbose_name="ticket")
    vendor = models.ForeignKey("network.Vendor", models.PROTECT, related_name="cases", verbose_name="éditeur")
    subject = OneLineField("objet", max_length=160)
    severity = models.CharField("gravité", max_length=10, choices=Severity)
    reference = OneLineField("référence de l’éditeur", max_length=60, blank=True)
    contacts = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name="interlocuteurs"
    )
    state = FSMField("état", max_length=10, choices=CaseState, default=CaseState.SENT, protected=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="ouvert par")
    sent_at = models.DateTimeField("envoyé le", default=clock.now)
    received_at = models.DateTimeField("reçu le", null=True, blank=True)
    receipt = models.CharField("preuve de réception", max_length=10, choices=Receipt, blank=True)
    closed_at = models.DateTimeField("clos le", null=True, blank=True)
    history = History()
    told = Told("a saisi l’éditeur", "a modifié le dossier")

    objects = VendorCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = "dossier éditeur"
        verbose_name_plural = "dossiers éditeur"
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=models.Q(state__in=NOT_CLOSED),
                name="vendor_case_one_open",
                violation_error_message="Un dossier est déjà ouvert chez l’éditeur pour ce ticket.",
            ),
            models.UniqueConstraint(
                fields=["vendor", "reference"],
                condition=~models.Q(reference=""),
                name="vendor_case_reference_once",
                violation_error_message="Un autre dossier a déjà cette référence chez cet éditeur.",
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=True, receipt="")
                | (models.Q(received_at__isnull=False) & ~models.Q(receipt="")),
                name="vendor_case_receipt_is_proved",
                violation_error_message="La réception a une date et une preuve, ou ni l’une ni l’autre.",
            ),
            models.CheckConstraint(
                condition=models.Q(received_at__isnull=True) | models.Q(received_at__gte=models.F("sent_at")),
                name="vendor_case_received_after_sent",
                violation_error_message="L’éditeur n’a pas pu le recevoir avant son envoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}, {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("tickets:case", args=[self.pk])

    @property
    def tone(self) -> str:
        """The ground of its badge."""
        return CASE_TONES[CaseState(self.state)]

    def severities(self, messages: Iterable["VendorMessage"]) -> list[tuple[datetime, str]]:
        """How grave it was, from when it was sent on: what its clock is read by. The changes are told in its thread."""
        changes = sorted((one for one in messages if one.severity), key=lambda one: one.pk)
        first = changes[0].severity_before if changes else self.severity
        return [(self.sent_at, first), *((one.at, one.severity) for one in changes)]

    @transition(
        state,
        [CaseState.SENT],
        CaseState.RECEIVED,
        permission=rules.may_note_receipt,
        custom={"label": "Noter la réception", "told": "a noté que l’éditeur l’a reçu", "automatic": True},
    )
    def receive(self, *, by: Any, received_at: Any, receipt: str) -> None:
        """The vendor has it, and something proves it: its delay begins."""
        self.received_at, self.receipt = received_at, receipt

    @transition(
        state,
        HEARD,
        CaseState.ANSWERED,
        permission=rules.may_answer_case,
        custom={"label": "Répondre", "told": "a répondu"},
    )
    def answer(self, *, by: Any) -> None:
        """The vendor has answered: it is for the Communauté to check."""

    @transition(
        state,
        HEARD,
        CaseState.ASKED,
        permission=rules.may_answer_case,
        custom={"label": "Poser une question", "told": "a posé une question"},
    )
    def ask(self, *, by: Any) -> None:
        """The vendor cannot go on without the Communauté."""

    @transition(
        state,
        [CaseState.ASKED, CaseState.ANSWERED],
        CaseState.RECEIVED,
        permission=rules.may_write_to_vendor,
        custom={"label": "Relancer", "told": "a relancé l’éditeur"},
    )
    def ask_again(self, *, by: Any) -> None:
        """The answer was not enough, or its question has been answered: it is the vendor’s turn."""

    @transition(
        state,
        NOT_CLOSED,
        CaseState.CLOSED,
        permission=rules.may_write_to_vendor,
        custom={"label": "Clore le dossier", "told": "a clos le dossier"},
    )
    def close(self, *, by: Any) -> None:
        """Nothing more is asked of the vendor."""
        self.closed_at = clock.now()


class VendorMessageQuerySet(models.QuerySet):
    """Messages to and from the vendor, by who may read them."""

    def visible_to(self, person):
        """Those of the cases one reads."""
        return self.filter(case__in=VendorCase.objects.visible_to(person))


class VendorMessage(models.Model):
    """Something said between the Communauté and the vendor: the only words of a ticket that the vendor ever reads.

    One that changes how grave the case is bears both severities; its words say why. It gives nobody the turn.
    """

    case = models.ForeignKey(VendorCase, models.PROTECT, related_name="messages", verbose_name="dossier")
    direction = models.CharField("sens", max_length=3, choices=Direction)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="écrit par")
    at = models.DateTimeField("le", default=clock.now)
    body = models.TextField("texte")
    meaning = models.CharField("ce qu’il apporte", max_length=8, choices=Meaning, blank=True)  # of what the vendor says
    severity_before = models.CharField("gravité d’avant", max_length=10, choices=Severity, blank=True)
    severity = models.CharField("nouvelle gravité", max_length=10, choices=Severity, blank=True)
    masked = models.PositiveSmallIntegerField("données masquées", default=0)  # of patrons, before it left
    # What the sender answers for, [[sort, what], …]: what was let pass, the files that were looked at.
    vouched = models.JSONField("vérifié par l’expéditeur", default=list, blank=True)
    token = models.UUIDField("envoi", default=uuid.uuid4, unique=True, editable=False)

    objects = VendorMessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "message à l’éditeur"
        verbose_name_plural = "messages à l’éditeur"
        indexes = [models.Index(fields=["case", "at"], name="vendor_message_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(direction=Direction.OUT, meaning="")
                | models.Q(direction=Direction.IN, meaning__in=Meaning.values),
                name="vendor_message_has_meaning",
            ),
            models.CheckConstraint(
                condition=models.Q(severity_before="", severity="")
                | models.Q(
                    models.Q(direction=Direction.OUT),
                    models.Q(severity_before__in=Severity.values, severity__in=Severity.values),
                    ~models.Q(severity_before=models.F("severity")),
                ),
                name="vendor_message_severity_changes",
                violation_error_message="Un changement de gravité dit celle d’avant et la nouvelle.",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.get_direction_display()} du {self.at:%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        return f"{reverse('tickets:case', args=[self.case_id])}#message-{self.pk}"

    @property
    def regrading(self) -> str:
        """What it changes, in a sentence; nothing for mere words."""
        return regrading(self.severity_before, self.severity) if self.severity else ""


def regrading(before: str, after: str) -> str:
    """« La gravité du dossier passe de mineure à bloquante. »: what the vendor reads, on its page and by mail."""
    return f"La gravité du dossier passe de {Severity(before).label} à {Severity(after).label}."
