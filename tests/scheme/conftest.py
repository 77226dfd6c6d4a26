from tests.principles.conftest import _edition_1, data

__all__ = ["_edition_1", "data"]
