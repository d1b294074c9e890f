"""The copies of what the clocks say, for lists and warnings; derived again each night."""

from django.db import models

from tickets.states import Clock, ClockState, Target


class Deadline(models.Model):
    """One clock and one target of a ticket as last read: `due_at` sorts, `tell_at` is when the next warning is owed.

    Nothing is true because it is written here: a page reads the clock itself, and a nightly task compares.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="deadlines", verbose_name="ticket")
    clock = models.CharField("horloge", max_length=3, choices=Clock)
    target = models.CharField("engagement", max_length=12, choices=Target)
    rank = models.PositiveBigIntegerField("passage", default=0)  # which hop, or the key of the vendor case
    since = models.DateTimeField("compté depuis", null=True, blank=True)  # each wait for news begins anew
    state = models.CharField("état", max_length=10, choices=ClockState)
    due_at = models.DateTimeField("échéance", null=True, blank=True)
    breached_at = models.DateTimeField("dépassée le", null=True, blank=True)
    told = models.PositiveSmallIntegerField("dernier seuil annoncé", default=0)  # percent
    tell_at = models.DateTimeField("prochaine annonce", null=True, blank=True)
    read_at = models.DateTimeField("lue le")

    class Meta:
        ordering = ["ticket", "clock", "rank", "target"]
        verbose_name = "échéance"
        verbose_name_plural = "échéances"
        indexes = [
            models.Index(fields=["tell_at"], name="deadline_to_tell", condition=models.Q(tell_at__isnull=False)),
            models.Index(fields=["due_at"], name="deadline_next", condition=models.Q(state__in=["RUNNING", "PAUSED"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "clock", "rank", "target"], name="deadline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_clock_display()}, {self.get_target_display()}"

    @property
    def key(self) -> tuple[str, str, int]:
        """Which clock, target and hop or case it is a copy of."""
        return (self.clock, self.target, self.rank)
