"""The form of one row of the working papers: evidence, level, confidence, reason."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from assessments.blind_scores import Thought
from assessments.carried_out import DONE
from assessments.looks_shown import Step
from assessments.models import Confidence, NotApplicableVerdict, ReasonCode
from assessments.verdict_rules import (
    EvidenceView,
    Given,
    VerdictChanged,
    VerdictRefused,
    broken,
    changed_meanwhile,
)
from assessments.working_papers import HIGHEST, Judged, Row

JUDGED: Final = [("", "Not judged yet"), ("accept", "Accepted"), ("refuse", "Refused")]
SAID: Final = ("level", "confidence", "reason", "reason_code", "not_applicable", "done")


def meanings_of(rubric: Mapping[str, Any]) -> dict[str, str]:
    """What each level means, by level, as the edition's rubric has it."""
    return {str(level): str(words) for level, words in rubric["levels"].items()}


def level_choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The levels with their short names ("3 Met (target)"), the words up to the colon."""
    named = [
        (str(level), f"{level} {words.get(str(level), '').partition(':')[0]}".strip())
        for level in range(5)
    ]
    return [("", "Choose a level"), *named]


class VerdictForm(forms.Form):
    """What an assessor says to one criterion (and layer), beside the member's claim."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    not_applicable = forms.ChoiceField(
        label="The claim that it does not apply",
        required=False,
        choices=[("", "Not judged yet"), *NotApplicableVerdict.choices],
    )
    # data-key: what the keys 0 to 4 work (static/modules/shortcuts.js)
    level = forms.ChoiceField(
        label="Level", required=False, widget=forms.Select(attrs={"data-key": "level"})
    )
    confidence = forms.ChoiceField(
        label="Confidence", required=False, choices=[("", "Choose"), *Confidence.choices]
    )
    reason_code = forms.ChoiceField(
        label="Why below target or claim",
        required=False,
        choices=[("", "It is not below"), *ReasonCode.choices],
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    done = forms.MultipleChoiceField(
        label="What was done",
        required=False,
        choices=list(DONE.items()),
        widget=forms.CheckboxSelectMultiple,  # drawn by assessments/ticks.html
        help_text="Tick nothing where only the claim was read. Assurance follows from this.",
    )

    def __init__(
        self, *args: Any, row: Row, target: int, words: Mapping[str, str], **kwargs: Any
    ) -> None:
        """`words` says what each level means, as the edition's rubric has it."""
        self.row, self.target = row, target
        self.stale = self.is_told = False  # of a verdict that was given meanwhile
        self.blind: Sequence[Thought] = ()  # what was thought of it before the claim was seen
        self.only_works_out = False  # where the page has own figures: nothing else is looked at
        self.steps: Sequence[Step] = ()  # who said what, where two people were apart
        # In the summary of a page with many rows, an error names its criterion (and layer).
        self.named = " ".join(filter(None, (row.criterion.code, row.layer_title)))
        kwargs.setdefault("prefix", row.key)
        kwargs["initial"] = self._initial()
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = level_choices(words)  # type: ignore[attr-defined]
        if not row.claim.not_applicable:
            del self.fields["not_applicable"]
        for each in row.evidence:
            name = f"evidence-{each.piece.id}"
            label = f"Evidence: {each.piece.title}"
            self.fields[name] = forms.ChoiceField(label=label, required=False, choices=JUDGED)
            self.fields[f"{name}-reason"] = forms.CharField(
                label="Why it is refused", required=False, max_length=1000
            )

    def evidence_fields(self) -> list[tuple[Judged, Any, Any]]:
        """Each piece with its two fields, for the page."""
        return [
            (each, self[f"evidence-{each.piece.id}"], self[f"evidence-{each.piece.id}-reason"])
            for each in self.row.evidence
        ]

    def clean(self) -> dict[str, Any]:
        """Ask the rules of a verdict, so that every row says what is wrong with it."""
        cleaned = super().clean() or self.cleaned_data
        for each in self.row.evidence:
            name = f"evidence-{each.piece.id}"
            if cleaned.get(name) == "refuse" and not (cleaned.get(f"{name}-reason") or "").strip():
                self.add_error(f"{name}-reason", "Say why it is refused.")
            if cleaned.get(name) == "accept" and each.piece.is_closed:
                self.add_error(name, "Evidence that you cannot see cannot be accepted.")
        if self.errors:
            return cleaned
        one = self.given()
        if one.says_nothing:
            return cleaned
        cap = HIGHEST if self.is_lifted(one.evidence) else self.row.no_evidence_cap
        for refused in broken(self.row, one, target=self.target, cap=cap):
            self.refuse(refused)
        return cleaned

    def is_lifted(self, judged: Mapping[str, EvidenceView]) -> bool:
        """Whether accepted evidence carries a level, with what is `judged` here."""
        return any(
            not each.piece.is_statement and judged[each.piece.id].accepted
            if each.piece.id in judged
            else each.lifts
            for each in self.row.evidence
        )

    def refuse(self, refused: VerdictRefused) -> None:
        """Show a refusal at its field."""
        self.is_told = self.is_told or isinstance(refused, VerdictChanged)
        field = refused.field if refused.field in self.fields else None
        self.add_error(field, refused.sentence[:1].upper() + refused.sentence[1:])

    @property
    def is_stale(self) -> bool:
        """Whether another version has been given since the one that was read."""
        return bool(self["seen"].value() != self._shown)

    @property
    def _shown(self) -> str:
        return str(self.row.verdict.version if self.row.verdict else 0)

    def says_what_is_there(self) -> bool:
        """Of its evidence: nothing else than what stands now."""
        now = {each.piece.id: each.verdict for each in self.row.evidence}
        views = self.given().evidence
        return all(
            (held := now[key]) is not None
            and (held.accepted, held.reason) == (view.accepted, view.reason.strip())
            for key, view in views.items()
        )

    def let_the_other_stand(self) -> None:
        """Nothing was typed here: show the verdict that was given meanwhile."""
        data = self.data.copy()  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            value = self.get_initial_for_field(field, name)
            listed = value if isinstance(value, list | tuple) else [value]
            data.setlist(
                self.add_prefix(name), ["" if each is None else str(each) for each in listed]
            )
        self.data = data

    def read_anew(self) -> None:
        """After a refusal: keep what was typed, beside the verdict that was given meanwhile.

        The form then carries the version that the page shows, so that saving it again replaces
        the other verdict knowingly.
        """
        self.stale = self.is_stale
        if not self.stale:
            return
        if not self.is_told:
            self.refuse(changed_meanwhile(self.row.key))
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = self._shown
        self.data = data

    def accept_the_rest(self) -> None:
        """Before validation: take every visible piece that is not judged yet as accepted."""
        data = self.data.copy()  # type: ignore[attr-defined]
        for each in self.row.evidence:
            name = self.add_prefix(f"evidence-{each.piece.id}")
            if not data.get(name) and not each.piece.is_closed:
                data[name] = "accept"
        self.data = data

    def given(self) -> Given:
        """What was said, for the act."""
        said = self.cleaned_data
        level = said.get("level")
        return Given(
            key=self.row.key,
            seen=said["seen"],
            level=int(level) if level else None,
            confidence=said.get("confidence", ""),
            reason=said.get("reason", ""),
            reason_code=said.get("reason_code", ""),
            not_applicable=said.get("not_applicable", ""),
            done=said.get("done", ()),
            evidence=self._evidence(said),
            says_nothing=not any(said.get(name) for name in SAID),
        )

    def _evidence(self, said: Mapping[str, Any]) -> dict[str, EvidenceView]:
        views = {}
        for each in self.row.evidence:
            name = f"evidence-{each.piece.id}"
            if said.get(name):
                accepted = said[name] == "accept"
                reason = "" if accepted else said.get(f"{name}-reason", "")
                views[each.piece.id] = EvidenceView(accepted, reason)
        return views

    def _initial(self) -> dict[str, Any]:
        verdict = self.row.verdict
        initial: dict[str, Any] = {"seen": verdict.version if verdict else 0}
        if verdict:
            initial |= {name: getattr(verdict, name) for name in SAID}
        for each in self.row.evidence:
            if each.verdict:
                name = f"evidence-{each.piece.id}"
                initial[name] = "accept" if each.verdict.accepted else "refuse"
                initial[f"{name}-reason"] = each.verdict.reason
        return initial
