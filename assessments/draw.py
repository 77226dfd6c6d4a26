"""Drawing the sample of an engagement from its submission and the public log."""

from typing import Any

from accounts.refusal import Refusal
from assessments.models import Engagement
from assessments.sampling import METHOD, Candidate, drawn, seed_of
from assessments.working_papers import content_of
from attestations.models import Acceptance
from attestations.reading import asked_of
from transparency.checkpoint import taken_apart
from transparency.models import Checkpoint
from transparency.stored import first_checkpoint_covering


class SampleWaits(Refusal):
    """The log has not signed the checkpoint yet from which the sample is drawn."""

    def __init__(self) -> None:
        super().__init__(
            "The plan waits for the log's next checkpoint, from which the sample is drawn. That "
            "takes some seconds as a rule. Nothing is lost: try again then."
        )


def checkpoint_for(engagement: Engagement) -> Checkpoint | None:
    """The first checkpoint signed after the submission's acceptance; None until there is one.

    Submissions that were accepted before acceptances stood in the log have no entry of their own:
    for them the clock says what came after.
    """
    submission = engagement.submission
    acceptance = Acceptance.objects.filter(submission=submission).first()
    if acceptance is not None:
        return first_checkpoint_covering(acceptance.log_index)
    later = Checkpoint.objects.filter(
        size__gt=submission.log_index, signed_at__gt=engagement.attestation.accepted_at
    )
    return later.order_by("size").first()


def candidates_of(engagement: Engagement) -> list[Candidate]:
    """The criteria that are asked of the scope, in the edition's order."""
    layers = content_of(engagement)["scope"]["layers"]
    criteria = engagement.attestation.edition.criteria.select_related("principle")
    return [
        Candidate(each.code, each.principle.code, each.must_meet)
        for each in criteria
        if asked_of(each, each.principle.code).layers_among(layers)
    ]


def drawn_for(engagement: Engagement, percent: int) -> dict[str, Any]:
    """The sample as the plan keeps it, with all that its draw rests on; `SampleWaits`."""
    checkpoint = checkpoint_for(engagement)
    if checkpoint is None:
        raise SampleWaits
    text, _ = taken_apart(checkpoint.note)
    seed = seed_of(engagement.submission.sha256, text)
    sample = drawn(candidates_of(engagement), seed=seed, percent=percent)
    return {
        "method": METHOD,
        "percent": percent,
        "checkpoint": checkpoint.note,
        "seed": seed,
        "must_meet": list(sample.must_meet),
        "drawn": list(sample.drawn),
    }
