"""What the public reads."""

from django.urls import path, register_converter

from registry.views import (
    assessors,
    comparison,
    crosswalk,
    front,
    keys,
    oscal,
    principles,
    register,
    reports,
    samples,
)


class VersionConverter:
    """The version of an edition, such as 1.0."""

    regex = r"[0-9]+(?:\.[0-9A-Za-z-]+)*?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(VersionConverter, "version")

app_name = "registry"
urlpatterns = [
    path("", front.home, name="home"),
    path("register/", register.register, name="register"),
    path("register/<slug:slug>/", register.organisation, name="organisation"),
    path("assessors/", assessors.assessors, name="assessors"),
    path("assessors/<slug:slug>/", assessors.assessor, name="assessor"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<slug:number>/", reports.report, name="report"),
    path("reports/<slug:number>/sample/", samples.sample, name="report_sample"),
    path("reports/<slug:number>/report.pdf", reports.pdf, name="report_pdf"),
    path("reports/<slug:number>/report.json", reports.twin, name="report_json"),
    path("principles/", principles.editions, name="editions"),
    path(
        "principles/<slug:framework>/<version:version>.json",
        principles.edition_json,
        name="edition_json",
    ),
    path(
        "principles/<slug:framework>/compare/<version:older>/<version:newer>/",
        comparison.comparison,
        name="comparison",
    ),
    path(
        "principles/<slug:framework>/compare/<version:older>/<version:newer>.json",
        comparison.as_json,
        name="comparison_json",
    ),
    path(
        "principles/<slug:framework>/<version:version>/oscal-catalog.json",
        oscal.oscal_catalog,
        name="oscal_catalog",
    ),
    path(
        "principles/<slug:framework>/<version:version>/oscal-mapping.json",
        oscal.oscal_mapping,
        name="oscal_mapping",
    ),
    path("principles/<slug:framework>/<version:version>/", principles.edition, name="edition"),
    path(
        "principles/<slug:framework>/<version:version>/<slug:code>/",
        principles.criterion,
        name="criterion",
    ),
    path(
        "principles/<slug:framework>/<slug:code>/",
        principles.criterion_history,
        name="criterion_history",
    ),
    path("crosswalk/", crosswalk.crosswalk, name="crosswalk"),
    path("crosswalk/<slug:slug>/", crosswalk.regulation, name="regulation"),
    path("verify/", front.verify, name="verify"),
    path("verify/reports-root.pem", front.root_certificate, name="root_certificate"),
    path("verify/reports-chain.pem", front.certificate_chain, name="certificate_chain"),
    path("verify/time-stamps.pem", front.time_stamp_roots, name="time_stamp_roots"),
    path("verify/keys/", keys.keys, name="keys"),
    path("verify/keys.json", keys.keys_json, name="keys_json"),
    path("verify/keys/<slug:key_id>.pem", keys.key_pem, name="key_pem"),
    path("about/", front.about, name="about"),
]
