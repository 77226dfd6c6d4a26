from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Who did what, only ever added."""

    name = "journal"
