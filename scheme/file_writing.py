"""An edition's data as the text of a file that reads back as the same data (pure)."""

import json
from collections.abc import Mapping
from typing import Any, Final

import yaml

WIDTH: Final = 100
# What begins so might be read as a number: it is put between quotes.
FIGURES: Final = frozenset("+-.0123456789")


class _Writer(yaml.SafeDumper):
    """Writes every value in full, as `parsing.parsed` wants it."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(writer: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "'" if text[:1] in FIGURES and text.isprintable() else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.add_representer(str, _text)


def as_yaml(data: Mapping[str, Any]) -> str:
    """Write a data file as YAML, in the order of the data."""
    return str(
        yaml.dump(dict(data), Dumper=_Writer, sort_keys=False, allow_unicode=True, width=WIDTH)
    )


def as_json(data: Mapping[str, Any]) -> str:
    """Write a data file as indented JSON, in the order of the data."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
