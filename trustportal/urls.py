"""Which address belongs to which room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from trustportal.theme import theme

handler403 = "trustportal.failures.permission_denied"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("registry.urls")),
    path("", include("desk.urls")),
    path("", include("organisations.urls")),
    path("", include("attestations.urls")),
    path("", include("assessments.urls")),
    path("", include("reports.urls")),
    path("editions/", include("scheme.urls")),
    path("log/", include("transparency.urls")),
    path("api/v1/", include("api.urls")),
    path("accounts/", include("accounts.urls")),
    path("theme.css", theme, name="theme"),
]
if settings.ENVIRONMENT.is_local:
    urlpatterns.append(path("", include("demonstration.urls")))
if settings.DEVELOPMENT:
    from django.contrib import admin

    urlpatterns.append(path("admin/", admin.site.urls))
