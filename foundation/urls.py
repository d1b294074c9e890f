"""Technical addresses shared by every app."""

from django.urls import path

from foundation.views import documents, health

app_name = "foundation"

urlpatterns = [
    path("sante/", health.health, name="health"),
    path("documents/<uuid:key>/", documents.document, name="document"),
]
