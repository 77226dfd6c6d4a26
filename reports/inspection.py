"""Judge a file that somebody uploaded: the verifier, in a confined child. Safe for the web process."""

import base64
import json
from typing import Final

from confinement.parent import ChildFailed, Limits, run
from reports.verdict import Check, Expected, Verdict, expected_to_plain, verdict_from_plain

LIMITS: Final = Limits(seconds=30, cpu_seconds=20, memory=1024**3)


def inspect(uploaded: bytes, expected: Expected, *, limits: Limits = LIMITS) -> Verdict:
    """Give the verifier's verdict on `uploaded`; a file that defeats it is simply not verified."""
    order = {
        "file": base64.b64encode(uploaded).decode("ascii"),
        "expected": expected_to_plain(expected),
    }
    try:
        said = run("reports.verification", json.dumps(order).encode(), limits)
    except ChildFailed:
        sentence = "The file could not be read within the limits."
        return Verdict(checks=(Check(name="readable", passed=False, sentence=sentence),))
    return verdict_from_plain(json.loads(said))
