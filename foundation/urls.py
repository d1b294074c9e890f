"""Technical addresses shared by every app."""

from django.urls import path

from foundation.views import audit, documents, drafts, health, lists, search

app_name = "foundation"

urlpatterns = [
    path("sante/", health.health, name="health"),
    path("brouillons/", drafts.draft, name="draft"),
    path("recherche/", search.search, name="search"),
    path("vie/<str:app_label>/<str:model_name>/<int:pk>/", audit.life, name="life"),
    path("vues/", lists.save_view, name="saved_view_save"),
    path("vues/<int:pk>/supprimer/", lists.delete_view, name="saved_view_delete"),
    path("documents/<uuid:key>/", documents.document, name="document"),
]
