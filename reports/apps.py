from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """From a decision to a signed, logged PDF."""

    name = "reports"
