"""The SIGB and the access to it (design: /sigb/)."""

from django.urls import path

from ils.views import boards, grants, modules

app_name = "ils"

urlpatterns = [
    path("", modules.home, name="home"),
    path("modules/<slug:slug>/", modules.module, name="module"),
    path("modules/<slug:slug>/ce-qui-manque/", modules.missing, name="missing"),
    path("acces/", grants.grants, name="grants"),
    path("acces/demander/", grants.ask, name="ask"),
    path("acces/equipe/", boards.team, name="team"),
    path("acces/fermetures/", boards.closings, name="closings"),
    path("acces/couverture/", boards.coverage, name="coverage"),
    path("acces/<int:pk>/", grants.grant, name="grant"),
    path("acces/<int:pk>/accorder/", grants.give, name="give"),
    path("acces/<int:pk>/refuser/", grants.refuse, name="refuse"),
    path("acces/<int:pk>/annuler/", grants.cancel, name="cancel"),
    path("acces/<int:pk>/retirer/", grants.revoke, name="revoke"),
]
