"""Forms that begin, publish and end drafts."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.second_factor import SecondFactorForm
from principles.parsing import LARGEST, too_large
from scheme.edition_sheets import reason_fields
from scheme.sheet_fields import Day, Words, line, slug, tick

PASTED: int = 1_000_000  # characters that come back into the text field to be mended there


class UploadForm(forms.Form):
    """A data file, or its text."""

    use_required_attribute = False
    file = forms.FileField(
        label="Data file",
        help_text="YAML or JSON, at most 10 MB.",
        required=False,
        error_messages={"empty": "The file is empty."},
    )
    text = forms.CharField(
        label="Or its text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "code", "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the text of one of the two."""
        cleaned = super().clean() or self.cleaned_data
        file: UploadedFile[bytes] | None = cleaned.get("file")
        cleaned["content"] = cleaned.get("text", "")
        if file is not None:
            self._read(file, cleaned)
        elif not cleaned["content"].strip() and not self.errors:
            self.add_error("file", "Choose a file, or paste its text.")
        return cleaned

    def _read(self, file: "UploadedFile[bytes]", cleaned: dict[str, Any]) -> None:
        if (file.size or 0) > LARGEST:
            self.add_error("file", too_large())
            return
        try:
            cleaned["content"] = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            self.add_error("file", "The file is no text in UTF-8.")

    def offer_again(self, content: str) -> None:
        """Put the text that was sent into the text field: a browser keeps no file."""
        if content and len(content) <= PASTED:
            self.data = {**self.data, "text": content}

    def ask_to_confirm(self, why: str) -> None:
        """Ask whether the draft that stands in the way may be overwritten."""
        self.fields["confirmed"] = tick(
            "Replace the draft all the same", "What was changed is lost."
        )
        self.add_error("confirmed", why)


class BlankForm(forms.Form):
    """An edition that asks nothing yet."""

    use_required_attribute = False
    framework_slug = slug("Name of the framework", "For addresses, such as trust-principles.")
    framework_title = line("Title of the framework")
    version = line("Version", "Two numbers, such as 1.0.", width="5")
    title = line("Title of the edition")
    language = line("Language", "Of the criteria, such as en.", most=20, width="5")
    effective_on = Day("Takes effect on")
    note = Words("Note", "Who wrote it, and what it is not.", needed=False, rows=3)

    def framework(self) -> dict[str, str]:
        """Slug and title."""
        said = self.cleaned_data
        return {"slug": said["framework_slug"], "title": said["framework_title"]}

    def about(self) -> dict[str, Any]:
        """The facts of the edition."""
        names = ("version", "title", "language", "effective_on", "note")
        return {name: self.cleaned_data[name] for name in names}


class NextForm(forms.Form):
    """The edition after a published one."""

    use_required_attribute = False
    version = line("Version", "Higher than the edition it follows.", width="5")
    effective_on = Day("Takes effect on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= reason_fields()
        self.fields["blank"] = tick(
            "Begin without its criteria",
            "Layers, rubric, thresholds and principles are taken over; every criterion is new.",
        )

    def about(self) -> dict[str, Any]:
        """Version, day and reason."""
        said = self.cleaned_data
        reason = {"kind": said["reason__kind"], "text": said["reason__text"]}
        if said["reason__provision"]:
            reason["provision"] = said["reason__provision"]
        return {
            "version": said["version"],
            "effective_on": said["effective_on"],
            "reason": reason,
        }


class AskForm(SecondFactorForm):
    """Asking another scheme manager to publish."""

    use_required_attribute = False


class PublishForm(SecondFactorForm):
    """Publishing what another scheme manager asked for."""

    use_required_attribute = False
    shown = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="I have read the edition and what it changes",
        error_messages={"required": "Tick that you have read the edition."},
    )
    field_order = ["shown", "read"]


DAYS: Final = ("adopt_by", "sunset_of_followed")


class DatesForm(SecondFactorForm):
    """Moving the dates of a published edition."""

    use_required_attribute = False
    adopt_by = forms.DateField(
        label="Must be used from",
        help_text="For a new attestation.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    sunset_of_followed = forms.DateField(
        label="The edition before can no longer be signed from",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = Words("Why the dates are moved", "It stands in the journal.", rows=2)

    def said(self) -> dict[str, Any]:
        """Both days and the reason."""
        return {name: self.cleaned_data[name] for name in (*DAYS, "reason")}
