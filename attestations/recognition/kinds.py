"""Which kinds of file are taken as evidence, and what is raised for every other one (pure)."""

from typing import Final

from accounts.refusal import Refusal

PDF: Final = "application/pdf"
PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
DOCX: Final = f"{_OFFICE}.wordprocessingml.document"
XLSX: Final = f"{_OFFICE}.spreadsheetml.sheet"
ODT: Final = f"{_OPEN}.text"
ODS: Final = f"{_OPEN}.spreadsheet"
JSON: Final = "application/json"
YAML: Final = "application/yaml"
XML: Final = "application/xml"
# Each kind with the endings that its files may have; the first is the one that is proposed.
ENDINGS: Final = {
    PDF: ("pdf",),
    PNG: ("png",),
    JPEG: ("jpg", "jpeg", "jfif"),
    "text/plain": ("txt",),
    "text/markdown": ("md",),
    "text/csv": ("csv",),
    JSON: ("json",),
    YAML: ("yaml", "yml"),
    XML: ("xml",),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
    ODT: ("odt",),
    ODS: ("ods",),
}
LISTED: Final = "PDF, PNG, JPEG, text, Markdown, CSV, JSON, YAML, XML, DOCX, XLSX, ODT or ODS"
NOT_TAKEN: Final = f"Files of this kind are not taken. Send a {LISTED} file."
TWO_AT_ONCE: Final = (
    "The file is two things at once: something else stands before, in or behind its content. "
    "Open it, save it anew, and choose the new file."
)


class WrongKind(Refusal):
    """The file is not taken as evidence: its kind, its name, its state, or what it would do."""
