from network.models.assignment import Assignment
from network.models.commune import Commune
from network.models.institution import PresidentMandate, Service, UrbanCommunity, Vendor
from network.models.library import Library
from network.models.opening import OpeningHours
from network.models.person import Person

__all__ = [
    "Assignment",
    "Commune",
    "Library",
    "OpeningHours",
    "Person",
    "PresidentMandate",
    "Service",
    "UrbanCommunity",
    "Vendor",
]
