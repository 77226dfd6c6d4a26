"""Which clauses of which laws a report's criteria touch, in the read model. Pure.

It is what the crosswalk said when the report was prepared. Mappings can be corrected later; a report
keeps the judgements of its day, and the digest of the files that they were loaded from.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """One criterion beside a clause; `relationship` reads from the criterion to the clause.

    `judged_on` names the edition whose text was judged, where that of this report differs.
    """

    criterion: str
    relationship: str
    confidence: str
    verified: bool
    judged_on: str = ""


@dataclass(frozen=True, kw_only=True)
class TouchedClause:
    """A clause that at least one criterion touches itself."""

    ref: str
    title: str
    criteria: tuple[Mapped, ...]


@dataclass(frozen=True, kw_only=True)
class Law:
    """A law, standard or framework; `listed` counts its listed clauses, touched or not.

    `complete`: every clause of the part that `covers` names is listed.
    """

    slug: str
    title: str
    kind: str
    issuer: str
    url: str
    covers: str
    complete: bool
    listed: int
    clauses: tuple[TouchedClause, ...]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Who judged mappings, and when."""

    author: str
    dated: date


@dataclass(frozen=True, kw_only=True)
class Crosswalk:
    """`sha256` is the digest of mappings and clauses as they were last loaded, "" where not kept."""

    sha256: str
    judged: tuple[Judged, ...]
    laws: tuple[Law, ...]
