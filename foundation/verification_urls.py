"""The public page of printed papers: its address stands on paper, so that it never changes."""

from django.urls import path

from foundation.views import verification

app_name = "verification"

urlpatterns = [
    path("", verification.form, name="form"),
    path("<str:code>/", verification.paper, name="paper"),
]
