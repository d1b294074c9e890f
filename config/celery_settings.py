"""Celery’s own settings, the same code for the embedded transport and for Redis or RabbitMQ.

Without a broker (`CELERY_BROKER_URL=filesystem://`) messages are files under `var/broker`; a message lost by a
killed worker costs only the time until the next sweep, since every task is keyed on a row with a lease.
"""

from datetime import timedelta

from django.conf import settings

broker_url = settings.CELERY_BROKER_URL
if broker_url.startswith("filesystem"):
    _folder = settings.CELERY_BROKER_DIR
    for _name in ("queue", "control"):
        (_folder / _name).mkdir(parents=True, exist_ok=True)
    broker_transport_options = {
        "data_folder_in": str(_folder / "queue"),
        "data_folder_out": str(_folder / "queue"),
        "control_folder": str(_folder / "control"),
        "polling_interval": 0.1,
    }
    worker_enable_remote_control = False
    worker_send_task_events = False

task_ignore_result = True
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 4
worker_max_tasks_per_child = 200
worker_max_memory_per_child = 300_000  # KiB
task_time_limit = 30 * 60
broker_connection_retry_on_startup = True
timezone = "Europe/Paris"

beat_schedule_filename = str(settings.VAR_DIR / "beat-schedule")
beat_schedule = {
    "outbox": {"task": "foundation.tasks.sweep_outbox", "schedule": timedelta(seconds=15)},
    "jobs": {"task": "foundation.tasks.sweep_jobs", "schedule": timedelta(seconds=15)},
    "reminders": {"task": "foundation.tasks.plan_reminders", "schedule": timedelta(minutes=15)},
}
