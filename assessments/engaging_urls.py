"""Addresses of engaging a body: asking, naming, declaring, beginning."""

from django.urls import URLPattern, path

from assessments import (
    accreditation_views,
    breaking_views,
    declaring_views,
    engagement_views,
    lifting_views,
    people_views,
    quoting_views,
)
from assessments.addresses import ONE

urlpatterns: list[URLPattern] = [
    path("engagements/", engagement_views.engagement_list, name="list"),
    path(
        "engagements/request/<uuid:attestation_id>/",
        engagement_views.request_assessment,
        name="request",
    ),
    path(
        "engagements/quotes/<uuid:attestation_id>/",
        quoting_views.quotes,
        name="quotes",
    ),
    path(
        "engagements/quotes/<uuid:attestation_id>/ask/",
        quoting_views.ask_quotes,
        name="ask_quotes",
    ),
    path(f"{ONE}quote/", quoting_views.quote, name="quote"),
    path(f"{ONE}quotes/<int:sequence>/choose/", quoting_views.choose, name="choose"),
    path(ONE, engagement_views.engagement, name="engagement"),
    path(f"{ONE}decline/", engagement_views.decline, name="decline"),
    path(f"{ONE}withdraw/", engagement_views.withdraw, name="withdraw"),
    path(f"{ONE}no-objection/", engagement_views.no_objection, name="no_objection"),
    path(f"{ONE}begin/", engagement_views.begin, name="begin"),
    path(f"{ONE}accept/", people_views.accept, name="accept"),
    path(f"{ONE}people/name/", people_views.name_person, name="name_person"),
    path(f"{ONE}people/<uuid:person_id>/remove/", people_views.remove_person, name="remove_person"),
    path(f"{ONE}people/<uuid:person_id>/object/", breaking_views.object_to, name="object"),
    path(f"{ONE}terminate/", breaking_views.break_off, name="terminate"),
    path(f"{ONE}interests/", declaring_views.interests, name="interests"),
    path(f"{ONE}interests/body/", declaring_views.body_interests, name="body_interests"),
    path(f"{ONE}conflicts/<uuid:conflict_id>/ask/", lifting_views.ask, name="ask_to_lift"),
    path(
        "accreditations/<uuid:accreditation_id>/",
        accreditation_views.accreditation,
        name="accreditation",
    ),
    path("conflicts/<uuid:conflict_id>/", lifting_views.conflict, name="conflict"),
    path("conflicts/<uuid:conflict_id>/lift/", lifting_views.lift, name="lift"),
]
