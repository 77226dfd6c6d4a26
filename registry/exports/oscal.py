"""An edition and its mappings as OSCAL 1.2: a catalog, and a control mapping (pure).

Both are plain JSON by the models of https://pages.nist.gov/OSCAL/. Identifiers are made from the
tag URIs of what they name (UUID version 5, RFC 9562), so that the same content gives the same bytes;
that of a document is made from its content and changes with it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from crosswalk.coverage import Touch
from crosswalk.vocabulary import Listed, Relationship

OSCAL_VERSION: Final = "1.2.1"
NAMESPACE_OF: Final = "/crosswalk/"
SUPPORTS: Final = "Meeting the criterion helps to meet the clause. This is not a relation of sets."
UNVERIFIED: Final = (
    "Nobody has checked number and title of the clause against a copy of the source."
)
MEANING: Final = (
    "Which clauses of laws and standards ask something alike. The relations are judgements; "
    "“verified” says that number and title of the clause were read in a public copy of the source. "
    "No law is met by meeting a criterion."
)


@dataclass(frozen=True, slots=True)
class Document:
    """What both documents say of themselves; `tag` names the edition, `origin` is the portal's."""

    tag: str
    title: str
    framework: str
    version: str
    published_at: datetime
    publisher: str
    origin: str

    @property
    def address(self) -> str:
        """The address of the edition's page."""
        return f"{self.origin}/principles/{self.framework}/{self.version}/"

    @property
    def ns(self) -> str:
        """The namespace of properties and relations of our own; a page there explains them."""
        return f"{self.origin}{NAMESPACE_OF}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as a control."""

    code: str
    tag: str
    title: str
    requirement: str
    guidance: str
    version: str
    sha256: str
    weight: int
    must_meet: bool
    per_layer: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A principle as a group of controls."""

    code: str
    title: str
    statement: str
    criteria: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A law, standard or framework as the target of a mapping."""

    slug: str
    title: str
    kind: str
    url: str
    listed: Listed
    covers: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """One criterion, by its tag URI, beside one clause of a source."""

    source: Source
    ref: str
    tag: str
    touch: Touch


def catalog(document: Document, sections: Sequence[Section]) -> dict[str, Any]:
    """Write an edition as an OSCAL catalog: principles as groups, criteria as controls."""
    content = {
        "metadata": _metadata(document, document.title, document.published_at),
        "groups": [_group(document, section) for section in sections],
    }
    return {"catalog": {"uuid": _of_content(document, "catalog", content), **content}}


def mapping_collection(document: Document, mapped: Iterable[Mapped]) -> dict[str, Any]:
    """Write the mappings as an OSCAL mapping collection: one mapping for each source.

    `mapped` stands in the order of sources; without any mapping there is no such document, and
    `ValueError` says so.
    """
    groups = [(source, list(rows)) for source, rows in groupby(mapped, key=lambda row: row.source)]
    if not groups:
        raise ValueError("OSCAL knows no mapping collection without a mapping.")
    days = [day for _, rows in groups for row in rows for day in _days(row.touch)]
    at = max(document.published_at, *(_midnight(day, document.published_at) for day in days))
    whole = all(row.touch.verified for _, rows in groups for row in rows)
    content = {
        "metadata": _metadata(document, f"{document.title}: laws and standards", at),
        "provenance": {
            "method": "human",
            "matching-rationale": "semantic",
            "status": "complete" if whole else "not-complete",
            "mapping-description": MEANING,
        },
        "mappings": [_mapping(document, source, rows) for source, rows in groups],
        "back-matter": {
            "resources": [
                _own_resource(document),
                *(_resource(document, source) for source, _ in groups),
            ]
        },
    }
    uuid = _of_content(document, "mapping", content)
    return {"mapping-collection": {"uuid": uuid, **content}}


def _metadata(document: Document, title: str, at: datetime) -> dict[str, Any]:
    party = _named(f"{document.origin}/#publisher")
    return {
        "title": f"{title} {document.version}",
        "published": document.published_at.isoformat(),
        "last-modified": at.isoformat(),
        "version": document.version,
        "oscal-version": OSCAL_VERSION,
        "document-ids": [{"scheme": f"{document.origin}/principles/", "identifier": document.tag}],
        "roles": [{"id": "publisher", "title": "Publisher"}],
        "parties": [{"uuid": party, "type": "organization", "name": document.publisher}],
        "responsible-parties": [{"role-id": "publisher", "party-uuids": [party]}],
    }


def _group(document: Document, section: Section) -> dict[str, Any]:
    return {
        "id": section.code,
        "class": "principle",
        "title": section.title,
        "parts": [{"id": f"{section.code}_ovw", "name": "overview", "prose": section.statement}],
        "controls": [_control(document, each) for each in section.criteria],
    }


def _control(document: Document, asked: Asked) -> dict[str, Any]:
    own = {
        "tag-uri": asked.tag,
        "criterion-version": asked.version,
        "sha256": asked.sha256,
        "weight": str(asked.weight),
        "must-meet": _yes(asked.must_meet),
        "per-layer": _yes(asked.per_layer),
    }
    parts = [{"id": f"{asked.code}_smt", "name": "statement", "prose": asked.requirement}]
    if asked.guidance.strip():
        parts.append({"id": f"{asked.code}_gdn", "name": "guidance", "prose": asked.guidance})
    return {
        "id": asked.code,
        "class": "criterion",
        "title": asked.title,
        "props": [{"name": "label", "value": asked.code}, *_props(document, own)],
        "links": [{"rel": "canonical", "href": f"{document.address}{asked.code}/"}],
        "parts": parts,
    }


def _mapping(document: Document, source: Source, rows: Sequence[Mapped]) -> dict[str, Any]:
    whole = source.listed == Listed.COMPLETE and all(row.touch.verified for row in rows)
    return {
        "uuid": _named(f"{document.tag}#mapping/{source.slug}"),
        "status": "complete" if whole else "not-complete",
        "source-resource": {"type": "catalog", "href": f"#{_named(document.tag)}"},
        "target-resource": {
            "ns": document.ns,
            "type": source.kind,
            "href": f"#{_resource_uuid(document, source)}",
        },
        "maps": [_map(document, row) for row in rows],
    }


def _map(document: Document, row: Mapped) -> dict[str, Any]:
    touch = row.touch
    said = {
        "verified": _yes(touch.verified),
        "verified-by": touch.verified_by,
        "verified-on": touch.verified_on.isoformat() if touch.verified_on else "",
        "judged-by": touch.author,
        "judged-on": touch.dated.isoformat(),
        "judged-on-edition": touch.judged_on,
        "carried-over": _yes(touch.carried_over),
    }
    remarks = [
        SUPPORTS if touch.relationship == Relationship.SUPPORTS else "",
        "" if touch.verified else UNVERIFIED,
    ]
    written = {
        "uuid": _named(f"{row.tag}#{row.source.slug}/{row.ref}"),
        "relationship": touch.relationship.value,
        "sources": [{"type": "control", "id-ref": touch.code}],
        "targets": [{"type": "control", "id-ref": row.ref}],
        "confidence-score": {"category": touch.confidence.value},
        "props": _props(document, said),
    }
    if touch.relationship == Relationship.SUPPORTS:
        written["ns"] = document.ns
    if any(remarks):
        written["remarks"] = " ".join(filter(None, remarks))
    return written


def _own_resource(document: Document) -> dict[str, Any]:
    return {
        "uuid": _named(document.tag),
        "title": f"{document.title} {document.version}",
        "rlinks": [
            {
                "href": f"{document.address}oscal-catalog.json",
                "media-type": "application/json",
            }
        ],
    }


def _resource(document: Document, source: Source) -> dict[str, Any]:
    said = {"kind": source.kind, "clauses-listed": source.listed.value}
    written: dict[str, Any] = {
        "uuid": _resource_uuid(document, source),
        "title": source.title,
        "props": _props(document, said),
    }
    if source.covers:
        written["description"] = source.covers
    if source.url:
        written["rlinks"] = [{"href": source.url}]
    return written


def _props(document: Document, said: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"name": name, "ns": document.ns, "value": value} for name, value in said.items() if value
    ]


def _yes(said: bool) -> str:
    return "yes" if said else "no"


def _days(touch: Touch) -> tuple[date, ...]:
    return (touch.dated, touch.verified_on) if touch.verified_on else (touch.dated,)


def _midnight(day: date, like: datetime) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=like.tzinfo)


def _resource_uuid(document: Document, source: Source) -> str:
    return _named(f"{document.origin}{NAMESPACE_OF}{source.slug}/")


def _of_content(document: Document, kind: str, content: Mapping[str, Any]) -> str:
    return _named(f"{document.tag}#{kind}/{json.dumps(content, sort_keys=True)}")


def _named(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
