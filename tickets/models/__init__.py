from tickets.models.category import Category, CategoryField
from tickets.models.deadline import Deadline
from tickets.models.delay_check import DelayCheck
from tickets.models.handover import Approval, Handover
from tickets.models.incident import IncidentUpdate, MeToo, NetworkIncident
from tickets.models.interval import TicketInterval
from tickets.models.message import CannedAnswer, Message, Relation, Watcher
from tickets.models.policy import PolicyVersion
from tickets.models.ticket import Ticket
from tickets.models.vendor_case import VendorCase, VendorMessage

__all__ = [
    "Approval",
    "CannedAnswer",
    "Category",
    "CategoryField",
    "Deadline",
    "DelayCheck",
    "Handover",
    "IncidentUpdate",
    "MeToo",
    "Message",
    "NetworkIncident",
    "PolicyVersion",
    "Relation",
    "Ticket",
    "TicketInterval",
    "VendorCase",
    "VendorMessage",
    "Watcher",
]
