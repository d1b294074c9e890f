"""Addresses (design: stable addresses). Paths are interface, hence French; names are code."""

from django.urls import include, path

handler400 = "foundation.views.errors.bad_request"
handler403 = "foundation.views.errors.forbidden"
handler404 = "foundation.views.errors.not_found"
handler500 = "foundation.views.errors.server_error"

urlpatterns = [
    path("", include("reporting.urls")),
    path("conventions/", include("convention.urls")),
    path("formations/", include("training.urls")),
    path("tickets/", include("tickets.urls")),
    path("comites/", include("committees.urls")),
    path("sigb/", include("ils.urls")),
    path("reseau/", include("network.urls")),
    path("verifier/", include("foundation.verification_urls")),
    path("compte/", include("network.account_urls")),
    path("compte/", include("allauth.urls")),
    path("systeme/", include("foundation.urls")),
]
