"""What people send to open an attestation: where, for which day, with which answers."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from attestations.editions import follows, use_of
from attestations.models import Attestation
from attestations.response_forms import day
from organisations.models import Scope
from principles.models import Edition


class OpenForm(forms.Form):
    """Which scope, against which edition, as of which day."""

    scope = forms.ChoiceField(
        label="Scope",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the scope.", "invalid_choice": "Choose a scope."},
    )
    edition = forms.ChoiceField(
        label="Edition",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the edition.", "invalid_choice": "Choose an edition."},
    )
    as_of = day(
        "As-of date",
        "The day for which all answers hold; ages and periods are counted back from it. "
        "Today or earlier.",
    )

    source = forms.ChoiceField(
        label="Answers to begin with",
        help_text="From an earlier attestation of this scope, or from another scope of the same "
        "organisation. A page shows where each answer would go before anything is opened. "
        "Afterwards each waits until somebody confirms that it holds.",
        required=False,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    field_order = ("scope", "edition", "source", "as_of")

    def __init__(
        self,
        *args: Any,
        scopes: Iterable[Scope],
        editions: Iterable[Edition],
        sources: Iterable[Attestation],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.scopes = {str(each.pk): each for each in scopes}
        self.editions = {str(each.pk): each for each in editions}
        self.sources = {str(each.pk): each for each in sources}
        # The fields are our own copies, so that no query is left in a form class.
        scope, edition = self.fields["scope"], self.fields["edition"]
        if isinstance(scope, forms.ChoiceField) and isinstance(edition, forms.ChoiceField):
            scope.choices = [
                (key, f"{s.title} ({s.organisation.name})") for key, s in self.scopes.items()
            ]
            edition.choices = [(key, _dated(each)) for key, each in self.editions.items()]
            if len(edition.choices) == 1:
                edition.initial = edition.choices[0][0]
        self.fields["as_of"].error_messages["required"] = "Enter the as-of date."
        source = self.fields["source"]
        if isinstance(source, forms.ChoiceField):
            by_scope: dict[str, list[tuple[str, str]]] = {}
            for key, each in self.sources.items():
                by_scope.setdefault(str(each.scope), []).append((key, _told(each)))
            source.choices = [("", "None: every answer is blank"), *by_scope.items()]

    def clean_as_of(self) -> date:
        """Refuse a day to come: with earlier answers a page without this field follows."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError("The as-of date cannot be later than today.")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a source of another organisation, or one that the edition does not follow."""
        said = super().clean() or self.cleaned_data
        source = self.sources.get(said.get("source", ""))
        scope = self.scopes.get(said.get("scope", ""))
        edition = self.editions.get(said.get("edition", ""))
        if source is None or scope is None or edition is None:
            return said
        if source.scope.organisation_id != scope.organisation_id:
            self.add_error("source", "Answers are carried over within one organisation.")
        elif not follows(edition, source.edition):
            self.add_error(
                "source",
                f"These answers were given to edition {source.edition.version}, and edition "
                f"{edition.version} does not follow it. Choose a newer edition.",
            )
        return said


def _dated(edition: Edition) -> str:
    """The edition, with the days from and until which it can be signed where these matter."""
    use = use_of(edition)
    if use.last_day is not None:
        return f"{edition} (can be signed until {use.last_day:%-d %B %Y})"
    return f"{edition} (in effect from {edition.effective_on:%-d %B %Y})"


def _told(source: Attestation) -> str:
    return (
        f"{source.scope.title}, edition {source.edition.version}, as of "
        f"{source.as_of:%-d %B %Y} ({source.status_words.lower()})"
    )


class MoveForm(forms.Form):
    """The scope, the edition and the as-of date of the attestation that is opened."""

    scope = forms.ChoiceField(widget=forms.HiddenInput)
    edition = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "These answers cannot be carried over to this edition."},
    )
    as_of = day("As-of date")

    def __init__(
        self, *args: Any, scopes: Iterable[Scope], editions: Iterable[Edition], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        scope, edition = self.fields["scope"], self.fields["edition"]
        if isinstance(scope, forms.ChoiceField) and isinstance(edition, forms.ChoiceField):
            scope.choices = [(str(each.pk), each.title) for each in scopes]
            edition.choices = [(str(each.pk), str(each)) for each in editions]

    def edition_id(self) -> UUID:
        """The chosen edition."""
        return UUID(self.cleaned_data["edition"])
