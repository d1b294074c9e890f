from training.models.attendance import Attendance
from training.models.booking import Booking
from training.models.certification import Certification, CertificationModule
from training.models.course import Course, CourseModule
from training.models.session import HalfDay, HeldSeats, Session

__all__ = [
    "Attendance",
    "Booking",
    "Certification",
    "CertificationModule",
    "Course",
    "CourseModule",
    "HalfDay",
    "HeldSeats",
    "Session",
]
