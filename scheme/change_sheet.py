"""The form in which the author declares what became of a criterion."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from principles.lineage import MEANING, WORDS, ChangeClass
from scheme.parts import Place
from scheme.sheet import Data, Section, Sheet
from scheme.sheet_fields import Codes, Words


class ChangeSheet(Sheet):
    """One declared change; `older` is the content of the edition followed."""

    left_out: ClassVar[frozenset[str]] = frozenset({"from", "provision"})

    def __init__(
        self, data: Data, place: Place, posted: QueryDict | None = None, *, older: Data
    ) -> None:
        self.older = older
        super().__init__(data, place, posted)
        rows = (*data["criteria"], *older["criteria"])
        self.lead = next((row["title"] for row in rows if row["code"] == place.key), "")

    def fresh(self) -> dict[str, Any]:
        """What can be read from the codes alone: it is new, it has gone, or neither."""
        was = any(row["code"] == self.place.key for row in self.older["criteria"])
        now = any(row["code"] == self.place.key for row in self.data["criteria"])
        kind = "" if was and now else (ChangeClass.RETIRED if was else ChangeClass.NEW)
        return {"criterion": self.place.key, "class": str(kind)}

    def fields(self) -> dict[str, forms.Field]:
        """Class, sources, note, provision."""
        classes = [
            (kind.value, f"{WORDS[kind]}: {MEANING[kind][:1].lower()}{MEANING[kind][1:]}")
            for kind in ChangeClass
            if kind is not ChangeClass.UNCHANGED
        ]
        older = self.older["edition"]["version"]
        return {
            "class": forms.ChoiceField(
                label="What kind of change is it?", choices=classes, widget=forms.RadioSelect
            ),
            "note": Words("What changed, in words", "Members read it when they move."),
            "provision": Words("Provision of a law that asks for it", rows=2, needed=False),
            "from": Codes(
                f"Criteria of edition {older} that it comes from",
                "Only for what is split or merged: their codes, such as GOV-01, GOV-02.",
            ),
        }

    def composed(self) -> Sequence[Section]:
        """One section."""
        return [Section("", list(self.fields()))]

    def closed(self, said: dict[str, Any]) -> dict[str, Any]:
        """With the criterion that it is about."""
        return {"criterion": self.place.key, **said}
