"""Technical addresses shared by every app."""

from django.urls import path

from foundation.views import (
    audit,
    documents,
    drafts,
    guides,
    health,
    import_files,
    imports,
    jobs,
    lists,
    notices,
    outbox,
    presence,
    search,
)

app_name = "foundation"

urlpatterns = [
    path("sante/", health.health, name="health"),
    path("aide/", guides.guides, name="guides"),
    path("aide/<slug:slug>/", guides.guide, name="guide"),
    path("accessibilite/", notices.accessibility, name="accessibility"),
    path("mentions-legales/", notices.legal_notice, name="legal_notice"),
    path("donnees-personnelles/", notices.personal_data, name="personal_data"),
    path("brouillons/", drafts.draft, name="draft"),
    path("presence/", presence.sign, name="presence"),
    path("recherche/", search.search, name="search"),
    path("vie/<str:app_label>/<str:model_name>/<int:pk>/", audit.life, name="life"),
    path("vues/", lists.save_view, name="saved_view_save"),
    path("vues/<int:pk>/supprimer/", lists.delete_view, name="saved_view_delete"),
    path("documents/<uuid:key>/", documents.document, name="document"),
    path("imports/", imports.index, name="imports"),
    path("imports/<slug:kind>/nouveau/", imports.new, name="import_new"),
    path("imports/<slug:kind>/modele.xlsx", import_files.model, name="import_model"),
    path("imports/<uuid:key>/", imports.show, name="import"),
    path("imports/<uuid:key>/colonnes/", imports.columns, name="import_columns"),
    path("imports/<uuid:key>/confirmer/", imports.confirm, name="import_confirm"),
    path("imports/<uuid:key>/annuler/", imports.undo, name="import_undo"),
    path("imports/<uuid:key>/abandonner/", imports.abandon, name="import_abandon"),
    path("imports/<uuid:key>/refus.<str:form>", import_files.refused, name="import_refused"),
    path("travaux/", jobs.index, name="jobs"),
    path("travaux/<uuid:key>/", jobs.show, name="job"),
    path("travaux/<uuid:key>/annuler/", jobs.cancel, name="job_cancel"),
    path("messages/", outbox.index, name="outbox"),
    path("messages/<int:pk>/", outbox.show, name="outbox_message"),
    path("messages/<int:pk>/renvoyer/", outbox.resend, name="outbox_resend_one"),
    path("messages/renvoyer/", outbox.resend, name="outbox_resend"),
]
