"""What somebody looks for in a library; whatever else the address says is passed over."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from attestations.library import ORDERS, Wanted
from attestations.models import Attestation, DisclosureClass

ANY = ("", "Any")
KINDS = (
    ("file", "Files"),
    ("link", "Links"),
    ("hash", "SHA-256 only"),
    ("statement", "Statements"),
)
STATES = (
    ("stale", "Stale"),
    ("soon", "Ends within 30 days"),
    ("unused", "Serves no answer"),
    ("used", "Serves an answer"),
)
SORTS = (
    ("title", "Title"),
    ("newest", "Newest first"),
    ("ends", "What ends first"),
    ("uses", "Most answers first"),
)


class LibraryForm(forms.Form):
    """Words, filters, order."""

    use_required_attribute = False
    q = forms.CharField(label="Words, file name or SHA-256", max_length=200, required=False)
    kind = forms.ChoiceField(label="What it is", choices=[ANY, *KINDS], required=False)
    seen_by = forms.ChoiceField(
        label="Who may see it", choices=[ANY, *DisclosureClass.choices], required=False
    )
    state = forms.ChoiceField(label="State", choices=[ANY, *STATES], required=False)
    attestation = forms.ChoiceField(label="Serves answers of", required=False)
    sort = forms.ChoiceField(label="Order", choices=SORTS, required=False)

    def __init__(self, *args: Any, attestations: QuerySet[Attestation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["attestation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", "Any attestation"),
                *(
                    (str(each.pk), f"{each.scope.title}, edition {each.edition.version}")
                    for each in attestations[:100]
                ),
            ]

    def wanted(self) -> Wanted:
        """What is asked; a value that is none of the choices asks nothing."""
        self.is_valid()
        said = self.cleaned_data
        sort = said.get("sort") or "title"
        return Wanted(
            words=said.get("q", ""),
            kind=said.get("kind", ""),
            disclosure=said.get("seen_by", ""),
            state=said.get("state", ""),
            attestation=said.get("attestation", ""),
            sort=sort if sort in ORDERS else "title",
        )
