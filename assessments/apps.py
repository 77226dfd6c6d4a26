from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Independent review: engagements, verdicts, findings, decisions."""

    name = "assessments"
