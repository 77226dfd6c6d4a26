"""What people type about attestations, apart from the answers themselves."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from accounts.models import User
from accounts.second_factor import SecondFactorForm
from attestations.evidence import Particulars
from attestations.models import DisclosureClass, EvidenceKind
from attestations.response_forms import day
from attestations.statement import Statement
from attestations.submission import Briefing
from attestations.vault import keep
from principles.models import Criterion

SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


GIVEN_BY_FORM: Final = [
    (kind.value, kind.label) for kind in (EvidenceKind.FILE, EvidenceKind.LINK, EvidenceKind.HASH)
]


class AsOfForm(forms.Form):
    """Another as-of date of a draft."""

    as_of = day("As-of date", "Ages and periods are counted back from it. Today or earlier.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].error_messages["required"] = "Enter the as-of date."


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason."},
    )


class RecallForm(SecondFactorForm):
    """Why a submission is taken back, with the second factor fresh."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write the reason."},
    )
    field_order = ("reason", "code")


class StatementForm(SecondFactorForm):
    """The signatory's acceptance of exactly what the page shows."""

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    authority = forms.CharField(
        label="By what authority you sign",
        help_text="Your office and what entitles you to bind the organisation, such as "
        "“Chief executive, entered in the company register”.",
        max_length=200,
        error_messages={"required": "Say by what authority you sign."},
    )
    publish_declared = forms.BooleanField(
        label="Publish a declared report",
        help_text="A report of kind “declared” becomes public once the registrar has accepted. "
        "Leave it unticked to publish nothing before an assessment.",
        required=False,
    )
    accept = forms.BooleanField(
        label="I have read what will be signed, and I make this statement",
        error_messages={"required": "Tick this to make the statement, or leave without signing."},
    )
    field_order = ("sha256", "authority", "publish_declared", "accept", "code")

    def __init__(self, *args: Any, request: HttpRequest, briefing: Briefing, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        self.briefing = briefing
        self.fields["sha256"].initial = briefing.sha256

    def statement(self) -> Statement:
        """What was accepted: the text that stood on the page, for the digest that it showed."""
        return Statement(
            text=self.briefing.statement,
            version=self.briefing.version,
            authority=self.cleaned_data["authority"],
            publish_declared=self.cleaned_data["publish_declared"],
            sha256=self.cleaned_data["sha256"],
        )


class ReturnForm(forms.Form):
    """What is incomplete: one item a line, a criterion's code first where there is one."""

    items = forms.CharField(
        label="What is incomplete",
        help_text="One item a line. Begin with the criterion's code where it concerns one, such "
        "as “SEC-05: the evidence cannot be opened”. It is about completeness, never about truth.",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Write at least one item that says what is incomplete."},
    )

    def listed(self, known: Iterable[str]) -> list[dict[str, str]]:
        """The items, each with the criterion it begins with, where there is such a one."""
        codes = set(known)
        found = []
        for line in self.cleaned_data["items"].splitlines():
            first, _, rest = line.strip().partition(":")
            code = first.strip().upper()
            concerns = code in codes and rest.strip()
            found.append(
                {
                    "criterion": code if concerns else "",
                    "text": rest.strip() if concerns else line.strip(),
                }
            )
        return [item for item in found if item["text"]]


class DelegationForm(forms.Form):
    """Which criteria a contributor answers."""

    person = forms.ChoiceField(
        label="Contributor",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the contributor.", "invalid_choice": "Choose one."},
    )
    criteria = forms.MultipleChoiceField(
        label="Criteria",
        help_text="These replace what was delegated to this person before. None ends it.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, people: Iterable[User], criteria: Iterable[Criterion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        person, codes = self.fields["person"], self.fields["criteria"]
        if isinstance(person, forms.ChoiceField) and isinstance(codes, forms.ChoiceField):
            person.choices = [(str(each.pk), str(each)) for each in people]
            codes.choices = [(each.code, f"{each.code} {each.title}") for each in criteria]

    def user_id(self) -> UUID:
        """The chosen contributor."""
        return UUID(self.cleaned_data["person"])


class EvidenceForm(forms.Form):
    """A piece of evidence: a file, a link, or the digest of a file that stays with the member."""

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give it a title."}
    )
    kind = forms.ChoiceField(
        label="What you give",
        choices=GIVEN_BY_FORM,
        widget=forms.RadioSelect,
        initial=EvidenceKind.FILE,
        error_messages={"required": "Choose what you give."},
    )
    file = forms.FileField(
        label="File",
        help_text="When you give a file.",
        required=False,
        error_messages={"empty": "The file is empty."},
    )
    url = forms.URLField(
        label="Link",
        help_text="When you give a link: an address that begins with https://.",
        required=False,
        max_length=2000,
        assume_scheme="https",
        error_messages={"invalid": "Enter a whole address, such as https://example.org/policy."},
    )
    sha256 = forms.CharField(
        label="SHA-256 of the file",
        help_text="When the file stays with you: 64 hexadecimal digits.",
        required=False,
        max_length=64,
    )
    disclosure = forms.ChoiceField(
        label="Who may see it",
        choices=DisclosureClass.choices,
        widget=forms.RadioSelect,
        initial=DisclosureClass.ASSESSOR,
        error_messages={"required": "Choose who may see it."},
    )
    effective_on = day("Effective date", "The day from which it holds, or on which it was made.")
    description = forms.CharField(
        label="Description",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].required = False
        self.fixed_kind = kind
        if kind:
            del self.fields["kind"]
            others = {
                "file": ("url", "sha256"),
                "link": ("file", "sha256"),
                "hash": ("file", "url"),
            }
            for name in others[kind]:
                del self.fields[name]

    def clean_sha256(self) -> str:
        """64 hexadecimal digits, in whatever case and spacing they were pasted."""
        text = "".join(self.cleaned_data["sha256"].split()).lower()
        if text and not SHA256.fullmatch(text):
            raise forms.ValidationError("Enter the 64 hexadecimal digits of a SHA-256.")
        return text

    def clean_url(self) -> str:
        """A web address; nothing that a browser would run."""
        url: str = self.cleaned_data["url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError("Enter an address that begins with https://.")
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind = self.fixed_kind or cleaned.get("kind")
        wanted = {
            EvidenceKind.FILE: ("file", "Choose a file."),
            EvidenceKind.LINK: ("url", "Enter the link."),
            EvidenceKind.HASH: ("sha256", "Enter the SHA-256 of the file."),
        }
        if kind in wanted:
            name, sentence = wanted[EvidenceKind(kind)]
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    def particulars(self) -> Particulars:
        """What was said, the file kept; raises the refusals of `vault.keep`."""
        said: Mapping[str, Any] = self.cleaned_data
        kind = EvidenceKind(self.fixed_kind or said["kind"])
        upload: UploadedFile[bytes] | None = said.get("file") if kind is EvidenceKind.FILE else None
        return Particulars(
            title=said["title"],
            kind=kind,
            disclosure=said["disclosure"],
            description=said["description"],
            effective_on=said["effective_on"],
            url=said.get("url", "") if kind is EvidenceKind.LINK else "",
            sha256=said.get("sha256", "") if kind is EvidenceKind.HASH else "",
            file=keep(upload.name or "file", upload.chunks()) if upload else None,
        )
