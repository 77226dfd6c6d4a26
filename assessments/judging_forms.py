"""The form of a row on the page of its criterion: a verdict with the assessor's own figures."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from assessments.own_figure_fields import own_fields, own_initial, own_response
from assessments.own_figures import OWN, claimed_working, worked_out
from assessments.verdict_forms import VerdictForm
from assessments.verdict_rules import Given
from principles.answers import InvalidAnswer


class JudgingForm(VerdictForm):
    """A verdict and, folded away, what the assessor found herself in the terms of the answer.

    `worked_out` is what her figures give: those just entered, or those kept with the verdict;
    `claimed` how the member's level follows from its answer. With `only_works_out` nothing else
    than her figures is looked at.
    """

    def __init__(self, *args: Any, as_of: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.row
        self.as_of, self.entered = as_of, False
        self.fields.update(own_fields(row.criterion.rule))
        self.response: Any = None
        self.worked_out = row.verdict.own_figures if row.verdict else None
        self.claimed = claimed_working(row.criterion.rule, row.claim, layer=row.layer, as_of=as_of)

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """The fields of the assessor's own figures."""
        return [self[name] for name in self.fields if name.startswith(OWN)]

    @property
    def is_open(self) -> bool:
        """Whether the folded part shows: something stands in it, or is wrong with it."""
        wrong = any(name.startswith(OWN) for name in self.errors)
        return bool(wrong or self.entered or self.worked_out)

    def clean(self) -> dict[str, Any]:
        """Work her figures out first; a verdict with figures says something."""
        said = self.cleaned_data
        if not any(name.startswith(OWN) for name in self.errors):
            self._work_out(said)
        return said if self.only_works_out else super().clean()

    def given(self) -> Given:
        """What was said, with the figures."""
        one = super().given()
        says_nothing = one.says_nothing and not self.response
        return replace(one, own=self.response, own_asked=True, says_nothing=says_nothing)

    def _work_out(self, said: dict[str, Any]) -> None:
        rule = self.row.criterion.rule
        self.worked_out = None
        try:
            self.response = own_response(rule, said)
            self.entered = self.response is not None
            self.worked_out = worked_out(
                rule,
                self.response,
                layer=self.row.layer,
                has_evidence=self.is_lifted(self._evidence(said)),
                as_of=self.as_of,
            )
        except InvalidAnswer as problem:
            name = f"{OWN}{problem.field}"
            self.add_error(name if name in self.fields else None, problem.sentence)

    def _initial(self) -> dict[str, Any]:
        verdict = self.row.verdict
        kept = verdict.own_figures if verdict else None
        return super()._initial() | (own_initial(kept["response"]) if kept else {})
