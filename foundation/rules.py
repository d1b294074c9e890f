"""Who may look at what runs behind the pages. Imports no models; higher apps answer through the registry."""

from typing import Any

from foundation import registry


def may_read_registers(person: Any) -> bool:
    """The registers of mail and of everybody’s jobs, and sending a dead letter again (design: an administrator)."""
    return any(registry.register_readers.collect(person))


def may_cancel(job: Any, person: Any) -> bool:
    """Whoever asked for it, or whoever keeps the registers."""
    return job.created_by_id == person.pk or may_read_registers(person)


def may_keep_paper(paper: Any, person: Any) -> bool:
    """Write, publish and withdraw a paper: whom the app that keeps it says."""
    return paper.is_kept_by(person)


def may_publish(version: Any, person: Any) -> bool:
    """The same of one of its versions."""
    return may_keep_paper(version.paper, person)
