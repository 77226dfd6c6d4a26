"""The log-in pages and a page after log-in that depends on no other room."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from trustportal.theme import theme


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("theme.css", theme, name="theme"),
    path("desk/", nothing, name="desk"),
    path("", nothing, name="home"),
]
