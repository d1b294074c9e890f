"""The hours of the demo: both services, the vendor, and libraries that open from Tuesday to Saturday (R35)."""

from datetime import date, time, timedelta

from foundation.workcalendar import Hours, Interval, next_working_day
from network.closures import Closure
from network.models import Library, OpeningHours, Service, Vendor
from network.models.opening import place_field
from network.opening import Place
from network.weeks import SERVICE_HOURS, VENDOR_HOURS, kept_week

OFFICE_LIBRARIES = 12  # the largest communes’; the others have not recorded their hours yet
MORNING, AFTERNOON, EVENING = (time(10), time(12)), (time(14), time(18)), (time(14), time(19))
Day = tuple[Interval, ...]

# From Tuesday to Saturday: what a head of library would record.
LIBRARY_WEEKS: tuple[tuple[Day, ...], ...] = (
    ((), (AFTERNOON,), (MORNING, AFTERNOON), (), (EVENING,), (MORNING, AFTERNOON), ()),
    ((), (EVENING,), (MORNING, EVENING), (AFTERNOON,), (EVENING,), ((time(10), time(17)),), ()),
    ((), (AFTERNOON,), (MORNING, AFTERNOON), (AFTERNOON,), (AFTERNOON,), (MORNING,), ()),
)
# In winter the DSINum closes earlier on Fridays: its second version, still to come.
SHORT_FRIDAY = Hours(week=(*SERVICE_HOURS.week[:4], ((time(8, 30), time(12)), (time(13, 30), time(16))), (), ()))


def load(libraries: list[Library], today: date) -> None:
    """Record the hours of each place, since long before today; the same day gives the same hours."""
    since = today - timedelta(days=900)
    bridge = next_working_day(today + timedelta(days=20))
    closed = [Closure(bridge, bridge, "pont")]
    for service in Service.objects.order_by("code"):
        _record(service, 1, since, SERVICE_HOURS, closed)
        if service.code == "DSINUM":
            _record(service, 2, today + timedelta(days=30), SHORT_FRIDAY, [])
    for vendor in Vendor.objects.filter(is_fictional=True):
        _record(vendor, 1, since, VENDOR_HOURS, [])
    inventory = Closure(today + timedelta(days=34), today + timedelta(days=41), "congés et inventaire")
    for rank, library in enumerate(libraries[:OFFICE_LIBRARIES]):
        _record(library, 1, since, Hours(week=LIBRARY_WEEKS[rank % len(LIBRARY_WEEKS)]), [inventory])


def _record(place: Place, number: int, since: date, hours: Hours, closures: list[Closure]) -> None:
    OpeningHours.objects.create(
        number=number,
        applies_from=since,
        week=kept_week(hours),
        closures=[one.kept for one in closures],
        **{place_field(place): place},
    )
