from foundation.models.appointment import Appointment
from foundation.models.document import Seal, StoredDocument
from foundation.models.draft import Draft
from foundation.models.imports import ImportBatch, ImportLine
from foundation.models.job import Job, JobLine
from foundation.models.outbox import OutboxMessage
from foundation.models.reading import Acknowledgement, Paper, PaperVersion
from foundation.models.reminder import Reminder
from foundation.models.saved_view import SavedView
from foundation.models.sequence import Sequence
from foundation.models.signed_link import SignedLink
from foundation.models.transition import Transition
from foundation.models.verifiable_paper import VerifiablePaper

__all__ = [
    "Acknowledgement",
    "Appointment",
    "Draft",
    "ImportBatch",
    "ImportLine",
    "Job",
    "JobLine",
    "OutboxMessage",
    "Paper",
    "PaperVersion",
    "Reminder",
    "SavedView",
    "Seal",
    "Sequence",
    "SignedLink",
    "StoredDocument",
    "Transition",
    "VerifiablePaper",
]
