"""Conventions (design: /conventions/)."""

from django.urls import URLPattern

app_name = "convention"

urlpatterns: list[URLPattern] = []
