"""Celery’s own settings, the same code for the embedded transport and for Redis or RabbitMQ (ADR 0003).

Without a broker (`CELERY_BROKER_URL=filesystem://`) messages are files under `var/broker`; a message lost by a
killed worker costs only the time until the next sweep, since every task is keyed on a row with a lease.
"""

from datetime import timedelta

from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

broker_url = settings.CELERY_BROKER_URL
if broker_url.startswith("filesystem"):
    TRANSPORT_ALIASES["filesystem"] = "config.broker_files:Transport"
    broker_url = "filesystem://localhost//"  # the machine’s own; without a name kombu warns at each start
    _folder = settings.CELERY_BROKER_DIR
    for _name in ("queue", "control"):
        (_folder / _name).mkdir(mode=0o750, parents=True, exist_ok=True)
    broker_transport_options = {
        "data_folder_in": str(_folder / "queue"),
        "data_folder_out": str(_folder / "queue"),
        "control_folder": str(_folder / "control"),
        "polling_interval": 0.1,
    }
    worker_enable_remote_control = False
    worker_send_task_events = False
elif broker_url.startswith("redis"):
    # A page that wakes a worker does not wait long for a Redis that is away: the sweep will do it.
    broker_transport_options = {"socket_connect_timeout": 2, "socket_timeout": 10}
broker_connection_timeout = 2
broker_connection_retry_on_startup = True

accept_content = ["json"]
task_serializer = "json"
task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
task_time_limit = 30 * 60
worker_prefetch_multiplier = 4
worker_max_tasks_per_child = 200
worker_max_memory_per_child = 200_000  # KiB, looked at between two tasks, hence well under the 300 MB to keep
worker_lost_wait = 2
worker_hijack_root_logger = False  # one log for all: config.logs
worker_redirect_stdouts = False
timezone = "Europe/Paris"

# Beat keeps nothing between two starts: intervals are short, and nothing depends on a tick that was missed.
beat_scheduler = "celery.beat:Scheduler"


def _every(seconds: int, task: str) -> dict[str, object]:
    """A tick that no worker took before the next one is thrown away: they must not pile up."""
    return {
        "task": task,
        "schedule": timedelta(seconds=seconds),
        "options": {"expires": seconds},
    }


beat_schedule = {
    "outbox": _every(15, "foundation.tasks.send_outbox"),
    "digests": _every(2 * 60, "foundation.tasks.make_digests"),
    "jobs": _every(15, "foundation.tasks.sweep_jobs"),
    "reminders": _every(15 * 60, "foundation.tasks.plan_reminders"),
    "seats": _every(60, "training.tasks.settle_seats"),
    "waits": _every(60, "tickets.tasks.end_waits"),
    "warnings": _every(60, "tickets.tasks.tell_warnings"),
    "untaken": _every(5 * 60, "tickets.tasks.pass_on_untaken"),
    "silent": _every(15 * 60, "tickets.tasks.close_silent"),
    "delays": _every(30 * 60, "tickets.tasks.check_delays"),
    "retention": _every(6 * 3600, "foundation.tasks.purge_expired"),
}
