"""Service desk: référent → DSINum or SCLP → vendor (R17, R28, R29, R32, R35)."""

from django.apps import AppConfig

from foundation import registry


class TicketsConfig(AppConfig):
    name = "tickets"
    verbose_name = "Guichet"

    def ready(self) -> None:
        from foundation import digests, reminders  # noqa: PLC0415 - they import models
        from tickets import (  # noqa: PLC0415 - models exist only once the apps are ready
            broadcasts,
            bulk,
            case_mails,
            contributions,
            home,
            lives,
            mails,
            rules,
            searching,
            waits,
        )

        digests.register(
            digests.Family(
                mails.FAMILY,
                "Tickets",
                help="Ce qui se passe dans les tickets qui vous concernent.",
                concerns=rules.may_use_desk,
                may_be_silenced=True,
                page="tickets:list",
            )
        )
        mails.register()
        case_mails.register()
        searching.register()
        reminders.register(waits.LADDER)
        broadcasts.register()
        bulk.register()
        registry.navigation.add("tickets", contributions.navigation, order=30)
        registry.page_links.add("tickets", contributions.page_link)
        registry.searched.add("tickets", contributions.searched, order=30)
        registry.search_sources.add("tickets", searching.search, order=35)
        registry.commune_panels.add("tickets", contributions.commune_panel, order=30)
        registry.on_termination.add("tickets", contributions.on_termination, order=30)
        registry.life.add("tickets", lives.life)
        registry.closed_lives.add("tickets", contributions.is_life_closed)
        registry.todo.add("tickets", home.todo, order=30)
        registry.figures.add("tickets", home.figures, order=30)
        registry.home_panels.add("tickets", home.home_panel, order=30)
