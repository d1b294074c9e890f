"""Courses, sessions, bookings and papers to read (design: /formations/)."""

from django.urls import path

from training.views import attendance, bookings, calendar, courses, paper_versions, papers, sessions

app_name = "training"

urlpatterns = [
    path("", courses.courses, name="courses"),
    path("catalogue/nouvelle/", courses.new_course, name="new_course"),
    path("catalogue/<int:pk>/", courses.course, name="course"),
    path("catalogue/<int:pk>/modifier/", courses.edit_course, name="edit_course"),
    path("catalogue/<int:pk>/retirer/", courses.withdraw_course, name="withdraw_course"),
    path("catalogue/<int:pk>/session/", sessions.new_session, name="new_session"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/modifier/", sessions.edit_session, name="edit_session"),
    path("sessions/<int:pk>/demi-journee/", sessions.add_half_day, name="add_half_day"),
    path("sessions/<int:pk>/demi-journee/<int:half_day>/", sessions.move_half_day, name="move_half_day"),
    path("sessions/<int:pk>/demi-journee/<int:half_day>/retirer/", sessions.remove_half_day, name="remove_half_day"),
    path("sessions/<int:pk>/presences/<int:half_day>/", attendance.mark, name="mark_attendance"),
    path("sessions/<int:pk>/avis/", attendance.judge, name="judge"),
    path("sessions/<int:pk>/terminer/", attendance.close, name="close_session"),
    path("sessions/<int:pk>/places/", sessions.maximum, name="maximum"),
    path("sessions/<int:pk>/places-reservees/", sessions.hold_seats, name="hold_seats"),
    path("sessions/<int:pk>/places-reservees/<int:held>/rendre/", sessions.release_seats, name="release_seats"),
    path("sessions/<int:pk>/publier/", sessions.publish, name="publish"),
    path("sessions/<int:pk>/annuler/", sessions.cancel, name="cancel_session"),
    path("sessions/<int:pk>/inscrire/", bookings.book, name="book"),
    path("calendrier/", calendar.month, name="calendar"),
    path("inscriptions/", bookings.bookings, name="bookings"),
    path("inscriptions/<int:pk>/", bookings.booking, name="booking"),
    path("inscriptions/<int:pk>/accord/", bookings.approve, name="approve"),
    path("inscriptions/<int:pk>/refuser/", bookings.refuse, name="refuse"),
    path("inscriptions/<int:pk>/annuler/", bookings.withdraw, name="withdraw"),
    path("inscriptions/<int:pk>/accepter/", bookings.accept, name="accept"),
    path("guides/", papers.index, name="papers"),
    path("guides/nouveau/", paper_versions.new_paper, name="new_paper"),
    path("guides/<int:pk>/", papers.paper, name="paper"),
    path("guides/<int:pk>/versions/<int:number>/", papers.paper_version, name="paper_version"),
    path("guides/<int:pk>/lu/", papers.acknowledge, name="acknowledge"),
    path("guides/<int:pk>/lecteurs/", papers.paper_readers, name="paper_readers"),
    path("guides/<int:pk>/bibliotheques/", papers.paper_libraries, name="paper_libraries"),
    path("guides/<int:pk>/modifier/", paper_versions.edit_paper, name="edit_paper"),
    path("guides/<int:pk>/texte/", paper_versions.edit_draft, name="edit_draft"),
    path("guides/<int:pk>/brouillon/", paper_versions.paper_draft, name="paper_draft"),
    path("guides/<int:pk>/brouillon/supprimer/", paper_versions.discard_draft, name="discard_draft"),
    path("guides/<int:pk>/retirer/", paper_versions.withdraw_paper, name="withdraw_paper"),
    path("place/<str:token>/", bookings.offer, name="offer"),
]
