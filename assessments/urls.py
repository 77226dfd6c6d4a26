"""Addresses of this room."""

from django.urls import URLPattern

from assessments import asking_urls, concluding_urls, engaging_urls, finding_urls, working_urls

app_name = "assessments"
urlpatterns: list[URLPattern] = [
    *engaging_urls.urlpatterns,
    *working_urls.urlpatterns,
    *asking_urls.urlpatterns,
    *finding_urls.urlpatterns,
    *concluding_urls.urlpatterns,
]
