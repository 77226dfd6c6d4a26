"""The page that a report's child sets, in a process of its own: `python -m bench.page_of`.

Reads an order as `reports.typesetting` does, and writes the HTML of its first setting.
"""

import base64
import json
import sys

from reports.plain import from_plain
from reports.typesetting import DOCUMENTS, page


def html(order: bytes) -> bytes:
    """The page of an order."""
    given = json.loads(order)
    document = DOCUMENTS[given["document"]]
    files = {name: base64.b64decode(content) for name, content in given["files"].items()}
    return page(document, from_plain(given["contents"], document.shape), files).encode()


if __name__ == "__main__":
    sys.stdout.buffer.write(html(sys.stdin.buffer.read()))
