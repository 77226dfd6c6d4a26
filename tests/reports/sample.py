"""Realistic report contents for tests: 59 criteria, five principles, two layers, nobody real."""

from base64 import b64encode
from dataclasses import replace
from datetime import UTC, date, datetime

from assessments.assurance import Ground, Looked, grounds_of
from assessments.assurance import overall as overall_shares
from assessments.sampling import METHOD, Candidate, drawn, seed_of
from reports.basis import (
    Acceptance,
    Computed,
    Grounds,
    GroundSums,
    Questions,
    Sample,
    Uncertainty,
)
from reports.contents import (
    Assessment,
    Criterion,
    Edition,
    Evidence,
    Figures,
    Finding,
    Issuer,
    Layer,
    Organisation,
    Principle,
    Remark,
    ReportContents,
    Result,
    Scope,
    Signatory,
    Thresholds,
)
from tests.reports.laws_sample import CROSSWALK

LAYERS = (
    Layer(slug="cloud", title="Cloud and data-centre infrastructure"),
    Layer(slug="ai", title="Artificial intelligence"),
)
TITLES = {
    "GOV": (
        "Robust corporate governance",
        "Clear oversight, risk management and compliance embedded in how the organisation is run.",
        11,
    ),
    "ETH": (
        "Ethical conduct",
        "Integrity, responsible AI, privacy and transparency of automated decisions.",
        11,
    ),
    "SEC": (
        "Secure technology development",
        "Tested, signed, monitored products with open vulnerability handling over their life.",
        14,
    ),
    "SUP": (
        "Supply-chain integrity",
        "Security standards carried through suppliers and partners; no weakest link.",
        12,
    ),
    "OPN": (
        "Open digital environment",
        "Portability, interoperability, resilience and transparency across borders.",
        11,
    ),
}
FIGURES = {
    "GOV": ("96.7", "3.03", "93.3", "2.90"),
    "ETH": ("91.2", "2.79", "84.2", "2.58"),
    "SEC": ("100.0", "3.21", "92.9", "2.86"),
    "SUP": ("88.9", "2.70", "81.5", "2.44"),
    "OPN": ("100.0", "3.12", "90.1", "2.77"),
}
SUBJECTS = (
    "Governing body accountable for technology trust",
    "Risk register reviewed and acted on",
    "Time to acknowledge a reported vulnerability",
    "Independent test before each major release",
    "Suppliers bound to the same security terms",
    "Exit and data portability within a stated time",
    "Incident reports published after serious events",
    "Training completed by people with privileged access",
    "Software bill of materials for every shipped version",
    "Signing keys held in hardware",
    "Ownership and control disclosed",
    "Complaints answered within the stated time",
    "Automated decisions explained to those affected",
    "Recovery tested against a stated objective",
)
REQUIREMENT = (
    "The organisation keeps a written procedure, names who is accountable for it, applies it across "
    "the declared scope and can show records of the last twelve months; exceptions are approved by a "
    "person who does not profit from them."
)
CLAIM = "11 days (median, 12 months to 31 October 2026; 46 cases, coverage 97 %)."
OWN_FIGURES = "14 days (median, 12 months to the as-of date, coverage 97 %)"
REASON = (
    "Procedure of March 2026 examined; 8 of 46 tickets traced from receipt to closure; dates agree "
    "with the mail archive. Two tickets were acknowledged late and are explained."
)


def results(number: int, *, per_layer: bool, assessed: bool) -> tuple[Result, ...]:
    rows = []
    for place, layer in enumerate(LAYERS if per_layer else (None,)):
        claimed_away = number % 17 == 5
        declared = None if claimed_away else (4 if number % 7 == 0 else 3)
        level = None if claimed_away else (2 if (number + place) % 11 == 0 else declared)
        rows.append(
            Result(
                layer=layer.slug if layer else None,
                declared_level=declared,
                claim="" if claimed_away else CLAIM,
                not_applicable="claimed" if claimed_away else "",
                not_applicable_reason="No automated decisions are taken in this service."
                if claimed_away
                else "",
                not_applicable_accepted=True if claimed_away and assessed else None,
                assessed_level=level if assessed else None,
                confidence=("high", "medium", "high", "low")[number % 4] if assessed else "",
                reason=REASON if assessed else "",
                done=("examine", "test")[: 1 + number % 2] if assessed else (),
                own_figures=OWN_FIGURES if assessed and level is not None else "",
                own_figures_level=level if assessed else None,
            )
        )
    return tuple(rows)


def criterion(code: str, number: int, *, assessed: bool) -> Criterion:
    rows = results(number, per_layer=number % 5 == 2, assessed=assessed)
    confidential = number % 6 == 4
    declared = [row.declared_level for row in rows if row.declared_level is not None]
    levels = [row.assessed_level for row in rows if row.assessed_level is not None]
    return Criterion(
        code=f"{code}-{number:02}",
        title=SUBJECTS[(number - 1) % len(SUBJECTS)],
        requirement=REQUIREMENT,
        must_meet=number in (1, 5),
        weight=1 + number % 3,
        disclosure="public_level_confidential_detail" if confidential else "public",
        declared_level=min(declared, default=None),
        assessed_level=min(levels, default=None),
        results=rows,
        evidence=(
            Evidence(
                title="Vulnerability handling procedure, version 4.2",
                kind="file",
                disclosure="public",
                reference="sha256:" + f"{number:02x}" * 32,
                accepted=True if assessed else None,
            ),
            Evidence(
                title="Secret internal audit report",
                kind="file",
                disclosure="confidential",
                reference="sha256:" + "ee" * 32,
                accepted=True if assessed else None,
            ),
        ),
    )


def principle(code: str, *, assessed: bool) -> Principle:
    title, statement, count = TITLES[code]
    declared_c, declared_m, assessed_c, assessed_m = FIGURES[code]
    return Principle(
        code=code,
        title=title,
        statement=statement,
        declared=Figures(conformance=declared_c, maturity=declared_m),
        assessed=Figures(conformance=assessed_c, maturity=assessed_m) if assessed else None,
        criteria=tuple(criterion(code, n, assessed=assessed) for n in range(1, count + 1)),
    )


ASSESSMENT = Assessment(
    body="Northlight Assurance",
    lead="Ilse Brandt",
    assessors=("Tomas Ek",),
    quality_reviewer="Hanna Virtanen",
    recommended_outcome="conditional",
    recommended_on=date(2026, 11, 9),
    decision_reasons="Two criteria are met in part only. Their plans are dated, owned and within 180 days; no must-meet is affected.",
    decision_maker="Miriam Sato",
    decided_on=date(2026, 11, 16),
    member_remarks="The register was confirmed in November.",
    remarks=(
        Remark(
            draft=1,
            text="The register was confirmed in November.",
            made_on=date(2026, 11, 5),
            answer="Seen; the finding stands, since the requirement is twelve months.",
            answered_on=date(2026, 11, 6),
        ),
    ),
    confirmed_by="Bela Okafor",
    confirmed_on=date(2026, 11, 10),
    computed=Computed(score="conforming", outcome="conditional"),
    questions=Questions(asked=3, answered=2, unanswered=1),
)
FINDINGS = (
    Finding(
        grade="minor",
        criterion="GOV-11",
        text="The register of ownership was last confirmed 14 months ago; the requirement is twelve.",
        plan="Confirm the register and set a yearly reminder with the company secretary.",
        due=date(2027, 2, 26),
        accepted_on=date(2026, 11, 6),
        state="open",
    ),
    Finding(
        grade="observation",
        criterion="SEC-10",
        text="Confidential: the second key vault shares a power feed with the first.",
        plan="Confidential: move it.",
        due=date(2027, 4, 30),
        accepted_on=date(2026, 11, 6),
        state="open",
    ),
)


CHECKPOINT = "trust.example/log\n42\n" + b64encode(bytes(range(32))).decode() + "\n"
PERCENT = 40


def sampled(contents: ReportContents) -> ReportContents:
    """The contents with the sample that is drawn from their criteria."""
    asked = [
        Candidate(each.code, principle.code, each.must_meet)
        for principle in contents.principles
        for each in principle.criteria
    ]
    seed = seed_of(contents.submission_sha256, CHECKPOINT)
    found = drawn(asked, seed=seed, percent=PERCENT)
    sample = Sample(
        method=METHOD,
        percent=PERCENT,
        checkpoint=f"{CHECKPOINT}\n— trust.example/log c2lnbmF0dXJlIG9mIG5vYm9keQ==\n",
        acceptance=Acceptance(log_index=40, salt="5a" * 32),
        seed=seed,
        must_meet=found.must_meet,
        drawn=found.drawn,
    )
    grounds = grounds_of(
        Ground(
            principle=principle.code,
            weight=each.weight,
            in_depth=each.code in found.codes,
            verdicts=tuple(Looked(frozenset(r.done or ()), r.confidence) for r in each.results),
        )
        for principle in contents.principles
        for each in principle.criteria
        if each.assessed_level is not None
    )
    shares = overall_shares(grounds, {})
    told = {code: each.data() for code, each in grounds.items()}
    return replace(
        contents,
        sample=sample,
        uncertainty=Uncertainty(**shares.texts()) if shares else None,
        principles=tuple(
            replace(
                each,
                grounds=Grounds(
                    assurance=told[each.code]["assurance"],
                    uncertainty=Uncertainty(**told[each.code]["uncertainty"]),
                    sums=GroundSums(**told[each.code]["grounds"]),
                ),
            )
            for each in contents.principles
        ),
    )


def assessed_contents() -> ReportContents:
    return sampled(_assessed_contents())


def _assessed_contents() -> ReportContents:
    return ReportContents(
        number="TP-2026-0007",
        kind="assessed",
        organisation=Organisation(
            name="Harbour Lumen Cloud Ltd", slug="harbour-lumen", country="NL"
        ),
        scope=Scope(
            slug="cloud-services",
            title="Cloud services",
            statement="Included: Public cloud services sold under the Lumen name from three data centres in Rotterdam, Turku and Porto, including the managed model-serving service.\n\nExcluded: Hardware resale and consulting.\n\nWhy the line is drawn there: They are sold under another name, by another company.",
            included="Public cloud services sold under the Lumen name from three data centres in Rotterdam, Turku and Porto, including the managed model-serving service.",
            excluded="Hardware resale and consulting.",
            why="They are sold under another name, by another company.",
            layers=LAYERS,
        ),
        edition=Edition(
            framework="trust-principles",
            framework_title="Technology trust principles",
            edition="1.0",
            sha256="5a" * 32,
            method="tta-score/1.0",
        ),
        as_of=date(2026, 10, 31),
        submitted_at=datetime(2026, 11, 2, 9, 41, 7, tzinfo=UTC),
        submission_sha256="b7" * 32,
        signatory=Signatory(
            name="Joost van Leeuwen",
            authority="Member of the board, sole power of representation",
            statement="I have read the answers and the evidence list. To the best of my knowledge they are true and complete for the stated scope on the as-of date.",
            statement_version="1.0",
        ),
        outcome="conditional",
        valid_from=date(2026, 11, 16),
        valid_to=date(2027, 4, 30),
        issued_at=datetime(2026, 11, 16, 14, 2, 10, tzinfo=UTC),
        declared=Figures(conformance="95.4", maturity="2.97"),
        assessed=Figures(conformance="88.4", maturity="2.71"),
        thresholds=Thresholds(),
        flags=("limited_scope:ETH",),
        principles=tuple(principle(code, assessed=True) for code in TITLES),
        findings=FINDINGS,
        assessment=ASSESSMENT,
        issuer=Issuer(
            alliance="Demonstration Alliance for Trusted Technology",
            portal_origin="https://trust.example",
            log_origin="trust.example/log",
            development=True,
        ),
        crosswalk=CROSSWALK,
    )


def declared_contents() -> ReportContents:
    return replace(
        assessed_contents(),
        number="TP-2026-0008",
        kind="declared",
        outcome=None,
        assessed=None,
        assessment=None,
        sample=None,
        uncertainty=None,
        findings=(),
        valid_to=date(2027, 11, 15),
        principles=tuple(principle(code, assessed=False) for code in TITLES),
    )


def small(contents: ReportContents) -> ReportContents:
    """Two criteria per principle: enough for most tests, and quick to typeset."""
    few = tuple(replace(p, criteria=p.criteria[:2]) for p in contents.principles)
    made = replace(contents, principles=few)
    return sampled(made) if contents.sample else made
