from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Organisations, the people in them, and what their roles allow."""

    name = "organisations"
