"""Technical addresses shared by every app."""

from django.urls import path

from foundation.views import health

app_name = "foundation"

urlpatterns = [path("sante/", health.health, name="health")]
