"""Communes, libraries, people (design: /reseau/)."""

from django.urls import path

from network.views.invitation import invitation

app_name = "network"

urlpatterns = [
    path("invitation/<str:token>/", invitation, name="invitation"),
]
