"""What the editions mean for one attestation: where it comes from, where it can go, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from attestations.earlier import Earlier, fates_of, kept_by
from attestations.editions import Use, newer, use_of
from attestations.models import Attestation
from attestations.rating import Place
from attestations.status import EDITABLE, Status
from principles.lineage import Fate
from principles.models import Edition


@dataclass(frozen=True, slots=True)
class Story:
    """What the task list tells of editions; empty where there is nothing to tell.

    `is_over` says of what is still open that its edition can be signed no more; `last_day` is the
    last day on which it can.
    """

    use: Use
    not_signable: str
    is_over: bool
    last_day: date | None
    newer: Sequence[Edition]
    moved_to: Attestation | None
    fates: Mapping[Place, Fate]
    kept: Sequence[Earlier]


def story_of(attestation: Attestation, *, whole: bool, today: date) -> Story:
    """Read it: one statement for a draft that came from nowhere, six at most.

    `whole` is false for a contributor, who sees what is delegated and no answer kept beside it.
    """
    use = use_of(attestation.edition)
    open_still = attestation.status in (*EDITABLE, Status.READY)
    cancelled = attestation.status == Status.CANCELLED
    carried = attestation.carried_from_id is not None
    return Story(
        use=use,
        not_signable=use.not_signable(today) if open_still else "",
        is_over=open_still and use.is_over(today),
        last_day=use.last_day if open_still else None,
        newer=newer(attestation.edition, today) if open_still and whole else (),
        moved_to=attestation.carried_to.select_related("edition").first() if cancelled else None,
        fates=fates_of(attestation) if carried else {},
        kept=kept_by(attestation) if carried and whole else (),
    )
