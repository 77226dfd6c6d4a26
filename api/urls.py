"""What machines read, version 1."""

from django.urls import path

from api.v1 import assessors, crosswalk, index, keys, principles, reports, standings

app_name = "api"
urlpatterns = [
    path("", index.Index.as_view(), name="index"),
    path("standings/", standings.Standings.as_view(), name="standings"),
    path("standings/<slug:slug>/", standings.OrganisationStandings.as_view(), name="standing"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/<slug:number>/", reports.OneReport.as_view(), name="report"),
    path("assessors/", assessors.Assessors.as_view(), name="assessors"),
    path("assessors/<slug:slug>/", assessors.OneAssessor.as_view(), name="assessor"),
    path("principles/", principles.Editions.as_view(), name="editions"),
    path(
        "principles/<slug:framework>/<version:edition>/",
        principles.OneEdition.as_view(),
        name="edition",
    ),
    path(
        "principles/<slug:framework>/<version:edition>/<slug:code>/",
        principles.OneCriterion.as_view(),
        name="criterion",
    ),
    path("keys/", keys.Keys.as_view(), name="keys"),
    path("crosswalk/", crosswalk.Regulations.as_view(), name="crosswalk"),
    path("crosswalk/<slug:slug>/", crosswalk.OneRegulation.as_view(), name="regulation"),
    path("problems/<slug:name>", index.ProblemType.as_view(), name="problem"),
    path("schema/", index.Schema.as_view(), name="schema"),
    path("<path:rest>", index.Unknown.as_view(), name="unknown"),
]
