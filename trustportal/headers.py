"""What a browser may load from a page of ours: nothing that we do not serve.

`CONTENT_SECURITY_POLICY` has the shape of django-csp 4; moving to Django 6's own setting means
renaming the keys here and nothing else. Nothing inline is allowed, for anyone, anywhere.
"""

from typing import Any, Final

from csp.constants import NONE, SELF

CONTENT_SECURITY_POLICY: Final[dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
