from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Fictional organisations that went through the product, and mail that is readable here."""

    name = "demonstration"
