from django.apps import AppConfig


class AttestationsConfig(AppConfig):
    """A member's declaration, from draft to acceptance."""

    name = "attestations"
