"""The product’s addresses, and the gallery."""

from django.urls import path

from config.urls import handler403, handler404, handler500, urlpatterns
from tests.gallery.views import gallery

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("galerie/", gallery), *urlpatterns]
