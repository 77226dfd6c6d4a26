"""The form of a third look: a verdict between two others."""

from typing import Any

from assessments.verdict_forms import VerdictForm
from assessments.verdict_status import between


class ThirdLookForm(VerdictForm):
    """What a third person makes of a row: its evidence, and a level between the two given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verdict, field = self.row.verdict, self.fields["level"]
        if verdict is not None and not self.row.claim.not_applicable:
            open_to_choose = {str(each) for each in between(verdict.level, verdict.review_level)}
            field.choices = [  # type: ignore[attr-defined]
                (value, words)
                for value, words in field.choices  # type: ignore[attr-defined]
                if value in open_to_choose or not value
            ]

    def clean(self) -> dict[str, Any]:
        """As for a verdict, and it cannot be left empty: the evidence alone settles nothing."""
        cleaned = super().clean()
        if not self.errors and self.given().says_nothing:
            missing = "not_applicable" if "not_applicable" in self.fields else "level"
            self.add_error(missing, "Choose, give your reason, and say how sure you are.")
        return cleaned

    def _initial(self) -> dict[str, Any]:
        """The evidence as it is judged; nothing of what either of the two said."""
        initial = super()._initial()
        return {
            name: value
            for name, value in initial.items()
            if name == "seen" or name.startswith("evidence-")
        }
