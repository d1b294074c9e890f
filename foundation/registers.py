"""The lists of what runs behind the pages: jobs, their lines, and mail."""

from typing import Any

import django_filters
from django.db.models import Case, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.french import count, enumerate_fr, number, typography
from foundation.imports import kinds
from foundation.models import Job, JobLine, OutboxMessage
from foundation.models.job import Tally
from foundation.registry import NavigationEntry
from foundation.rules import may_read_registers
from foundation.tables import Column, StateColumn, Table
from foundation.templatetags.maillage import badge

OUTCOME_TONES = {Job.Outcome.DONE: "ok", Job.Outcome.FAILED: "late", Job.Outcome.CANCELLED: "neutral"}
LINE_TONES: dict[str, str] = {
    JobLine.Status.DONE: "ok",
    JobLine.Status.SKIPPED: "neutral",
    JobLine.Status.FAILED: "late",
}


def state_of(job: Job) -> tuple[str, str]:
    """Where a job stands, in a word, and the tone of its badge."""
    if job.outcome:
        return job.get_outcome_display(), OUTCOME_TONES[Job.Outcome(job.outcome)]
    if job.cancel_requested_at:
        return "annulation demandée", "warn"
    return ("en cours", "info") if job.started_at else ("en attente", "neutral")


def summary(job: Job, tally: Tally) -> str:
    """While it runs, « 16 sur 28, dont 3 déjà faites et 1 en erreur. »; then « 70 faites et 1 en erreur. ».

    A cancelled or failed job says what it has left undone too.
    """
    if tally.total and not job.finished_at:
        return typography(f"Étapes : {_reached(tally)}.")
    told = [
        count(tally.done, "faite"),
        count(tally.skipped, "déjà faite", "déjà faites") if tally.skipped else "",
        f"{tally.failed} en erreur" if tally.failed else "",
        count(tally.waiting, "non faite", "non faites") if tally.waiting and job.finished_at else "",
    ]
    return typography(f"Étapes : {enumerate_fr([words for words in told if words])}.")


def _reached(tally: Tally) -> str:
    apart = [
        count(tally.skipped, "déjà faite", "déjà faites") if tally.skipped else "",
        f"{tally.failed} en erreur" if tally.failed else "",
    ]
    said = f"{number(tally.over)} sur {number(tally.total)}"
    return f"{said}, dont {enumerate_fr([words for words in apart if words])}" if any(apart) else said


class JobFilter(django_filters.FilterSet):
    """By title and by where the job stands."""

    label = django_filters.CharFilter(lookup_expr="icontains", label="Intitulé")
    outcome = django_filters.ChoiceFilter(
        method="by_outcome",
        label="État",
        choices=[("RUNNING", "en cours ou en attente"), *Job.Outcome.choices],
        empty_label="Tous",
    )

    class Meta:
        model = Job
        fields = ["label"]

    def by_outcome(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """An unfinished job has no outcome yet."""
        return queryset.filter(outcome="" if value == "RUNNING" else value)


class JobTable(Table):
    """Jobs, the latest first."""

    label = Column()
    outcome = Column(verbose_name="état", empty_values=())
    created_by = Column(orderable=False)
    created_at = Column()
    finished_at = Column()

    def render_outcome(self, record: Job) -> SafeString:
        """Its state as a badge, also while there is no outcome."""
        return badge(*state_of(record))

    def value_outcome(self, record: Job) -> str:
        """The same word in an export."""
        return state_of(record)[0]


class JobLineFilter(django_filters.FilterSet):
    """By name and by what became of the line."""

    label = django_filters.CharFilter(lookup_expr="icontains", label="Intitulé")
    status = django_filters.ChoiceFilter(label="État", choices=JobLine.Status.choices, empty_label="Tous")

    class Meta:
        model = JobLine
        fields = ["label", "status"]


class JobLineTable(Table):
    """The lines of one job; a name opens on what the line made."""

    label = Column()
    status = StateColumn(tones=LINE_TONES)
    message = Column(orderable=False)
    finished_at = Column()

    def row_url(self, record: Any) -> str | None:
        """What was made, when something was: for who asked for it, as the others may not read it."""
        return record.url if record.url and record.job.created_by_id == self.reader.pk else None


class MessageFilter(django_filters.FilterSet):
    """By subject, address and what became of the message."""

    subject = django_filters.CharFilter(lookup_expr="icontains", label="Objet")
    to_email = django_filters.CharFilter(lookup_expr="icontains", label="Adresse")
    state = django_filters.ChoiceFilter(
        method="by_state",
        label="État",
        choices=[
            ("dead", "abandonné"),
            ("waiting", "à envoyer"),
            ("sent", "envoyé"),
            ("carried", "mis dans un résumé"),
            ("withdrawn", "retiré"),
        ],
        empty_label="Tous",
    )

    class Meta:
        model = OutboxMessage
        fields = ["subject", "to_email"]

    def by_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Each state is a reading of the row’s dates."""
        return getattr(queryset, value)()


def message_state(message: OutboxMessage) -> tuple[str, str]:
    """What became of a message, in a word, and the tone of its badge."""
    if message.carried_by:
        word, tone = message_state(message.carried_by)
        return f"{word}, dans un résumé", tone
    if message.dead_at:
        return "abandonné", "late"
    if message.sent_at:
        return "envoyé", "ok"
    if message.withdrawn_at:
        return "retiré", "neutral"
    if message.digest_at:
        return "gardé pour un résumé", "info"
    return ("nouvel essai prévu", "warn") if message.attempts else ("à envoyer", "info")


def dead_first(messages: QuerySet) -> QuerySet:
    """What somebody must look at, then the rest, the latest first."""
    return messages.order_by(Case(When(dead_at__isnull=False, then=Value(0)), default=Value(1)), F("created_at").desc())


def navigation(person: Any) -> list[NavigationEntry]:
    """Imports for who may make one, jobs for who starts them, and for who keeps the registers the dead letters."""
    imports, registers = bool(kinds.allowed_to(person)), may_read_registers(person)
    found = [NavigationEntry("Imports", reverse("foundation:imports"), "upload")] if imports else []
    if imports or registers:
        label = "Travaux de fond" if registers else "Mes travaux"
        found.append(NavigationEntry(label, reverse("foundation:jobs"), "list-checks"))
    if registers:
        dead = OutboxMessage.objects.dead()
        found.append(
            NavigationEntry("Messages", reverse("foundation:outbox"), "mail", counted="à reprendre", rows=dead)
        )
    return found


class MessageTable(Table):
    """Messages; never their text, which may hold somebody’s link to sign in."""

    subject = Column()
    to_email = Column()
    state = Column(verbose_name="état", accessor="pk", orderable=False)
    created_at = Column()
    sent_at = Column()
    last_error = Column(orderable=False)

    def render_state(self, record: OutboxMessage) -> SafeString:
        """Its state as a badge, with the number of tries when one was not enough."""
        tries = format_html(" {}", count(record.attempts, "essai")) if record.attempts > 1 else ""
        return format_html("{}{}", badge(*message_state(record)), tries)

    def value_state(self, record: OutboxMessage) -> str:
        """The same word in an export."""
        return message_state(record)[0]
