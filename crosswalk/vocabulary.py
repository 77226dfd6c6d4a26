from enum import StrEnum


class Relationship(StrEnum):
    """How our criterion (source) stands to the clause (target)."""

    EQUAL_TO = "equal-to"
    EQUIVALENT_TO = "equivalent-to"
    SUBSET_OF = "subset-of"
    SUPERSET_OF = "superset-of"
    INTERSECTS_WITH = "intersects-with"
    SUPPORTS = "supports"
