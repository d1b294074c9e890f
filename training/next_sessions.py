"""The other sessions that a mail names to who had no seat, or whose session is cancelled."""

from foundation import clock
from foundation.french import enumerate_fr, moment
from training.models import Booking

MOST = 3


def of(booking: Booking) -> list[str]:
    """When the next sessions of the course begin, to book again at once: « le mardi 30 mars 2027 à 9 h »."""
    course = booking.session.course
    found = course.sessions.to_come(clock.now()).exclude(pk=booking.session_id).order_by("first_at")[:MOST]
    return [f"le {moment(one.first_at)}" for one in found]


def told(dates: list[str]) -> str:
    """The same in a sentence; that there is none yet, where there is none."""
    if not dates:
        return "Aucune autre session n’est prévue pour l’instant : vous la verrez dès qu’elle sera publiée."
    return f"Les prochaines sessions ont lieu {enumerate_fr(dates)} : vous pouvez vous y inscrire."
