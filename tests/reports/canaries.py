"""Contents with a word of its own in every text that a class keeps from the public."""

from collections.abc import Iterator
from dataclasses import replace

from reports.contents import (
    Criterion,
    Evidence,
    EvidenceFile,
    Finding,
    ReportContents,
    Result,
)

# Words that stand nowhere else, in letters that every face has and no line breaks.
FOR_FULL = {
    "claim": "canaryclaimxq",
    "reason": "canaryreasonxq",
    "not_applicable_reason": "canarynareasonxq",
    "own_figures": "canaryfiguresxq",
    "finding": "canaryfindingxq",
    "plan": "canaryplanxq",
    "title": "canarytitlexq",
    "partner": "canarypartnerxq",
    "regulator": "canaryregulatorxq",
    "link": "canarylinkxq",
    "assessor": "canaryassessorxq",
    "mended": "canarymendedxq",
    "mended_closer": "canarymendedcloserxq",
}
DIGESTS_FOR_FULL = ("c1" * 32, "c2" * 32, "c3" * 32)
# Of what a finding was closed on: on a confidential criterion, and kept closer on a public one.
MENDED_FOR_FULL = ("b4" * 32, "b5" * 32)
# What is in no report: a piece that only the member sees, and the digest of such a file.
FOR_NONE = (
    "canarymemberxq", "canaryunknownxq", "canarymendedmemberxq", "d1" * 32, "d2" * 32, "d3" * 32,
)  # fmt: skip
HIDDEN = "public_level_confidential_detail"


def with_canaries(contents: ReportContents) -> ReportContents:
    """The contents whose second principle holds one of everything; what it counts stays."""
    principle = contents.principles[1]
    secret, claimed, *rest = principle.criteria
    pieces = (
        piece("title", "public", "sha256:" + DIGESTS_FOR_FULL[0]),
        piece("link", "assessor", "https://intranet.example/canarylinkxq"),
    )
    secret = replace(
        secret,
        disclosure=HIDDEN,
        results=tuple(_with_words(each) for each in secret.results),
        evidence=pieces,
    )
    claimed = replace(
        claimed,
        disclosure=HIDDEN,
        results=tuple(
            replace(
                each,
                not_applicable="claimed",
                claim="",
                not_applicable_reason=FOR_FULL["not_applicable_reason"],
            )
            for each in claimed.results
        ),
    )
    first = contents.principles[0]
    opened, *others = first.criteria
    principles = (
        replace(first, criteria=(_with_pieces(opened), *others)),
        replace(principle, criteria=(secret, claimed, *rest)),
        *contents.principles[2:],
    )
    findings: tuple[Finding, ...] = ()
    if contents.findings:
        told = replace(
            contents.findings[0],
            criterion=secret.code,
            text=FOR_FULL["finding"],
            plan=FOR_FULL["plan"],
            evidence=(piece("mended", "public", "sha256:" + MENDED_FOR_FULL[0]),),
        )
        findings = (told, _closed(contents.findings[1], opened), *contents.findings[2:])
    return replace(contents, principles=principles, findings=findings)


def _closed(finding: Finding, on: Criterion) -> Finding:
    """Closed on a piece for everybody, one for the assessors and one for the member alone."""
    return replace(
        finding,
        criterion=on.code,
        state="Closed",
        evidence=(
            piece("Log for everybody", "public", "sha256:" + "ac" * 32),
            piece("mended_closer", "assessor", "sha256:" + MENDED_FOR_FULL[1]),
            piece(FOR_NONE[2], "member", "sha256:" + FOR_NONE[5]),
        ),
    )


def piece(word: str, disclosure: str, reference: str) -> Evidence:
    return Evidence(
        title=FOR_FULL.get(word, word), kind="file", disclosure=disclosure, reference=reference
    )


def _with_words(result: Result) -> Result:
    return replace(
        result,
        claim=FOR_FULL["claim"],
        reason=FOR_FULL["reason"] if result.reason else "",
        own_figures=FOR_FULL["own_figures"] if result.own_figures else "",
    )


def _with_pieces(criterion: Criterion) -> Criterion:
    """A public criterion with a piece of every class, and files that are kept closer than theirs."""
    closer = Evidence(
        title="Seen by all",
        kind="file",
        disclosure="public",
        reference="sha256:" + FOR_NONE[3],
        files=(
            EvidenceFile(reference="sha256:" + FOR_NONE[3], disclosure="member"),
            EvidenceFile(reference="sha256:" + DIGESTS_FOR_FULL[1], disclosure="assessor"),
            EvidenceFile(reference="sha256:" + "ab" * 32, disclosure="public"),
        ),
    )
    return replace(
        criterion,
        disclosure="public",
        evidence=(
            closer,
            piece("partner", "partner", "sha256:" + DIGESTS_FOR_FULL[2]),
            piece("regulator", "regulator", "https://example.org/r"),
            piece("assessor", "assessor", "https://example.org/a"),
            piece(FOR_NONE[0], "member", "sha256:" + FOR_NONE[4]),
            piece(FOR_NONE[1], "of-tomorrow", "https://example.org/u"),
        ),
    )


def expected_in_full(kind: str) -> Iterator[str]:
    """Every canary that a full report of this kind holds."""
    only_assessed = {"reason", "own_figures", "finding", "plan", "mended", "mended_closer"}
    yield from (
        word for name, word in FOR_FULL.items() if kind == "assessed" or name not in only_assessed
    )
    yield from DIGESTS_FOR_FULL
    if kind == "assessed":
        yield from MENDED_FOR_FULL


def everything() -> tuple[str, ...]:
    """Every canary there is; the public report holds none."""
    return (*FOR_FULL.values(), *DIGESTS_FOR_FULL, *MENDED_FOR_FULL, *FOR_NONE)
