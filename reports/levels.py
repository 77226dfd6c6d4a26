"""The levels of a seal: what a file carries beside the signature (ETSI EN 319 142-1, 6.1). Pure."""

from enum import StrEnum


class Level(StrEnum):
    """Each level has what the one before it has, and more."""

    B_B = "B-B"  # the signature
    B_T = "B-T"  # and a time stamp of an authority on it
    B_LT = "B-LT"  # and the certificates and revocation information to check both without a network
    B_LTA = "B-LTA"  # and a time stamp over all of that

    @property
    def stamped(self) -> bool:
        """Whether an authority's time stamp stands on the signature."""
        return self is not Level.B_B

    @property
    def lasting(self) -> bool:
        """Whether the file carries what it takes to check it without a network."""
        return self in (Level.B_LT, Level.B_LTA)

    @property
    def archived(self) -> bool:
        """Whether a second time stamp, over the whole document, stands after the signature."""
        return self is Level.B_LTA

    @property
    def pades(self) -> str:
        """What leaves, pages and standards call it."""
        return f"PAdES {self.value}"
