"""Communes, libraries, people and the registers beside them (design: /reseau/)."""

from django.urls import path

from network.views import communes, erasure, functions, institutions, libraries, opening, people, registers, vendors
from network.views.invitation import invitation

app_name = "network"

urlpatterns = [
    path("", communes.communes, name="communes"),
    path("communes/<int:pk>/", communes.commune, name="commune"),
    path("communes/<int:pk>/modifier/", communes.edit_commune, name="edit_commune"),
    path("bibliotheques/", libraries.libraries, name="libraries"),
    path("bibliotheques/nouvelle/", libraries.new_library, name="new_library"),
    path("bibliotheques/<int:pk>/", libraries.library, name="library"),
    path("bibliotheques/<int:pk>/modifier/", libraries.edit_library, name="edit_library"),
    path("bibliotheques/<int:pk>/horaires/", opening.new_library_hours, name="new_library_hours"),
    path("bibliotheques/<int:pk>/referent/", functions.designate, name="designate"),
    path("personnes/", people.people, name="people"),
    path("personnes/nouvelle/", people.new_person, name="new_person"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/modifier/", people.edit_person, name="edit_person"),
    path("personnes/<int:pk>/inviter/", people.invite, name="invite"),
    path("personnes/<int:pk>/fonction/", functions.assign, name="assign"),
    path("personnes/<int:pk>/anonymiser/", erasure.anonymise, name="anonymise"),
    path("fonctions/<int:pk>/fin/", functions.end_assignment, name="end_assignment"),
    path("communaute/", institutions.community, name="community"),
    path("communaute/modifier/", institutions.edit_community, name="edit_community"),
    path("services/nouveau/", institutions.new_service, name="new_service"),
    path("services/<int:pk>/", institutions.service, name="service"),
    path("services/<int:pk>/modifier/", institutions.edit_service, name="edit_service"),
    path("services/<int:pk>/horaires/", opening.new_service_hours, name="new_service_hours"),
    path("titulaires/", vendors.vendors, name="vendors"),
    path("titulaires/nouveau/", vendors.new_vendor, name="new_vendor"),
    path("titulaires/<int:pk>/", vendors.vendor, name="vendor"),
    path("titulaires/<int:pk>/modifier/", vendors.edit_vendor, name="edit_vendor"),
    path("titulaires/<int:pk>/horaires/", opening.new_vendor_hours, name="new_vendor_hours"),
    path("horaires/", opening.support_hours, name="support_hours"),
    path("horaires/<int:pk>/modifier/", opening.edit_hours, name="edit_hours"),
    path("horaires/<int:pk>/retirer/", opening.withdraw_hours, name="withdraw_hours"),
    path("mandats/", registers.mandates, name="mandates"),
    path("mandats/nouveau/", registers.new_mandate, name="new_mandate"),
    path("mandats/<int:pk>/", registers.edit_mandate, name="edit_mandate"),
    path("droits/", registers.rights, name="rights"),
    path("invitation/<str:token>/", invitation, name="invitation"),
]
