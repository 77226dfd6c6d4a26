"""What one report says, whole: the read model that document and twin are made from.

Pure: no database, no clock. A builder fills it from rows; `reports.rungs` removes what a file of its
rung may not hold.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from reports.basis import Computed, Grounds, Questions, Sample, Uncertainty
from reports.corrected import Corrects
from reports.laws import Crosswalk

DECLARED: Final = "declared"
ASSESSED: Final = "assessed"
PUBLIC: Final = "public"  # a class of criteria and of evidence, and a rung
FULL: Final = "full"  # the other rung
LEVEL_ONLY: Final = "public_level_confidential_detail"


class ContentsRefused(ValueError):
    """The contents contradict themselves; no document is made from them."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Conformance in per cent and maturity 0–4 as rounded decimal strings; None: not rated."""

    conformance: str | None
    maturity: str | None


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """The member: `country` is its ISO 3166-1 alpha-2 code."""

    name: str
    slug: str
    country: str


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A technology layer that the scope covers."""

    slug: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What of the organisation is covered: the statement whole, and in its three parts.

    The parts are empty where the submission was signed before statements had any.
    """

    slug: str
    title: str
    statement: str
    included: str = ""
    excluded: str = ""
    why: str = ""
    layers: tuple[Layer, ...]


@dataclass(frozen=True, kw_only=True)
class Edition:
    """`sha256` is the digest of the edition's canonical text, `method` the scoring method's id."""

    framework: str
    framework_title: str
    edition: str
    sha256: str
    method: str


@dataclass(frozen=True, kw_only=True)
class Signatory:
    """Who signed the submission, on what authority, and the exact statement that was accepted."""

    name: str
    authority: str
    statement: str
    statement_version: str


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Per cent, except the levels, the days and what findings do; the edition's method sets them.

    `open_findings` is the best outcome that an open finding of a grade leaves.
    """

    overall: str = "80"
    principle: str = "80"
    principle_floor: str = "60"
    target_level: int = 3
    limited_scope: str = "30"
    action_days: int = 180
    open_findings: tuple[tuple[str, str], ...] = ()
    may_not_stay_open: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EvidenceFile:
    """A file of a piece: its digest as `sha256:<hex>`, and the class that it has for itself."""

    reference: str
    disclosure: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One piece of evidence; `kind` is file, link, hash or statement.

    `reference` is `sha256:<hex>` or a link. Of a piece with `files` it is that of the first that may
    be named, and empty where none may.
    """

    title: str
    kind: str
    disclosure: str
    reference: str
    accepted: bool | None = None
    files: tuple[EvidenceFile, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """One answer and its verdict: for one layer, or for the organisation (`layer` is None).

    Levels are 0–4; None means not applicable or, for the assessed one, not assessed.
    `not_applicable` is "" (applies), "layer" (by rule) or "claimed"; `accepted` says whether an
    assessor accepted a claim, None when nobody has ruled. `done` is what assessors carried out, in
    the words of the plan's methods; None where that is not public. `own_figures` is what they found
    themselves, in the terms of the answer, with the level that it gives; empty where that is not public.
    """

    layer: str | None
    declared_level: int | None
    claim: str = ""
    not_applicable: str = ""
    not_applicable_reason: str = ""
    not_applicable_accepted: bool | None = None
    assessed_level: int | None = None
    confidence: str = ""
    reason: str = ""
    done: tuple[str, ...] | None = ()
    own_figures: str = ""
    own_figures_level: int | None = None


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """`declared_level` and `assessed_level` are those that count: the weakest layer's.

    `action_due_days` is how long after the recommendation its accepted corrective action is due.
    """

    code: str
    title: str
    requirement: str
    must_meet: bool
    weight: int
    disclosure: str
    declared_level: int | None
    assessed_level: int | None
    results: tuple[Result, ...]
    evidence: tuple[Evidence, ...] = ()
    evidence_withheld: int = 0
    action_due_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Principle:
    """One principle, its figures, and all its criteria in the edition's order.

    `grounds` is None where nobody assessed, nothing applies, or nothing was recorded yet.
    """

    code: str
    title: str
    statement: str
    declared: Figures
    assessed: Figures | None
    criteria: tuple[Criterion, ...]
    weight: int = 1
    grounds: Grounds | None = None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`grade`: major, minor, observation, good_practice. Dates None: no plan, or not accepted.

    `counted`: it was open when the outcome was recommended. `evidence` is what its correction was
    verified on, and how many pieces of it are not named.
    """

    grade: str
    criterion: str
    text: str
    plan: str
    due: date | None
    accepted_on: date | None
    state: str
    counted: bool | None = None
    evidence: tuple[Evidence, ...] = ()
    evidence_withheld: int = 0


@dataclass(frozen=True, kw_only=True)
class LiftedConflict:
    """A conflict of interest that two decision makers lifted: who had it, and the published reason."""

    person: str
    reason: str
    lifted_on: date


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What the member said to the `draft`-th draft, and what the lead assessor answered."""

    draft: int
    text: str
    made_on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Who assessed, who agreed, and who decided. Only in a report of kind `assessed`.

    `member_remarks` are those on the last draft in one text; `remarks` are all, with answers.
    `questions` is None in decisions that are older than their count is kept.
    """

    body: str
    lead: str
    assessors: tuple[str, ...]
    quality_reviewer: str
    recommended_outcome: str
    recommended_on: date
    decision_reasons: str
    decision_maker: str
    decided_on: date
    member_remarks: str
    conflicts_lifted: tuple[LiftedConflict, ...] = ()
    remarks: tuple[Remark, ...] = ()
    confirmed_by: str = ""
    confirmed_on: date | None = None
    computed: Computed | None = None
    questions: Questions | None = None


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The alliance that publishes, where its portal stands, and the origin its log signs with."""

    alliance: str
    portal_origin: str
    log_origin: str
    development: bool


@dataclass(frozen=True, kw_only=True)
class ReportContents:
    """Everything one report shows. `outcome` and `assessment` are None for a declared report.

    `rung` says which of the report's files this is the content of: `public` or `full`.
    """

    number: str
    kind: str
    organisation: Organisation
    scope: Scope
    edition: Edition
    as_of: date
    submitted_at: datetime
    submission_sha256: str
    signatory: Signatory
    outcome: str | None
    valid_from: date
    valid_to: date
    issued_at: datetime
    declared: Figures
    assessed: Figures | None
    thresholds: Thresholds
    flags: tuple[str, ...]
    principles: tuple[Principle, ...]
    findings: tuple[Finding, ...]
    assessment: Assessment | None
    issuer: Issuer
    sample: Sample | None = None
    uncertainty: Uncertainty | None = None
    corrects: Corrects | None = None
    crosswalk: Crosswalk | None = None
    rung: str = PUBLIC

    def __post_init__(self) -> None:
        """Refuse a rung that is not known, a declared report with an outcome, an assessed one without."""
        if self.rung not in (PUBLIC, FULL):
            raise ContentsRefused(f"A report's file is public or full, not {self.rung!r}.")
        if self.kind not in (DECLARED, ASSESSED):
            raise ContentsRefused(f"A report is declared or assessed, not {self.kind!r}.")
        has = (self.outcome is not None, self.assessed is not None, self.assessment is not None)
        if self.kind == DECLARED and any(has):
            raise ContentsRefused("A declared report has no outcome and no assessment.")
        if self.kind == ASSESSED and not all(has):
            raise ContentsRefused("An assessed report needs outcome, figures and assessment.")
        for instant in (self.submitted_at, self.issued_at):
            if instant.utcoffset() is None:
                raise ContentsRefused("Instants in a report carry their time zone.")

    @property
    def url(self) -> str:
        """Where the public page of this report stands."""
        return f"{self.issuer.portal_origin.rstrip('/')}/reports/{self.number}/"


def assurance(kind: str, principle: Principle) -> str | None:
    """How far the principle was looked into: declared in a declared report, None where not known."""
    if kind == DECLARED:
        return DECLARED
    return principle.grounds.assurance if principle.grounds else None
