"""Bodies, seats and who sits there (design: /comites/)."""

from django.urls import path

from committees.views import committees, designations, missing, seats

app_name = "committees"

urlpatterns = [
    path("", committees.committees, name="list"),
    path("nouveau/", committees.new_committee, name="new"),
    path("<int:pk>/", committees.committee, name="committee"),
    path("<int:pk>/communes/", committees.communes, name="communes"),
    path("<int:pk>/modifier/", committees.edit_committee, name="edit"),
    path("<int:pk>/regles/", committees.edit_rules, name="rules"),
    path("<int:pk>/fermer/", committees.close_committee, name="close"),
    path("<int:pk>/sieges/nouveau/", seats.new_seat, name="new_seat"),
    path("<int:pk>/sieges/manquants/", missing.missing, name="missing_seats"),
    path("sieges/<int:pk>/", seats.seat, name="seat"),
    path("sieges/<int:pk>/modifier/", seats.edit_seat, name="edit_seat"),
    path("sieges/<int:pk>/fermer/", seats.close_seat, name="close_seat"),
    path("sieges/<int:pk>/designer/", designations.designate, name="designate"),
    path("sieges/<int:pk>/remplacer/", designations.replace, name="replace"),
    path("designations/<int:pk>/fin/", designations.end, name="end"),
    path("designations/<int:pk>/retirer/", designations.take_back, name="take_back"),
]
