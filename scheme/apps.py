from django.apps import AppConfig


class SchemeConfig(AppConfig):
    """Where scheme managers write an edition, try it, and publish it in twos."""

    name = "scheme"
    label = "scheme"
