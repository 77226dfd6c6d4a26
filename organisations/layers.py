"""The technology layers that a scope may cover, in their fixed order (pure)."""

from enum import StrEnum
from typing import Final


class Layer(StrEnum):
    """A layer of the technology stack; the values are the editions' own slugs."""

    CONNECTIVITY = "connectivity"
    CLOUD = "cloud"
    SEMICONDUCTORS = "semiconductors"
    ENTERPRISE_SOFTWARE = "enterprise-software"
    AI = "ai"


TITLES: Final[dict[str, str]] = {
    Layer.CONNECTIVITY: "Connectivity and network equipment",
    Layer.CLOUD: "Cloud and data-centre infrastructure",
    Layer.SEMICONDUCTORS: "Semiconductors and manufacturing equipment",
    Layer.ENTERPRISE_SOFTWARE: "Enterprise software",
    Layer.AI: "Artificial intelligence",
}
CHOICES: Final = [(layer.value, TITLES[layer]) for layer in Layer]


def in_order(layers: list[str]) -> list[str]:
    """The given layer slugs in the fixed order, each once; unknown ones are left out."""
    return [layer.value for layer in Layer if layer.value in layers]
