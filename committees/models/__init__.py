from committees.models.committee import Committee
from committees.models.designation import Designation
from committees.models.seat import Seat

__all__ = ["Committee", "Designation", "Seat"]
