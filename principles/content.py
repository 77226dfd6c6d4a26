"""An edition's rows written back as the content of its data file: what its digest is taken of."""

from collections.abc import Mapping
from typing import Any, Final

from principles.models import Criterion, Edition, EditionUse
from principles.vocabulary import SCHEMA
from principles.wording import digest, edition_content

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
# The order in which people read a criterion in a data file.
IN_FILE: Final = (
    "code",
    "version",
    "principle",
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
    "not_applicable",
    "met_needs",
    "response",
    "evidence",
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


def criterion_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a criterion's part of the data file into the values of its row, but for its place."""
    return {
        **{field: content[field] for field in CRITERION_FIELDS},
        "na_allowed": content["not_applicable"]["allowed"],
        "na_condition": content["not_applicable"]["condition"],
        "answer_type": content["response"]["type"],
        "rule": content["response"],
        "evidence_wanted": content["evidence"],
        "sha256": digest(content),
    }


def data_file_of(edition: Edition) -> dict[str, Any]:
    """Write an edition's rows back as a whole data file; loading it again changes nothing.

    `transition` stands in it where both dates are known. Up to four statements.
    """
    content = content_of(edition)
    data = {
        "schema": SCHEMA,
        "framework": {"slug": edition.framework.slug, "title": edition.framework.title},
        **{key: value for key, value in content.items() if key != "framework"},
    }
    data["criteria"] = [{key: row[key] for key in IN_FILE} for row in content["criteria"]]
    use = EditionUse.objects.filter(edition=edition).first()
    if use is not None and use.adopt_by is not None and use.sunset_of_followed is not None:
        data["transition"] = {
            "adopt_by": use.adopt_by.isoformat(),
            "sunset_of_followed": use.sunset_of_followed.isoformat(),
        }
    return data
