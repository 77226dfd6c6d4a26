from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Who holds the keys."""

    name = "custody"
    verbose_name = "Keys"
