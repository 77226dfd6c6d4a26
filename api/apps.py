from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What machines read."""

    name = "api"
