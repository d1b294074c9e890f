"""Own account: what allauth does not bring."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
