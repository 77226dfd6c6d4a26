"""Each file of a report holds what its rung allows, and nothing else: text, data, metadata, streams."""

import hashlib
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from jsonschema import Draft202012Validator

from reports.contents import ContentsRefused, ReportContents
from reports.gates import GateRefused, pass_gates
from reports.plain import to_plain
from reports.presentation import view
from reports.rendering import render
from reports.rungs import RUNGS, full, published, shown
from reports.twin import schema, to_twin, twin_bytes
from tests.reports.canaries import DIGESTS_FOR_FULL, FOR_NONE, everything, expected_in_full
from tests.reports.canaries import with_canaries as planted
from tests.reports.sample import assessed_contents, declared_contents, small
from tests.reports.second_reading import figures_again

KINDS = {"assessed": assessed_contents, "declared": declared_contents}
MARK = "Full report: confidential"


@pytest.fixture(scope="module", params=list(KINDS))
def with_canaries(request: pytest.FixtureRequest) -> ReportContents:
    return planted(small(KINDS[request.param]()))


@pytest.fixture(scope="module")
def set_as(with_canaries: ReportContents) -> Callable[[str], bytes]:
    made: dict[str, bytes] = {}

    def as_rung(rung: str) -> bytes:
        if rung not in made:
            contents = replace(with_canaries, rung=rung)
            made[rung] = render(contents, twin_bytes(contents))
        return made[rung]

    return as_rung


def everywhere(pdf: bytes, folder: Path) -> str:
    """All that a file holds as anybody can get it out: as it is, unpacked, and as text."""
    packed, unpacked = folder / "packed.pdf", folder / "unpacked.pdf"
    packed.write_bytes(pdf)
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", packed, unpacked], check=True)
    text = subprocess.run(["pdftotext", packed, "-"], capture_output=True, check=True).stdout
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = [
            each.read_bytes()
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") != "/Image"
        ]
        strings = "\n".join(_strings(document))
    return "\n".join(
        [each.decode("latin-1") for each in (pdf, unpacked.read_bytes(), text, *streams)]
        + [text.decode(), strings]
    )


def _strings(document: pikepdf.Pdf) -> Iterator[str]:
    """Every string of every dictionary: metadata, outline, alternative texts, names."""
    for found in document.objects:
        holders = [found] if isinstance(found, pikepdf.Dictionary | pikepdf.Stream) else []
        for holder in holders:
            yield from (
                str(value) for value in holder.values() if isinstance(value, pikepdf.String)
            )


def test_it_works(with_canaries: ReportContents, set_as, tmp_path: Path) -> None:
    """The public file holds no canary anywhere; the full one holds all that belong in it."""
    public = everywhere(set_as("public"), tmp_path)
    assert [each for each in everything() if each in public] == []
    whole = everywhere(set_as("full"), tmp_path)
    assert [each for each in expected_in_full(with_canaries.kind) if each not in whole] == []
    assert [each for each in FOR_NONE if each in whole] == []


def test_no_digest_of_a_confidential_text_is_in_the_public_file(set_as, tmp_path: Path) -> None:
    """A text that is short could be guessed from its digest."""
    public = everywhere(set_as("public"), tmp_path).lower()
    for word in everything():
        assert hashlib.sha256(word.encode()).hexdigest() not in public


def test_the_text_of_a_full_report_can_be_read_and_is_marked(
    with_canaries: ReportContents, set_as, tmp_path: Path
) -> None:
    contents = replace(with_canaries, rung="full")
    pass_gates(set_as("full"), contents, twin_bytes(contents))
    file = tmp_path / "full.pdf"
    file.write_bytes(set_as("full"))
    told = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    pages = told.stdout.split("\f")[:-1]
    assert len(pages) > 4
    assert [place for place, page in enumerate(pages) if MARK not in page] == []
    assert all(f"Full {view(contents)['kind_title'][5:]}" in page for page in pages)
    with pikepdf.open(file) as document:
        assert list(document.attachments) == ["report-full.json"]
        assert str(document.docinfo["/Title"]).startswith("Full ")
        assert str(document.docinfo["/Subject"]).startswith("Confidential. Full ")


def test_the_public_file_says_that_nobody_is_kept_from_it(set_as, tmp_path: Path) -> None:
    assert MARK not in everywhere(set_as("public"), tmp_path)


def test_one_passes_for_the_other_at_no_gate(with_canaries: ReportContents, set_as) -> None:
    contents = replace(with_canaries, rung="full")
    with pytest.raises(GateRefused):
        pass_gates(set_as("public"), contents, twin_bytes(contents))
    with pytest.raises(GateRefused):
        pass_gates(set_as("full"), with_canaries, twin_bytes(with_canaries))


@pytest.mark.parametrize("make", KINDS.values())
def test_the_schema_tells_them_apart(make) -> None:
    validator = Draft202012Validator(schema())
    twins = {rung: to_twin(replace(planted(make()), rung=rung)) for rung in RUNGS}
    for rung, twin in twins.items():
        validator.validate(twin)
        assert twin["rung"] == rung
    assert not validator.is_valid(twins["full"] | {"rung": "public"})
    older = {name: value for name, value in twins["full"].items() if name != "rung"}
    assert not validator.is_valid(older)
    assert not validator.is_valid(older | {"schema": "urn:trustportal:report-twin:1.5"})


def test_the_figures_of_both_are_the_same_and_found_again() -> None:
    """Of a full report nothing has to be believed: what was done is told of every criterion."""
    public, whole = (
        json.loads(twin_bytes(replace(assessed_contents(), rung=rung))) for rung in RUNGS
    )
    again = figures_again(whole)
    assert again == figures_again(public)
    for principle in whole["principles"]:
        assert principle["grounds"] == again["grounds"][principle["code"]]
        assert all(r["done"] is not None for c in principle["criteria"] for r in c["results"])


def test_contents_that_name_no_rung_are_public() -> None:
    contents = planted(assessed_contents())
    assert contents.rung == "public"
    assert shown(contents) == published(contents)
    assert published(full(contents)).principles[1] == published(contents).principles[1]
    told = json.dumps(to_plain(shown(contents)), default=str)
    assert [each for each in everything() if each in told] == []


def test_a_rung_that_is_not_known_is_refused() -> None:
    with pytest.raises(ContentsRefused, match="public or full"):
        replace(assessed_contents(), rung="partner")


def test_of_a_piece_the_first_file_that_may_be_named_is_named() -> None:
    contents = planted(small(declared_contents()))
    open_one, whole = (
        each.principles[0].criteria[0].evidence for each in (published(contents), full(contents))
    )
    assert [each.reference for each in open_one] == ["sha256:" + "ab" * 32]
    assert whole[0].reference == "sha256:" + DIGESTS_FOR_FULL[1]
    closed = replace(
        contents.principles[0].criteria[0].evidence[0],
        files=contents.principles[0].criteria[0].evidence[0].files[:1],
    )
    one = replace(contents.principles[0].criteria[0], evidence=(closed,))
    few = replace(contents, principles=(replace(contents.principles[0], criteria=(one,)),))
    assert [each.reference for each in full(few).principles[0].criteria[0].evidence] == [""]


def test_nothing_else_of_the_view_differs() -> None:
    """Scores, counts and sections are those of one result, whichever file is read."""
    public, whole = (view(replace(assessed_contents(), rung=rung)) for rung in RUNGS)
    for same in ("headline", "chart", "overall", "counts", "heads", "dates", "crosswalk"):
        assert public[same] == whole[same], same
    assert public["withheld"]
    assert "confidential" not in public["kind_title"].lower()
