"""What people type about evidence: a new piece, another version of one, a file that is revealed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.refusal import Refusal
from attestations.evidence import Particulars
from attestations.evidence_fields import OF_KIND, WANTED, fields_of
from attestations.evidence_files import NewFile
from attestations.evidence_models import PARTICULARS
from attestations.models import DisclosureClass, Evidence, EvidenceFile, EvidenceKind
from attestations.response_forms import day
from attestations.vault import Stored

SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
# From the widest to the closest; everybody a class lets in, the wider ones let in too.
WIDTH: Final = tuple(DisclosureClass.values)
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    EvidenceKind.FILE: ("One or more files", "They are kept here, each under its SHA-256."),
    EvidenceKind.LINK: ("A link", "A page that stays where it is, such as a published policy."),
    EvidenceKind.HASH: (
        "The SHA-256 of a file that stays with you",
        "The public log then shows that you had this very file today. You may reveal it later.",
    ),
    EvidenceKind.STATEMENT: (
        "A statement in your own words",
        "Described once for many answers. Without a file, link or SHA-256 the level stays 1.",
    ),
}
CLASS_HINT: Final = (
    "Every class also lets in all that stand below it, and your own people always. Where a "
    "criterion says “confidential”, it means the assessors; where it says “summary”, keep the piece "
    "for the assessors and write a public summary."
)


class KindForm(forms.Form):
    """What somebody wants to add."""

    kind = forms.ChoiceField(
        label="What do you want to add?",
        choices=[(kind, f"{title}. {hint}") for kind, (title, hint) in KINDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you give.", "invalid_choice": "Choose one."},
    )


class EvidenceForm(forms.Form):
    """A piece of evidence of one kind: what goes with the kind, and what is said of it.

    `piece` and its `files` are what is revised; each of these may be kept, with another class, or
    left out of the new version.
    """

    title = forms.CharField(
        label="Title", max_length=200, error_messages={"required": "Give it a title."}
    )
    effective_on = day("Effective date", "The day from which it holds, or on which it was made.")
    covers_from = day("Covers the time from", "The first day of the period that it speaks of.")
    covers_until = day("Covers the time until", "The last day of that period.")
    expires_on = day(
        "Stale from",
        "The first day on which it no longer holds, such as the day after a certificate ends. Owners "
        "and editors are reminded 30, 7 and 1 days before.",
    )
    disclosure = forms.ChoiceField(
        label="Who may see it",
        help_text=CLASS_HINT,
        choices=DisclosureClass.choices,
        widget=forms.RadioSelect,
        initial=DisclosureClass.ASSESSOR,
        error_messages={"required": "Choose who may see it."},
    )
    public_summary = forms.CharField(
        label="Public summary",
        help_text="What anyone may read of a piece that is not public. Leave it empty where nothing "
        "may be said.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    description = forms.CharField(
        label="Description",
        help_text="For those who may see the piece.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        piece: Evidence | None = None,
        files: Sequence[EvidenceFile] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind = EvidenceKind(kind)
        self.held = files
        self.current = piece.version if piece else None
        for name in ("effective_on", "covers_from", "covers_until", "expires_on"):
            self.fields[name].required = False
        self.fields["kind"] = forms.CharField(widget=forms.HiddenInput, initial=kind)
        own = OF_KIND[self.kind](bool(piece and files))
        if piece is not None:
            self.fields["version"] = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
            said = {field: getattr(piece, field) for field in PARTICULARS}
            self.initial = {**said, **self.initial, "version": piece.version, "kind": kind}
        for file in files:
            own |= fields_of(file)
        self.fields |= own
        self.order_fields(["kind", "version", "title", *own, *self.fields])

    def held_fields(self) -> list[tuple[EvidenceFile, Any, Any]]:
        """The files of the version that is revised, each with its two fields."""
        return [(file, self[f"keep-{file.pk}"], self[f"class-{file.pk}"]) for file in self.held]

    def plain_fields(self) -> list[Any]:
        """The visible fields but those of the files that are there already."""
        own = {name for file in self.held for name in (f"keep-{file.pk}", f"class-{file.pk}")}
        return [field for field in self.visible_fields() if field.name not in own]

    def clean_sha256(self) -> list[tuple[str, str]]:
        """Digests with names, one a line, in whatever case and spacing they were pasted."""
        found = []
        for line in self.cleaned_data["sha256"].splitlines():
            text = "".join(line.split()).lower()
            first, _, rest = line.strip().partition(" ")
            if SHA256.fullmatch(text):
                found.append((text, ""))
            elif SHA256.fullmatch(first.lower()):
                found.append((first.lower(), rest.strip().lstrip("*")[:200]))
            elif text:
                raise forms.ValidationError(
                    "Enter the 64 hexadecimal digits of a SHA-256, one a line."
                )
        return found

    def clean_url(self) -> str:
        """A web address; nothing that a browser would run."""
        url: str = self.cleaned_data["url"]
        if not url.startswith(("https://", "http://")):
            raise forms.ValidationError("Enter an address that begins with https://.")
        return url

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("covers_from"), cleaned.get("covers_until")
        if begins and ends and ends < begins:
            self.add_error("covers_until", "The period must not end before it begins.")
        # What a newer version holds was not offered; that somebody saved it is told first.
        outdated = self.current is not None and cleaned.get("version") != self.current
        if self.kind in WANTED and not outdated:
            name, sentence = WANTED[self.kind]
            kept = any(cleaned.get(f"keep-{file.pk}") for file in self.held)
            if not kept and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        self._every_file_has_a_class(cleaned)
        self._no_file_is_wider(cleaned)
        return cleaned

    def _every_file_has_a_class(self, cleaned: Mapping[str, Any]) -> None:
        """One for all, or one for each: which was meant for which must not be guessed."""
        classes, count = cleaned.get("file_class") or (), len(cleaned.get("file") or ())
        if count and len(classes) > 1 and len(classes) != count:
            self.add_error(
                "file_class", "Choose the files again, and say who may see each of them."
            )

    def _no_file_is_wider(self, cleaned: Mapping[str, Any]) -> None:
        piece = cleaned.get("disclosure") or DisclosureClass.ASSESSOR
        names = ["file_class", *(f"class-{file.pk}" for file in self.held)]
        for name in names:
            given = cleaned.get(name) or ()
            for own in [given] if isinstance(given, str) else given:
                if own and WIDTH.index(own) < WIDTH.index(piece):
                    self.add_error(
                        name, "A file can be kept closer than its piece, never opened wider."
                    )

    def uploads(self) -> list["UploadedFile[bytes]"]:
        """The files that came along."""
        return list(self.cleaned_data.get("file") or ())

    def arriving(self) -> Iterable[tuple[str, Iterable[bytes]]]:
        """The same as the vault takes them."""
        return [(each.name or "file", each.chunks()) for each in self.uploads()]

    def particulars(self, stored: Sequence[Stored] = ()) -> Particulars:
        """What was said, with the files that have arrived, in the order in which they came."""
        said: Mapping[str, Any] = self.cleaned_data
        fields = {field: said[field] for field in PARTICULARS if field in said}
        return Particulars(kind=self.kind, files=self._new_files(stored), **fields)

    def _new_files(self, stored: Sequence[Stored]) -> tuple[NewFile, ...]:
        classes = self.cleaned_data.get("file_class") or [""]
        if self.kind is EvidenceKind.FILE:
            each = classes if len(classes) == len(stored) else classes[:1] * len(stored)
            return tuple(NewFile.of(one, own) for one, own in zip(stored, each, strict=True))
        digests = self.cleaned_data.get("sha256") or ()
        title = self.cleaned_data["title"]
        return tuple(NewFile(name or title, sha256, classes[0]) for sha256, name in digests)

    def kept(self) -> dict[UUID, str]:
        """The files that the new version holds too, with their own classes."""
        said = self.cleaned_data
        return {file.pk: said[f"class-{file.pk}"] for file in self.held if said[f"keep-{file.pk}"]}

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at what is to be mended."""
        name = WANTED.get(self.kind, ("", ""))[0]
        self.add_error(name if name in self.fields else None, str(refusal))


class RevealForm(forms.Form):
    """The file whose digest was given before."""

    file = forms.FileField(
        label="The file",
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal at the file."""
        self.add_error("file", str(refusal))
