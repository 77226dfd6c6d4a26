from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Persons and API keys."""

    name = "accounts"
