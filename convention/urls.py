"""Conventions (design: /conventions/)."""

from django.urls import path

from convention.views import coverage, rungs

app_name = "convention"

urlpatterns = [
    path("couverture/", coverage.coverage, name="coverage"),
    path("echeances/", coverage.calendar, name="calendar"),
    path("rappels/", rungs.rungs, name="rungs"),
    path("rappels/<int:pk>/supprimer/", rungs.delete_rung, name="delete_rung"),
]
