"""The mechanisms that every app uses, without a word of the domain."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "foundation"
    verbose_name = "Socle"

    def ready(self) -> None:
        # Models exist only once every app is loaded.
        from foundation import digests, outbox, registers, registry  # noqa: PLC0415 - see above
        from foundation.imports import work  # noqa: PLC0415 - the same

        work.register()
        outbox.only_while(digests.KIND, digests.why_not)
        registry.unread_mails.add("digests", lambda obj, person: [digests.KIND])  # each is read where it tells of
        registry.navigation.add("registers", registers.navigation, order=95)
