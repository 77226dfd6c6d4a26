"""The words a signatory puts a name to, with their version (pure).

A change of the text is a new version; what was signed keeps the text it was signed with.
"""

from dataclasses import dataclass
from typing import Final

VERSION: Final = "1.0"
_TEXT: Final = (
    "I am authorised to make this declaration for {organisation}. I have read the answers shown "
    "here. To the best of my knowledge they are true and complete for the scope “{scope}” as of "
    "{as_of}, and the evidence named in them exists and supports them. {organisation} will put "
    "right what it finds to be wrong, and knows that {alliance} may have this declaration "
    "assessed independently."
)


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


def text_for(*, organisation: str, scope: str, as_of: str, alliance: str) -> str:
    """The statement's exact text; `as_of` is a day as people read it."""
    return _TEXT.format(organisation=organisation, scope=scope, as_of=as_of, alliance=alliance)
