"""Conventions (design: /conventions/)."""

from django.urls import path

from convention.views import batches, coverage, detail, edit, generation, lists, rungs, steps, termination

app_name = "convention"

urlpatterns = [
    path("", lists.conventions, name="list"),
    path("generer/", generation.generate, name="generate"),
    path("lot/", batches.batch, name="batch"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/modifier/", edit.edit, name="edit"),
    path("<int:pk>/pdf/", edit.print_pdf, name="print"),
    path("<int:pk>/valider/", steps.validate, name="validate"),
    path("<int:pk>/envoyer/", steps.send, name="send"),
    path("<int:pk>/signatures/", steps.signatures, name="signatures"),
    path("<int:pk>/scan/", steps.scan, name="scan"),
    path("<int:pk>/exemplaires/<int:number>/", steps.original, name="original"),
    path("<int:pk>/notifier/", steps.notify, name="notify"),
    path("<int:pk>/reprendre/", steps.reopen, name="reopen"),
    path("<int:pk>/denoncer/", termination.terminate, name="terminate"),
    path("<int:pk>/denoncer/annuler/", termination.withdraw_termination, name="withdraw_termination"),
    path("couverture/", coverage.coverage, name="coverage"),
    path("echeances/", coverage.calendar, name="calendar"),
    path("rappels/", rungs.rungs, name="rungs"),
    path("rappels/<int:pk>/supprimer/", rungs.delete_rung, name="delete_rung"),
]
