"""The fields of a piece of evidence that go with its kind: files, link, digests, statement."""

from typing import Any, Final

from django import forms
from django.conf import settings

from attestations.models import DisclosureClass, EvidenceFile, EvidenceKind
from attestations.recognition.kinds import LISTED

LONGEST_STATEMENT: Final = 10_000


class FilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [each for each in (data if isinstance(data, list | tuple) else [data]) if each]
        if self.required and not given:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(each, initial) for each in given]


class ClassesSelect(forms.Select):
    """One choice for all files; with script there is one for each, under the same name."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Every value of that name."""
        del files
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)


class ClassesField(forms.MultipleChoiceField):
    """One class for all new files, or one for each in their order; empty for the piece's."""

    widget = ClassesSelect

    def __init__(self) -> None:
        super().__init__(
            label="Who may see these files",
            help_text="Leave it as the piece’s, or keep them closer.",
            required=False,
            choices=[("", "As the piece"), *DisclosureClass.choices],
        )


def _file_fields(revising: bool) -> dict[str, forms.Field]:
    size = settings.EVIDENCE_MAX_BYTES // 1024**2
    return {
        "file": FilesField(
            label="Further files" if revising else "Files",
            help_text=f"{LISTED}; at most {settings.EVIDENCE_MAX_FILES} files of {size} MB.",
            required=not revising,
            error_messages={"empty": "The file is empty.", "required": "Choose a file."},
        ),
        "file_class": ClassesField(),
    }


def _link_fields(_: bool) -> dict[str, forms.Field]:
    return {
        "url": forms.URLField(
            label="Link",
            help_text="An address that begins with https://.",
            max_length=2000,
            assume_scheme="https",
            error_messages={
                "required": "Enter the link.",
                "invalid": "Enter a whole address, such as https://example.org/policy.",
            },
        )
    }


def _hash_fields(revising: bool) -> dict[str, forms.Field]:
    return {
        "sha256": forms.CharField(
            label="SHA-256 of further files" if revising else "SHA-256 of the file",
            help_text="64 hexadecimal digits; after them, if you like, the file’s name. One a line.",
            required=not revising,
            error_messages={"required": "Enter the SHA-256 of the file."},
            max_length=6000,
            widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        ),
        "file_class": ClassesField(),
    }


def _statement_fields(_: bool) -> dict[str, forms.Field]:
    return {
        "text": forms.CharField(
            label="Statement",
            help_text="What is done, by whom, how often, and where it is seen.",
            max_length=LONGEST_STATEMENT,
            widget=forms.Textarea(attrs={"rows": 8}),
            error_messages={"required": "Write the statement."},
        )
    }


OF_KIND: Final = {
    EvidenceKind.FILE: _file_fields,
    EvidenceKind.LINK: _link_fields,
    EvidenceKind.HASH: _hash_fields,
    EvidenceKind.STATEMENT: _statement_fields,
}
WANTED: Final = {
    EvidenceKind.FILE: ("file", "Choose a file."),
    EvidenceKind.HASH: ("sha256", "Enter the SHA-256 of the file."),
}


def fields_of(file: EvidenceFile) -> dict[str, forms.Field]:
    """Whether a new version keeps a file, and under which class."""
    return {
        f"keep-{file.pk}": forms.BooleanField(
            label="Keep it in the new version", required=False, initial=True
        ),
        f"class-{file.pk}": forms.ChoiceField(
            label="Who may see this file",
            choices=[("", "As the piece"), *DisclosureClass.choices],
            initial=file.disclosure,
            required=False,
        ),
    }
