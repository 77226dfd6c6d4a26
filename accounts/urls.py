"""Log-in, second factor and password reset, by the library, in our design."""

from django.urls import include, path

from accounts import views

urlpatterns = [
    path("2fa/totp/activate/", views.activate_totp, name="mfa_activate_totp"),
    # An address comes from an invitation and is no matter of the person's own settings.
    path("email/", views.nothing_here, name="account_email"),
    path("", include("allauth.urls")),
]
