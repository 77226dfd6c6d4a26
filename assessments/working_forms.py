"""The form of the plan; the forms of verdicts are in `verdict_forms`."""

from django.http import QueryDict

from accounts.second_factor import SecondFactorForm
from assessments.form_fields import day_field, text_field
from assessments.plan import METHODS, Plan
from principles.models import Criterion


class PlanForm(SecondFactorForm):
    """The plan: scope, dates, a note; methods come from the table beside it."""

    scope = text_field("Scope of the assessment", "Say what the assessment covers.")
    note = text_field("Note", "", required=False, help_text="Sites, samples, who is interviewed.")
    begins_on = day_field("Work begins on")
    ends_on = day_field("Work ends on")

    field_order = ["scope", "begins_on", "ends_on", "note"]

    def plan(self, criteria: list[Criterion]) -> Plan:
        """The plan, with the methods ticked for each criterion."""
        said = self.cleaned_data
        ticked = {each.code: self.data_list(f"method-{each.code}") for each in criteria}
        return Plan(said["scope"], said["note"], said["begins_on"], said["ends_on"], ticked)

    def data_list(self, name: str) -> list[str]:
        """The values sent for a name, those that are methods."""
        data = self.data
        sent = data.getlist(name) if isinstance(data, QueryDict) else []
        return [each for each in map(str, sent) if each in METHODS]
