from enum import StrEnum
from typing import Final


class Relationship(StrEnum):
    """How our criterion (source) stands to the clause (target)."""

    EQUAL_TO = "equal-to"
    EQUIVALENT_TO = "equivalent-to"
    SUBSET_OF = "subset-of"
    SUPERSET_OF = "superset-of"
    INTERSECTS_WITH = "intersects-with"
    SUPPORTS = "supports"


class Confidence(StrEnum):
    """How sure the author of a mapping is of it: three words, no figure."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Kind(StrEnum):
    """What a source of clauses is."""

    LAW = "law"
    STANDARD = "standard"
    FRAMEWORK = "framework"


class Listed(StrEnum):
    """Whether the clauses of the part that a list covers are all in it."""

    COMPLETE = "complete"
    PARTIAL = "partial"


# From the criterion to the clause, and from the clause to the criterion.
FORWARD: Final = {
    Relationship.EQUAL_TO: "is equal to",
    Relationship.EQUIVALENT_TO: "is equivalent to",
    Relationship.SUBSET_OF: "is part of",
    Relationship.SUPERSET_OF: "contains",
    Relationship.INTERSECTS_WITH: "overlaps with",
    Relationship.SUPPORTS: "supports",
}
BACKWARD: Final = {
    Relationship.EQUAL_TO: "is equal to",
    Relationship.EQUIVALENT_TO: "is equivalent to",
    Relationship.SUBSET_OF: "contains",
    Relationship.SUPERSET_OF: "is part of",
    Relationship.INTERSECTS_WITH: "overlaps with",
    Relationship.SUPPORTS: "is supported by",
}
KINDS: Final = {
    Kind.LAW: "Law",
    Kind.STANDARD: "Standard",
    Kind.FRAMEWORK: "Framework",
}
