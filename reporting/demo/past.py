"""What the demo tells as past: its mails left long ago."""

from datetime import timedelta

from django.db import models

from foundation import clock
from foundation.models import OutboxMessage


def long_sent(prefix: str) -> None:
    """What the mails of these kinds told was told then: nobody is written to about it today."""
    past = OutboxMessage.objects.filter(created_at__lt=clock.now() - timedelta(days=1), sent_at=None, carried_by=None)
    past.filter(kind__startswith=prefix).update(sent_at=models.F("created_at"), attempts=1)
