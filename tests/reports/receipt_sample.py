"""A receipt's contents for tests that need no rows, and its attachments."""

from datetime import UTC, date, datetime

from reports.contents import (
    Edition,
    Figures,
    Issuer,
    Layer,
    Organisation,
    Scope,
    Signatory,
)
from reports.plain import to_plain
from reports.receipts.contents import (
    CONTENT,
    RECEIPT,
    Counted,
    Logged,
    MadeReady,
    PrincipleResult,
    ReceiptContents,
    Warned,
)
from reports.rendering import typeset
from tests.reports.sample import FIGURES, TITLES

FILES = {
    RECEIPT: b'{\n  "sequence": 2\n}\n',
    CONTENT: b'{"answers":[],"schema":"trustportal-submission/2"}',
}
STATEMENT = (
    "I am authorised to make this declaration for Harbour Lumen Cloud Ltd. I have read the answers "
    "shown here. To the best of my knowledge they are true and complete for the scope “Managed "
    "cloud” as of 22 November 2026, and the evidence named in them exists and supports them."
)


def receipt_contents() -> ReceiptContents:
    return ReceiptContents(
        submission="0199b3c4-5d6e-7f80-8a91-a2b3c4d5e6f7",
        attestation="0199b3c4-1111-7f80-8a91-a2b3c4d5e6f7",
        sequence=2,
        organisation=Organisation(
            name="Harbour Lumen Cloud Ltd", slug="harbour-lumen-cloud", country="IE"
        ),
        scope=Scope(
            slug="managed-cloud",
            title="Managed cloud",
            statement="In: the managed cloud in Dublin and Lisbon.\nOut: resold services.",
            layers=(Layer(slug="cloud", title="Cloud"), Layer(slug="ai", title="AI")),
        ),
        edition=Edition(
            framework="trust-principles",
            framework_title="Trust principles",
            edition="1.0",
            sha256="e" * 64,
            method="trustportal-score/1",
        ),
        as_of=date(2026, 11, 22),
        sha256="0123456789abcdef" * 4,
        signed_at=datetime(2026, 11, 22, 14, 2, 10, 123456, tzinfo=UTC),
        signatory=Signatory(
            name="Orla Finch",
            authority="Managing director, sole signatory under article 12",
            statement=STATEMENT,
            statement_version="1.0",
        ),
        publish_declared=True,
        made_ready=MadeReady(
            name="Tomás Reyes", at=datetime(2026, 11, 22, 13, 40, 1, 5, tzinfo=UTC)
        ),
        logged=Logged(index=41, commitment="c" * 64, salt="5" * 64),
        counted=Counted(criteria=59, answers=71, not_applicable=3, evidence=64, files=58),
        declared=Figures(conformance="95.4", maturity="2.97"),
        principles=tuple(
            PrincipleResult(
                code=code,
                title=title,
                declared=Figures(conformance=FIGURES[code][0], maturity=FIGURES[code][1]),
            )
            for code, (title, _, _) in TITLES.items()
        ),
        flags=(),
        warnings=(
            Warned(
                place="SEC-05 (cloud)",
                sentence="Its evidence is older than a year.",
                reason="The next test is booked for January.",
            ),
        ),
        issuer=Issuer(
            alliance="Trustportal Alliance",
            portal_origin="https://trust.example",
            log_origin="trust.example/log",
            development=True,
        ),
    )


def typeset_receipt(contents: ReceiptContents) -> bytes:
    return typeset("receipt", to_plain(contents), FILES)
