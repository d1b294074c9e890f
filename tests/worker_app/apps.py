"""Work of no domain, for the tests of the worker: jobs whose lines count themselves, a mail, a ladder of reminders."""

from django.apps import AppConfig


class WorkerAppConfig(AppConfig):
    name = "tests.worker_app"
    label = "worker_app"
    verbose_name = "Travaux d’essai"

    def ready(self) -> None:
        from foundation import jobs  # noqa: PLC0415 - models are not loaded before ready
        from tests.worker_app import work  # noqa: PLC0415 - the same

        jobs.register("trial.count", prepare=work.think, apply=work.count, finish=work.conclude, lasts=work.LASTS)
