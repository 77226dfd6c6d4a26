"""Log-in, second factor and password reset, by the library, in our design."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
