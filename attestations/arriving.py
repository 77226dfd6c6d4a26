"""What of an upload is written down while it arrives: never more than is taken."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class BoundedUpload(FileUploadHandler):
    """Stands before Django's own handlers and lets through the largest size and a piece more.

    So whatever is sent, no more than that lies in memory or on the disk, per file and per request
    (`EVIDENCE_MAX_BYTES` times the number of files in one form); the piece more is what
    `vault.keep` knows a file by that is too large.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.let_through = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count anew."""
        super().new_file(*args, **kwargs)
        self.let_through = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """Pass the piece on, or drop it when the file is too large already."""
        if self.let_through > settings.EVIDENCE_MAX_BYTES:
            return None
        self.let_through += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind."""
