"""Which address belongs to which room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("accounts.urls")),
]
if settings.DEVELOPMENT:
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))
