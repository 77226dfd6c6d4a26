"""Home, how to verify a report, and what this portal is."""

import hashlib
import ssl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from custody import keyring
from principles.models import Edition, Principle
from registry.listing import latest

LATEST = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search for an organisation, the principles, the latest reports, how to verify."""
    at = now()
    edition = current_edition()
    principles = Principle.objects.filter(edition=edition).order_by("order") if edition else ()
    context = {"edition": edition, "principles": principles, "reports": latest(at, LATEST)}
    return render(request, "registry/home.html", context)


def current_edition() -> Edition | None:
    """The published edition with the latest effective date that has come."""
    in_force = Edition.objects.in_force(now().date()).select_related("framework")
    return in_force.order_by("-effective_on", "-version").first()


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How to check a report without trusting this portal."""
    try:
        chain = keyring.certificates("reports")
        stamps = keyring.time_stamp_roots()
    except (keyring.KeyRefused, OSError):
        chain, stamps = None, ()
    context = {
        "development": chain.development if chain else settings.ENVIRONMENT.is_local,
        "fingerprint": hashlib.sha256(chain.root).hexdigest() if chain else "",
        "stamp_fingerprints": [hashlib.sha256(each).hexdigest() for each in stamps],
    }
    return render(request, "registry/verify.html", context)


@require_safe
def root_certificate(_request: HttpRequest) -> HttpResponse:
    """The root to which the certificate of every report's seal chains, as PEM."""
    try:
        chain = keyring.certificates("reports")
    except (keyring.KeyRefused, OSError) as error:
        raise Http404 from error
    return _pem("reports-root.pem", chain.root)


@require_safe
def certificate_chain(_request: HttpRequest) -> HttpResponse:
    """The certificate of the seal in use, then its issuers up to the root, as PEM."""
    try:
        chain = keyring.certificates("reports")
    except (keyring.KeyRefused, OSError) as error:
        raise Http404 from error
    return _pem("reports-chain.pem", chain.certificate, *chain.chain)


@require_safe
def time_stamp_roots(_request: HttpRequest) -> HttpResponse:
    """The roots of the authorities whose time stamps count, of earlier ones too, as PEM."""
    try:
        roots = keyring.time_stamp_roots()
    except (keyring.KeyRefused, OSError) as error:
        raise Http404 from error
    if not roots:
        raise Http404
    return _pem("time-stamps.pem", *roots)


def _pem(name: str, *certificates: bytes) -> HttpResponse:
    content = "".join(ssl.DER_cert_to_PEM_cert(each) for each in certificates)
    response = HttpResponse(content, content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What this portal is, and what it is not."""
    return render(request, "registry/about.html")
