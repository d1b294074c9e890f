"""Own account: what allauth does not bring. Its names have no namespace, like those of allauth around them.

Two addresses stand in front of allauth’s own: it would keep several addresses per person, and unproved ones.
"""

from django.urls import path

from network.views import account, address, feed, own_messages

urlpatterns = [
    path("", account.own_account, name="own_account"),
    path("email/", address.own_address, name="account_email"),
    path("confirm-email/<str:key>/", address.confirm_address, name="account_confirm_email"),
    path("modifier/", account.edit_own_account, name="edit_own_account"),
    path("agenda/", feed.own_calendar, name="own_calendar"),
    path("agenda/nouvelle-adresse/", feed.make_feed, name="make_feed"),
    path("agenda/supprimer/", feed.revoke_feed, name="revoke_feed"),
    path("agenda/<str:token>.ics", feed.calendar_feed, name="calendar_feed"),
    path("messages/", own_messages.choose, name="own_messages"),
    path("couleurs/", account.choose_theme, name="choose_theme"),
    path("sessions/<int:pk>/fermer/", account.end_session, name="end_session"),
]
