"""Editions and mappings as OSCAL: an independent program accepts them, and refuses broken ones."""

import json
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trestle.core.validator_factory as validators
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from trestle.core.base_model import OscalBaseModel
from trestle.oscal.catalog import Catalog
from trestle.oscal.mapping import MappingCollection

from accounts.actor import SYSTEM
from crosswalk.loading import loaded
from crosswalk.models import Mapping
from crosswalk.reading import Files, read
from principles.adoption import adopted
from principles.edition_file import EDITION_1_1
from principles.edition_file import read as read_edition
from principles.models import Edition

pytestmark = pytest.mark.django_db
CATALOG = "/principles/trust-principles/1.0/oscal-catalog.json"
MAPPING = "/principles/trust-principles/1.0/oscal-mapping.json"
MODELS: dict[str, type[OscalBaseModel]] = {
    "catalog": Catalog,
    "mapping-collection": MappingCollection,
}
# The values that NIST's own namespace allows (oscal_mapping-common_metaschema.xml of OSCAL 1.2);
# neither its JSON schema nor trestle's models hold a relationship against them.
RELATIONSHIPS = {
    "equivalent-to", "equal-to", "subset-of", "superset-of", "intersects-with", "no-relationship",
}  # fmt: skip
FILES = read()
FEW = ("nis2", "o-ran", "eu-data-act", "oecd-ai")

Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def mapped(edition: Edition) -> None:
    """Some laws only, with every relation and both states."""
    rows = {
        code: [row for row in rows if row["regulation"] in FEW]
        for code, rows in FILES.mappings["mappings"].items()
    }
    few = Files(
        {**FILES.mappings, "mappings": rows}, {slug: FILES.regulations[slug] for slug in FEW}
    )
    with transaction.atomic():
        loaded(few, by=SYSTEM)


def refusal(document: dict[str, Any], tmp_path: Path) -> str:
    """Why trestle refuses a document, as its command `validate` does; empty where it accepts it."""
    [kind] = document
    path = tmp_path / f"{kind}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    try:
        model = MODELS[kind].oscal_read(path)
    except Exception as problem:  # noqa: BLE001 - whatever it raises is its refusal
        return str(problem) or type(problem).__name__
    assert model is not None
    every = validators.validator_factory.get(Namespace(mode="all"))
    return "" if every.model_is_valid(model, True, tmp_path) else every.error_msg()


def maps_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for one in document["mapping-collection"]["mappings"] for each in one["maps"]]


def prop(of: dict[str, Any], name: str) -> str:
    return next((each["value"] for each in of["props"] if each["name"] == name), "")


def problems_of_references(document: dict[str, Any], catalog: dict[str, Any]) -> list[str]:
    """What trestle only warns of: references that lead nowhere, relationships that nobody knows."""
    held = document["mapping-collection"]
    resources = {each["uuid"] for each in held["back-matter"]["resources"]}
    controls = {each["id"] for group in catalog["catalog"]["groups"] for each in group["controls"]}
    wrong = [
        one[side]["href"]
        for one in held["mappings"]
        for side in ("source-resource", "target-resource")
        if one[side]["href"].removeprefix("#") not in resources
    ]
    for each in maps_of(document):
        wrong += [one["id-ref"] for one in each["sources"] if one["id-ref"] not in controls]
        known = RELATIONSHIPS if "ns" not in each else {"supports"}
        wrong += [each["relationship"]] if each["relationship"] not in known else []
    return wrong


def test_it_works(client: Client, edition: Edition, tmp_path: Path) -> None:
    answer = client.get(CATALOG)
    assert answer["Content-Type"] == "application/json"
    document = answer.json()
    assert refusal(document, tmp_path) == ""
    groups = document["catalog"]["groups"]
    assert [group["id"] for group in groups] == ["GOV", "ETH", "SEC", "SUP", "OPN"]
    first = groups[0]["controls"][0]
    assert first["parts"][0]["prose"] == edition.criteria.get(code="GOV-01").requirement
    assert prop(first, "tag-uri").endswith(":principles/trust-principles/1.0/GOV-01")
    assert sum(len(group["controls"]) for group in groups) == edition.criteria.count()


@pytest.mark.usefixtures("mapped")
def test_mappings_are_accepted_and_complete(client: Client, tmp_path: Path) -> None:
    document = client.get(MAPPING).json()
    assert refusal(document, tmp_path) == ""
    assert problems_of_references(document, client.get(CATALOG).json()) == []
    maps = maps_of(document)
    assert len(maps) == Mapping.objects.count()
    assert len({each["uuid"] for each in maps}) == len(maps)
    verified = sum(prop(each, "verified") == "yes" for each in maps)
    assert verified == Mapping.objects.filter(verified=True).count() < len(maps)


@pytest.mark.usefixtures("mapped")
def test_pages_lead_to_both(client: Client) -> None:
    assert f'href="{CATALOG}"' in client.get("/principles/trust-principles/1.0/").text
    assert f'href="{MAPPING}"' in client.get("/crosswalk/").text


@pytest.mark.usefixtures("mapped")
def test_supports_is_no_relation_of_sets(client: Client) -> None:
    maps = maps_of(client.get(MAPPING).json())
    supporting = [each for each in maps if each["relationship"] == "supports"]
    assert len(supporting) == Mapping.objects.filter(relationship="supports").count() > 0
    assert {each["ns"].rpartition("//")[2].partition("/")[2] for each in supporting} == {
        "crosswalk/"
    }
    assert all("not a relation of sets" in each["remarks"] for each in supporting)
    assert not any("ns" in each for each in maps if each not in supporting)


@pytest.mark.usefixtures("mapped")
def test_what_is_not_verified_never_looks_verified(client: Client) -> None:
    document = client.get(MAPPING).json()
    open_ = [each for each in maps_of(document) if prop(each, "verified") == "no"]
    assert {each["confidence-score"]["category"] for each in open_} == {"low"}
    assert not any(prop(each, "verified-by") or prop(each, "verified-on") for each in open_)
    assert all("Nobody has checked" in each["remarks"] for each in open_)
    assert document["mapping-collection"]["provenance"]["status"] == "not-complete"


def broken(change: Change, document: dict[str, Any]) -> dict[str, Any]:
    change(next(iter(document.values())))
    return document


@pytest.mark.usefixtures("edition")
def test_a_broken_catalog_is_refused(client: Client, tmp_path: Path) -> None:
    def first(it: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = it["groups"][0]["controls"][0]
        return found

    text = client.get(CATALOG).content
    changes: list[Change] = [
        lambda it: it.pop("uuid"),
        lambda it: it.update(uuid="not-a-uuid"),
        lambda it: it["metadata"].pop("last-modified"),
        lambda it: it["metadata"].update(published="yesterday"),
        lambda it: it["metadata"].pop("roles"),
        lambda it: first(it).pop("title"),
        lambda it: first(it).update(id="with a space"),
        lambda it: first(it).update(surprise=1),
    ]
    for number, change in enumerate(changes):
        assert refusal(broken(change, json.loads(text)), tmp_path), number


@pytest.mark.usefixtures("mapped")
def test_a_broken_mapping_is_refused(client: Client, tmp_path: Path) -> None:
    def first(it: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = it["mappings"][0]
        return found

    text = client.get(MAPPING).content
    changes: list[Change] = [
        lambda it: it.pop("uuid"),
        lambda it: it.pop("provenance"),
        lambda it: it["provenance"].pop("matching-rationale"),
        lambda it: first(it).pop("target-resource"),
        lambda it: first(it)["maps"][0].pop("uuid"),
        lambda it: first(it)["maps"][0].update(relationship="is equal to"),
        lambda it: first(it)["maps"][0].update(sources=[]),
        lambda it: first(it)["maps"][0]["targets"][0].pop("id-ref"),
        lambda it: first(it)["maps"][0]["confidence-score"].update(percentage="sure"),
        lambda it: first(it)["maps"].append(first(it)["maps"][0]),
        lambda it: it["back-matter"]["resources"].append(it["back-matter"]["resources"][0]),
        lambda it: it["metadata"].pop("roles"),
    ]
    for number, change in enumerate(changes):
        assert refusal(broken(change, json.loads(text)), tmp_path), number


@pytest.mark.usefixtures("mapped")
@pytest.mark.parametrize(
    "change",
    [
        lambda it: it["back-matter"]["resources"].pop(),
        lambda it: it["mappings"][0]["maps"][0].update(relationship="loves"),
        lambda it: it["mappings"][0]["maps"][0]["sources"][0].update({"id-ref": "GOV-99"}),
    ],
)
def test_what_leads_nowhere_is_found(client: Client, change: Change) -> None:
    document = broken(change, client.get(MAPPING).json())
    assert len(problems_of_references(document, client.get(CATALOG).json())) == 1


@pytest.mark.usefixtures("mapped")
def test_the_same_content_gives_the_same_bytes_and_another_a_new_name(client: Client) -> None:
    one = client.get(MAPPING)
    assert client.get(MAPPING).content == one.content
    assert client.get(MAPPING, headers={"If-None-Match": one["ETag"]}).status_code == 304
    Mapping.objects.filter(relationship="supports").first().delete()
    other = client.get(MAPPING).json()["mapping-collection"]
    assert other["uuid"] != one.json()["mapping-collection"]["uuid"]
    assert other["mappings"][0]["uuid"] == one.json()["mapping-collection"]["mappings"][0]["uuid"]


@pytest.mark.usefixtures("edition")
def test_all_mappings_of_a_later_edition_are_accepted(client: Client, tmp_path: Path) -> None:
    with transaction.atomic():
        adopted(read_edition(EDITION_1_1), by=SYSTEM, at=now())
        loaded(FILES, by=SYSTEM)
    with CaptureQueriesContext(connection) as queries:
        document = client.get(MAPPING.replace("/1.0/", "/1.1/")).json()
    assert len(queries) <= 5
    assert refusal(document, tmp_path) == ""
    maps = maps_of(document)
    assert len(document["mapping-collection"]["mappings"]) == len(FILES.regulations)
    carried = {each["sources"][0]["id-ref"] for each in maps if prop(each, "carried-over") == "yes"}
    assert carried == {"ETH-08", "OPN-02"}


@pytest.mark.usefixtures("edition")
def test_what_is_not_published_does_not_exist(client: Client) -> None:
    for path in (CATALOG.replace("1.0", "2.0"), MAPPING.replace("1.0", "2.0"), MAPPING):
        assert client.get(path).status_code == 404, path
