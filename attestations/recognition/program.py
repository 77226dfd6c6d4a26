"""What the confined children of recognition share: a file comes in, one line of JSON goes out."""

import json
import logging
from collections.abc import Callable

from attestations.recognition.kinds import WrongKind
from confinement.child import serve


def judge(media_type: Callable[[bytes], str]) -> int:
    """Serve `media_type` as a confined child, and return the exit status.

    It writes the media type, or the sentence with which `WrongKind` refuses the file.
    """

    def answer(content: bytes) -> bytes:
        try:
            told = {"media_type": media_type(content)}
        except WrongKind as refusal:
            told = {"refused": str(refusal)}
        return json.dumps(told).encode()

    logging.disable(logging.CRITICAL)  # a warning could quote the file
    return serve(answer)
