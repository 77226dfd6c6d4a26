"""Addresses that exist on a demonstration only (and in development and tests)."""

from django.urls import path

from demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("demonstration/mail/", views.mailbox, name="mailbox"),
    path("demonstration/mail/<str:name>/", views.letter, name="letter"),
]
