from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    """The public log."""

    name = "transparency"
    verbose_name = "Public log"
