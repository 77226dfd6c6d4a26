"""One thing that waits for a person."""

from dataclasses import dataclass
from datetime import datetime

from attestations.models import Attestation


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: what, whose, since when, and where to do it."""

    what: str
    title: str
    of: str
    since: datetime
    url: str
    progress: str = ""


def task_on(
    what: str, attestation: Attestation, since: datetime, url: str, progress: str = ""
) -> Task:
    """A task about an attestation, named by its scope and organisation."""
    return Task(
        what=what,
        title=attestation.scope.title,
        of=attestation.scope.organisation.name,
        since=since,
        url=url,
        progress=progress,
    )
