from django.apps import AppConfig


class PrinciplesConfig(AppConfig):
    """What is asked: frameworks, their editions, criteria, and how answers are scored."""

    name = "principles"
    label = "principles"
