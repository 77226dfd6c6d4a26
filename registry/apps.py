from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """What the public reads."""

    name = "registry"
