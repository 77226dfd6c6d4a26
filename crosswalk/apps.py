from django.apps import AppConfig


class CrosswalkConfig(AppConfig):
    """Which law or standard asks the same as a criterion."""

    name = "crosswalk"
    label = "crosswalk"
