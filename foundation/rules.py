"""Who may look at what runs behind the pages. Imports no models; higher apps answer through the registry."""

from typing import Any

from foundation import registry


def may_read_registers(person: Any) -> bool:
    """The registers of mail and of everybody’s jobs, and sending a dead letter again (design: an administrator)."""
    return any(registry.register_readers.collect(person))


def may_cancel(job: Any, person: Any) -> bool:
    """Whoever asked for it, or whoever keeps the registers."""
    return job.created_by_id == person.pk or may_read_registers(person)
