"""The portal's addresses, with a page after log-in that depends on nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from trustportal import urls
from trustportal.theme import theme


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("theme.css", theme, name="theme"),
    path("desk/", nothing, name="desk"),
    path("", nothing, name="home"),
    *urls.urlpatterns,
]
