from django.apps import AppConfig


class DeskConfig(AppConfig):
    """What waits for the person who is signed in; reads only."""

    name = "desk"
