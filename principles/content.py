"""An edition's rows written back as the content of its data file: what its digest is taken of."""

from typing import Any, Final

from principles.models import Criterion, Edition
from principles.wording import edition_content

CRITERION_FIELDS: Final = (
    "code",
    "version",
    "title",
    "requirement",
    "guidance",
    "why",
    "good_evidence",
    "weak_evidence",
    "mistakes",
    "weight",
    "must_meet",
    "per_layer",
    "applies_to",
    "met_needs",
    "disclosure",
    "assessment",
    "threshold_sources",
)


def content_of(edition: Edition) -> dict[str, Any]:
    """Write an edition's rows back as the content of its data file; its digest is the edition's.

    Takes two statements when framework and children are not yet at hand.
    """
    principles = list(edition.principles.order_by("order"))
    by_id = {principle.pk: principle for principle in principles}
    criteria = list(edition.criteria.order_by("order"))
    for criterion in criteria:
        criterion.principle = by_id[criterion.principle_id]
    return edition_content(
        {
            "framework": {"slug": edition.framework.slug},
            "edition": {
                "version": edition.version,
                "title": edition.title,
                "language": edition.language,
                "effective_on": edition.effective_on.isoformat(),
                "note": edition.note,
                "follows": edition.follows.version if edition.follows else None,
                "reason": edition.reason,
            },
            "layers": edition.layers,
            "rubric": edition.rubric,
            "scoring": edition.scoring,
            "principles": [
                {
                    "code": principle.code,
                    "title": principle.title,
                    "statement": principle.statement,
                    "order": principle.order,
                    "weight": principle.weight,
                }
                for principle in principles
            ],
            "criteria": [criterion_content(criterion) for criterion in criteria],
            "alternative_structures": edition.alternative_structures,
            "changes": edition.changes,
        }
    )


def criterion_content(criterion: Criterion) -> dict[str, Any]:
    """Write a criterion's row back as its part of the data file; its digest is the criterion's."""
    return {
        **{field: getattr(criterion, field) for field in CRITERION_FIELDS},
        "principle": criterion.principle.code,
        "not_applicable": {"allowed": criterion.na_allowed, "condition": criterion.na_condition},
        "response": criterion.rule,
        "evidence": criterion.evidence_wanted,
    }
