"""Technical addresses shared by every app."""

from django.urls import path

from foundation.views import audit, documents, drafts, health, import_files, imports, lists, search

app_name = "foundation"

urlpatterns = [
    path("sante/", health.health, name="health"),
    path("brouillons/", drafts.draft, name="draft"),
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
]
