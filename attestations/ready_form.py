"""A reason for every warning: one for all of a kind, and its own for each where one is written."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField

from attestations.presenting import place_words
from attestations.warned import WARNING_QUESTIONS, WARNING_WORDS, Warned, WarningKind

LONGEST: Final = 2000
# So many answers of one kind stand in sight; of more, those that nothing marks are folded.
IN_SIGHT: Final = 6
# A refusal names so many answers without a reason, and counts the others.
NAMED: Final = 5
# The key of a warning (`Warned.key`).
KEY: Final = re.compile(
    rf"(?:{'|'.join(WarningKind)}):(?P<code>[A-Z0-9-]{{1,40}}):(?P<layer>[a-z0-9_-]{{0,40}})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class WarnedRow:
    """One warned answer on the page: where it is mended, and its own reason."""

    warning: Warned
    name: str
    title: str
    url: str
    must_meet: bool
    is_new: bool
    field: BoundField

    @property
    def stands_out(self) -> bool:
        """Whether it is shown however many there are."""
        said = self.field.value()
        return self.must_meet or self.is_new or bool(said) or bool(self.field.errors)


@dataclass(frozen=True, slots=True)
class WarnedGroup:
    """All warnings of one kind; `shared` is the reason for all of them, None for a single one."""

    kind: WarningKind
    title: str
    shared: BoundField | None
    in_sight: Sequence[WarnedRow]
    folded: Sequence[WarnedRow]

    @property
    def count(self) -> int:
        """How many answers are warned of."""
        return len(self.in_sight) + len(self.folded)

    @property
    def must_meets(self) -> int:
        """How many of them must be met."""
        return sum(1 for row in (*self.in_sight, *self.folded) if row.must_meet)


@dataclass(frozen=True, slots=True)
class Gone:
    """A warning that the sent page still showed, with the reason that was typed for it."""

    key: str
    name: str
    reason: str


class ReadyForm(forms.Form):
    """The reasons with which an attestation is made ready.

    A field of a warning is named by its key, the shared one by the kind. A page sends the fields of
    all warnings that it showed, so that what came after is known to be new and is never covered by
    a reason that was written without it. `before` are the reasons of last time, by key.
    """

    use_required_attribute = False

    def __init__(
        self,
        *args: Any,
        warnings: Sequence[Warned],
        before: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = before or {}
        self.by_kind: dict[WarningKind, list[Warned]] = {}
        for each in warnings:
            self.by_kind.setdefault(each.kind, []).append(each)
        for kind, group in self.by_kind.items():
            self._ask(kind, group)
        self._show_as_asked(asked=True)

    def _ask(self, kind: WarningKind, group: Sequence[Warned]) -> None:
        told = {each.key: self.before[each.key] for each in group if each.key in self.before}
        common = _common(told.values()) if len(group) > 1 else ""
        if len(group) > 1:
            self.fields[kind] = _words(f"{WARNING_QUESTIONS[kind]}, for all {len(group)}", common)
        for each in group:
            own = told.get(each.key, "")
            question = f"{WARNING_QUESTIONS[kind]}: {place_words(each.place)}"
            self.fields[each.key] = _words(question, "" if own == common else own)

    def full_clean(self) -> None:
        """Judge with every field allowed to be empty, since one of two will do; show what is asked."""
        self._show_as_asked(asked=False)
        super().full_clean()
        self._show_as_asked(asked=True)

    def _show_as_asked(self, *, asked: bool) -> None:
        for kind, group in self.by_kind.items():
            self.fields[kind if len(group) > 1 else group[0].key].required = asked

    @property
    def new(self) -> tuple[Warned, ...]:
        """What the sent page did not show, or what was not there last time; () the first time."""
        known: Iterable[str] = self.data if self.is_bound else self.before
        if not self.is_bound and not self.before:
            return ()
        return tuple(w for group in self.by_kind.values() for w in group if w.key not in known)

    @property
    def gone(self) -> tuple[Gone, ...]:
        """What the sent page warned of, and is not warned of any more."""
        found = [(key, KEY.fullmatch(key)) for key in self.data if key not in self.fields]
        return tuple(
            Gone(key, place_words((match["code"], match["layer"])), str(self.data[key]))
            for key, match in found
            if match is not None
        )

    def clean(self) -> dict[str, Any]:
        """Every warning has its own reason or shares one, and was on the page that was sent."""
        cleaned = super().clean() or self.cleaned_data
        for kind, group in self.by_kind.items():
            if cleaned.get(kind):
                continue
            without = [each for each in group if not cleaned.get(each.key) and self._fits(each.key)]
            if without:
                self.add_error(kind if len(group) > 1 else group[0].key, _missing(group, without))
        if self.new:
            names = ", ".join(dict.fromkeys(place_words(each.place) for each in self.new))
            self.add_error(
                None,
                f"An answer has changed since you opened this page, and warns anew: {names}. "
                "Read what is marked as new, then press “Make ready” again.",
            )
        return cleaned

    def _fits(self, key: str) -> bool:
        """Whether the field has no error of its own, such as a reason that is too long."""
        return key not in self.errors

    def reasons(self) -> dict[str, str]:
        """The reasons by the warnings' keys."""
        said = self.cleaned_data
        return {
            each.key: said[each.key] or said.get(kind, "")
            for kind, group in self.by_kind.items()
            for each in group
        }

    def typed(self) -> list[tuple[str, str]]:
        """What was written, by the fields' labels: for a page that has no place for it any more."""
        fields = [(str(self[name].label), str(self[name].value() or "")) for name in self.fields]
        rest = [(each.name, each.reason) for each in self.gone]
        return [(label, text) for label, text in (*fields, *rest) if text.strip()]

    def groups(
        self, urls: Mapping[str, str], titles: Mapping[str, str], must_meet: frozenset[str]
    ) -> list[WarnedGroup]:
        """The warnings as the page shows them: by kind, what must be met first.

        `urls` are the places to mend by the warnings' keys, `titles` those of the criteria.
        """
        new = {each.key for each in self.new}
        found = []
        for kind, group in self.by_kind.items():
            rows = [
                WarnedRow(
                    warning=each,
                    name=place_words(each.place),
                    title=titles[each.place[0]],
                    url=urls[each.key],
                    must_meet=each.place[0] in must_meet,
                    is_new=each.key in new,
                    field=self[each.key],
                )
                for each in group
            ]
            rows.sort(key=lambda row: not row.must_meet)
            apart = len(rows) > IN_SIGHT
            found.append(
                WarnedGroup(
                    kind=kind,
                    title=WARNING_WORDS[kind],
                    shared=self[kind] if len(group) > 1 else None,
                    in_sight=[row for row in rows if row.stands_out or not apart],
                    folded=[row for row in rows if apart and not row.stands_out],
                )
            )
        return found


def _words(label: str, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        initial=initial,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": f"Write at most {LONGEST:,} characters."},
    )


def _common(reasons: Iterable[str]) -> str:
    """The reason that several warnings share; the most frequent, "" where each has its own."""
    counted = Counter(reasons).most_common(1)
    return counted[0][0] if counted and counted[0][1] > 1 else ""


def _missing(group: Sequence[Warned], without: Sequence[Warned]) -> str:
    if len(group) == 1:
        return "A warning needs a reason. Write why it stays so, or mend the answer."
    if len(without) == len(group):
        return f"Write one reason for all {len(group)} answers, or one at each of them."
    names = ", ".join(place_words(each.place) for each in without[:NAMED])
    more = f" and {len(without) - NAMED} more" if len(without) > NAMED else ""
    return f"{names}{more} still need a reason: write it here, or at the answer."
