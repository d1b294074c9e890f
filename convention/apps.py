"""What a commune signs to share the SIGB: model texts, conventions, end dates, reminders."""

from datetime import timedelta

from django.apps import AppConfig

from foundation import registry


class ConventionConfig(AppConfig):
    name = "convention"
    verbose_name = "Conventions"

    def ready(self) -> None:
        # What follows needs the models, which exist only once the apps are ready.
        from convention import (  # noqa: PLC0415
            batches,
            contributions,
            follow_up,
            generation,
            mails,
            mandates,
            panels,
            preview,
            reminders,
        )

        # So do the queues and the ladders that they are entered in.
        from foundation import jobs, outbox  # noqa: PLC0415
        from foundation import reminders as ladders  # noqa: PLC0415

        follow_up.register()
        mails.register()
        outbox.only_while(reminders.KIND, reminders.why_not, again=reminders.again)
        ladders.register(reminders.LADDER)
        registry.figures.add("convention", panels.figures, order=10)
        registry.todo.add("convention", panels.todo, order=10)
        registry.home_panels.add("convention", panels.home_panels, order=10)
        registry.navigation.add("convention", contributions.navigation, order=20)
        registry.commune_panels.add("convention", contributions.commune_panel, order=10)
        registry.searched.add("convention", contributions.searched, order=20)
        registry.search_sources.add("convention", contributions.search, order=20)
        registry.life.add("convention", contributions.life)
        registry.truths.add("convention", contributions.truths)
        registry.mandate_objections.add("convention", mandates.objections)
        registry.mandate_effects.add("convention", mandates.effects)
        jobs.register(
            generation.GENERATE, prepare=generation.render_one, apply=generation.create_one, finish=generation.sum_up
        )
        jobs.register(generation.PRINT, prepare=generation.render_again, apply=generation.replace_pdf)
        jobs.register(preview.PREVIEW, prepare=preview.render_one, apply=preview.keep_one, finish=preview.show)
        jobs.register(batches.STEP, apply=batches.do_step)
        jobs.register(
            batches.ARCHIVE, prepare=batches.zip_pdfs, apply=batches.keep_archive, lasts=timedelta(minutes=10)
        )
