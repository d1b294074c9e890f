from foundation.models.appointment import Appointment
from foundation.models.document import Seal, StoredDocument
from foundation.models.draft import Draft
from foundation.models.imports import ImportBatch, ImportLine
from foundation.models.job import Job, JobLine
from foundation.models.mail_preference import MailMode, MailPreference
from foundation.models.outbox import OutboxMessage
from foundation.models.presence import Presence
from foundation.models.reading import Acknowledgement, Paper, PaperVersion
from foundation.models.reminder import Reminder
from foundation.models.saved_view import SavedView
from foundation.models.search_entry import SearchEntry
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
    "MailMode",
    "MailPreference",
    "OutboxMessage",
    "Paper",
    "PaperVersion",
    "Presence",
    "Reminder",
    "SavedView",
    "Seal",
    "SearchEntry",
    "Sequence",
    "SignedLink",
    "StoredDocument",
    "Transition",
    "VerifiablePaper",
]
