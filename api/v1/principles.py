"""What is asked: editions and criteria."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import paged
from api.reading import AN_HOUR, Reading
from api.v1.described import PAGING, described
from api.v1.shapes import (
    CriterionSerializer,
    EditionReferenceSerializer,
    EditionSerializer,
    page_of,
)
from api.v1.written import address
from crosswalk.models import Mapping
from principles.models import Criterion, Edition
from principles.reading import whole
from registry.names import name_of_criterion, name_of_edition
from registry.rules import sources_in_words


class Editions(Reading):
    """The published editions."""

    cache_control = "public, max-age=60"

    @described(
        "editions",
        "Published editions",
        page_of(EditionReferenceSerializer, "EditionsPage"),
        parameters=PAGING,
    )
    def get(self, request: Request) -> Response:
        """Editions, the latest effective date first."""
        rows = Edition.objects.published().select_related("framework")
        return Response(
            paged(
                request,
                rows,
                ("effective_on", "id"),
                lambda page: [_edition(each) for each in page],
                descending=True,
            )
        )


class OneEdition(Reading):
    """One published edition."""

    cache_control = AN_HOUR

    @described("edition", "One edition", EditionSerializer, may_be_missing=True)
    def get(self, request: Request, framework: str, edition: str) -> Response:  # noqa: ARG002
        """The edition with its principles and the titles of its criteria."""
        published = Edition.objects.published().filter(framework__slug=framework, version=edition)
        pk = published.values_list("pk", flat=True).first()
        if pk is None:
            raise Http404
        read = whole(pk)
        of = read.edition
        more = {
            "target_level": of.target_level,
            "scoring": of.scoring,
            "layers": of.layers,
            "principles": [
                {
                    "code": principle.code,
                    "title": principle.title,
                    "statement": principle.statement,
                    "weight": principle.weight,
                    "criteria": [_listed(each) for each in read.of(principle)],
                }
                for principle in read.principles
            ],
        }
        return Response(_edition(of) | more)


class OneCriterion(Reading):
    """One criterion of a published edition."""

    cache_control = AN_HOUR

    @described("criterion", "One criterion", CriterionSerializer, may_be_missing=True)
    def get(self, request: Request, framework: str, edition: str, code: str) -> Response:  # noqa: ARG002
        """The criterion whole, with the clauses that ask something alike."""
        rows = Criterion.objects.select_related("edition__framework", "principle").filter(
            edition__framework__slug=framework,
            edition__version=edition,
            edition__published_at__isnull=False,
        )
        found = get_object_or_404(rows, code=code)
        mappings = Mapping.objects.filter(criterion=found).select_related(
            "criterion", "clause__regulation"
        )
        return Response(_whole(found) | {"mappings": [_mapping(each) for each in mappings]})


def _edition(edition: Edition) -> dict[str, Any]:
    path = f"/principles/{edition.framework.slug}/{edition.version}"
    return {
        "framework": edition.framework.slug,
        "edition": edition.version,
        "tag_uri": name_of_edition(edition),
        "title": edition.title,
        "effective_on": edition.effective_on,
        "method": edition.method,
        "sha256": edition.sha256,
        "html_url": address(f"{path}/"),
        "json_url": address(f"{path}.json"),
        "api_url": address(f"/api/v1{path}/"),
    }


def _path(criterion: Criterion) -> str:
    edition = criterion.edition
    return f"/principles/{edition.framework.slug}/{edition.version}/{criterion.code}/"


def _listed(criterion: Criterion) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "title": criterion.title,
        "weight": criterion.weight,
        "must_meet": criterion.must_meet,
        "per_layer": criterion.per_layer,
        "sha256": criterion.sha256,
        "api_url": address(f"/api/v1{_path(criterion)}"),
    }


def _whole(criterion: Criterion) -> dict[str, Any]:
    return _listed(criterion) | {
        "tag_uri": name_of_criterion(criterion),
        "framework": criterion.edition.framework.slug,
        "edition": criterion.edition.version,
        "principle": criterion.principle.code,
        "version": criterion.version,
        "requirement": criterion.requirement,
        "guidance": criterion.guidance,
        "why": criterion.why,
        "good_evidence": criterion.good_evidence,
        "weak_evidence": criterion.weak_evidence,
        "mistakes": criterion.mistakes,
        "applies_to": criterion.applies_to,
        "not_applicable": {
            "allowed": criterion.na_allowed,
            "condition": criterion.na_condition,
        },
        "answer_type": criterion.answer_type,
        "rule": criterion.rule,
        "evidence_wanted": criterion.evidence_wanted,
        "disclosure": criterion.disclosure,
        "assessment": criterion.assessment,
        "threshold_sources": sources_in_words(criterion.threshold_sources),
        "html_url": address(_path(criterion)),
    }


def _mapping(mapping: Mapping) -> dict[str, Any]:
    return {
        "regulation": mapping.clause.regulation.slug,
        "title": mapping.clause.regulation.title,
        "ref": mapping.clause.ref,
        "relationship": mapping.relationship,
        "confidence": mapping.confidence,
        "judged_on": mapping.judged_on,
        "carried_over": mapping.carried_over,
        "verified": mapping.verified,
    }
