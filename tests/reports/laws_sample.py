"""A crosswalk for sample reports: a law and a standard, with every mark that a mapping can have."""

from datetime import date

from reports.laws import Crosswalk, Judged, Law, Mapped, TouchedClause


def mapped(criterion: str, relationship: str = "intersects-with", **kwargs) -> Mapped:
    verified = kwargs.pop("verified", True)
    return Mapped(
        criterion=criterion,
        relationship=relationship,
        confidence="medium" if verified else "low",
        verified=verified,
        **kwargs,
    )


CROSSWALK = Crosswalk(
    sha256="c4" * 32,
    judged=(Judged(author="Trustportal catalogue", dated=date(2026, 11, 22)),),
    laws=(
        Law(
            slug="csf2",
            title="NIST Cybersecurity Framework 2.0",
            kind="framework",
            issuer="NIST",
            url="https://www.nist.gov/cyberframework",
            covers="All subcategories.",
            complete=True,
            listed=106,
            clauses=(
                TouchedClause(
                    ref="GV.RR-01",
                    title="Organizational leadership is responsible and accountable for risk",
                    criteria=(mapped("GOV-01"), mapped("GOV-02", "superset-of")),
                ),
            ),
        ),
        Law(
            slug="nis2",
            title="Directive (EU) 2022/2555 (NIS 2)",
            kind="law",
            issuer="European Union",
            url="https://eur-lex.europa.eu/eli/dir/2022/2555/oj",
            covers="Articles 20 to 23.",
            complete=False,
            listed=14,
            clauses=(
                TouchedClause(
                    ref="Art. 20(1)",
                    title="Management bodies approve the risk-management measures",
                    criteria=(mapped("GOV-01"), mapped("GOV-05", "supports")),
                ),
                TouchedClause(
                    ref="Art. 21(2)(d)",
                    title="Supply chain security",
                    criteria=(
                        mapped("SUP-01", verified=False),
                        mapped("SUP-02", judged_on="1.0"),
                    ),
                ),
            ),
        ),
    ),
)
