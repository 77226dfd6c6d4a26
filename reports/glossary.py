"""The words of the glossary that a report explains (pure). docs/glossary.md has the same, and more."""

from dataclasses import dataclass
from typing import Final

from reports.contents import ASSESSED


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word and its meaning, as docs/glossary.md gives both."""

    word: str
    meaning: str
    assessed_only: bool = False


TERMS: Final = (
    Term(
        word="As-of date",
        meaning="the day for which the declaration speaks; not later than the day of submission, frozen with it",
    ),
    Term(
        word="Assurance",
        meaning="how far somebody other than the organisation looked into a principle: declared, plausibility checked, evidence reviewed, on site. It follows from what was done, and nobody chooses it",
    ),
    Term(
        word="Commitment",
        meaning="SHA-256 of a random salt and a digest: it stands in the log and says neither who nor what",
        assessed_only=True,
    ),
    Term(
        word="Confirmation",
        meaning="the assessor body stands behind its lead's recommendation; the alliance decides on nothing else",
        assessed_only=True,
    ),
    Term(
        word="Conformance, Maturity",
        meaning="weighted points cut back to target, in per cent; weighted mean level, 0 to 4",
    ),
    Term(
        word="Disclosure class",
        meaning="who may see a piece of evidence: public, partners, regulators, assessors, only the member",
    ),
    Term(
        word="Evidence",
        meaning="a file, link or digest that supports answers; one piece serves many. Stale from its expiry date on",
    ),
    Term(
        word="Finding",
        meaning="something that must be put right: major, minor, observation; or good practice",
        assessed_only=True,
    ),
    Term(
        word="Framework, Edition",
        meaning="a set of principles, and one published, immutable version of it (trust-principles 1.0). An edition names its scoring method and has one effective date",
    ),
    Term(
        word="Interest, Conflict",
        meaning="a declared fact about a named person, the body, or who decides; a fact that hits a rule and blocks. Lifted: two decision makers have let it pass, for a published reason",
        assessed_only=True,
    ),
    Term(
        word="Layer",
        meaning="connectivity · cloud · semiconductors · enterprise software · AI",
    ),
    Term(
        word="Leaf, Checkpoint",
        meaning="an entry of the public log; a signed statement of the log's size and root",
    ),
    Term(
        word="Level",
        meaning="0 not met · 1 initial, or claimed without evidence · 2 partial · 3 met (target) · 4 exceeds",
    ),
    Term(
        word="Mapping",
        meaning="a judgement of how a criterion stands to a clause: equal, equivalent, part of, contains, overlaps, supports. Verified when number and title of the clause were read in a public copy; carried over when it was judged on a text that has changed since",
    ),
    Term(
        word="Notice",
        meaning="an event after a report is live, only ever added: correction, suspension, reinstatement, revocation, withdrawal, supersession, affirmation",
    ),
    Term(
        word="Outcome",
        meaning="conforming · conditional · not conforming",
        assessed_only=True,
    ),
    Term(
        word="Own figures",
        meaning="what an assessor found herself, in the terms of the answer; the level that they give by the rules stands beside the member's",
        assessed_only=True,
    ),
    Term(
        word="Principle, Criterion",
        meaning="one of the five; one measurable requirement under it, with a stable code (SEC-05) and a digest of its text. A criterion can be must-meet",
    ),
    Term(
        word="Recommendation, Decision",
        meaning="what the lead assessor concludes from the score; what the alliance concludes, never higher",
        assessed_only=True,
    ),
    Term(
        word="Report",
        meaning="one numbered, immutable release of a result: frozen content, signed PDF, machine-readable twin, place in the log. Kind declared or assessed",
    ),
    Term(
        word="Sample",
        meaning="the criteria that are checked in depth: every must-meet, and of the others those that a draw takes. Its seed follows from the submission and the first checkpoint after the acceptance",
        assessed_only=True,
    ),
    Term(
        word="Scope",
        meaning="what of an organisation a declaration covers: a statement of what is in and out, and technology layers",
    ),
    Term(
        word="Standing",
        meaning="what the world sees of one scope at an instant: declared, conforming, conditional, not conforming, lapsed, suspended, revoked, withdrawn, superseded, not listed. Computed, never stored",
    ),
    Term(
        word="Submission",
        meaning="the frozen content of an attestation at the moment of signing: canonical JSON (RFC 8785) and its SHA-256",
    ),
    Term(
        word="Twin",
        meaning="the report's content as JSON, attached to the PDF and published beside it",
    ),
    Term(
        word="Uncertainty",
        meaning="of an assessed score: the shares of the weight behind it that were judged with low confidence, not sampled, not tested",
        assessed_only=True,
    ),
    Term(
        word="Verdict",
        meaning="an assessor's level, confidence and reason on one criterion (and layer), with what was done for it (documents examined, people interviewed, tested, cases sampled, seen on site); settled once a quality reviewer agrees",
        assessed_only=True,
    ),
)


def terms(kind: str) -> tuple[Term, ...]:
    """The words that a report of this kind uses."""
    return tuple(each for each in TERMS if kind == ASSESSED or not each.assessed_only)
