"""The words a signatory puts a name to, with their version (pure).

A change of the text is a new version: it is added here, and the older ones stay, so that what was
signed can be compared with the text of its version for good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "1.0": (
        "I am authorised to make this declaration for {organisation}. I have read the answers "
        "shown here. To the best of my knowledge they are true and complete for the scope "
        "“{scope}” as of {as_of}, and the evidence named in them exists and supports them. "
        "{organisation} will put right what it finds to be wrong, and knows that {alliance} may "
        "have this declaration assessed independently."
    ),
}
VERSION: Final = "1.0"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the signatory accepted: exact text, its version, by what authority, for which digest.

    `sha256` is the digest of the content that the briefing page showed.
    """

    text: str
    version: str
    authority: str
    publish_declared: bool
    sha256: str


def text_for(
    *, organisation: str, scope: str, as_of: str, alliance: str, version: str = VERSION
) -> str:
    """The statement's exact text in one of its versions; `as_of` is a day as people read it.

    Raises KeyError for a version that there never was.
    """
    return TEXTS[version].format(
        organisation=organisation, scope=scope, as_of=as_of, alliance=alliance
    )
