"""The product’s addresses, and pages over the demands: a list, a form, a protected action."""

from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.workflow_app import views

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("essais/", views.demands, name="demands"),
    path("essais/<int:pk>/", views.edit, name="demand"),
    path("essais/<int:pk>/envoyer/", views.send, name="demand_send"),
    *urlpatterns,
]
