"""Addresses of this room."""

from django.urls import URLPattern, URLResolver, path

from assessments import (
    decision_views,
    engagement_views,
    finding_views,
    last_time_views,
    people_views,
    preview_views,
    result_views,
    work_views,
)

app_name = "assessments"
ONE = "engagements/<uuid:engagement_id>/"
LAST_TIME = "attestations/<uuid:attestation_id>/last-time/"
FINDING = f"{ONE}findings/<int:number>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("engagements/", engagement_views.engagement_list, name="list"),
    path(
        "engagements/request/<uuid:attestation_id>/",
        engagement_views.request_assessment,
        name="request",
    ),
    # Beside an answer of `attestations`, whose pages show it by its address.
    path(f"{LAST_TIME}<str:code>/", last_time_views.last_time, name="last_time"),
    path(f"{LAST_TIME}<str:code>/<slug:layer>/", last_time_views.last_time, name="last_time"),
    path(ONE, engagement_views.engagement, name="engagement"),
    path(f"{ONE}decline/", engagement_views.decline, name="decline"),
    path(f"{ONE}withdraw/", engagement_views.withdraw, name="withdraw"),
    path(f"{ONE}no-objection/", engagement_views.no_objection, name="no_objection"),
    path(f"{ONE}begin/", engagement_views.begin, name="begin"),
    path(f"{ONE}accept/", people_views.accept, name="accept"),
    path(f"{ONE}people/name/", people_views.name_person, name="name_person"),
    path(f"{ONE}people/<uuid:person_id>/remove/", people_views.remove_person, name="remove_person"),
    path(f"{ONE}interests/", people_views.interests, name="interests"),
    path(f"{ONE}plan/", work_views.plan, name="plan"),
    path(f"{ONE}work/", work_views.workspace, name="work"),
    path(f"{ONE}work/<slug:code>/", work_views.principle, name="principle"),
    path(f"{ONE}criteria/<slug:code>/", work_views.criterion, name="criterion"),
    path(f"{ONE}review/", work_views.review, name="review"),
    path(f"{ONE}findings/", finding_views.finding_list, name="findings"),
    path(FINDING, finding_views.finding, name="finding"),
    path(f"{FINDING}plan/", finding_views.plan, name="finding_plan"),
    path(f"{FINDING}judge/", finding_views.judge, name="finding_judge"),
    path(f"{FINDING}close/", finding_views.close, name="finding_close"),
    path(f"{ONE}result/", result_views.result, name="result"),
    path(f"{ONE}result/share/", result_views.share, name="share"),
    path(f"{ONE}remarks/", result_views.remarks, name="remarks"),
    path(f"{ONE}recommend/", result_views.recommend, name="recommend"),
    path("decisions/", decision_views.decision_list, name="decisions"),
    path(
        "editions/<uuid:edition_id>/preview/<str:code>/assessor/",
        preview_views.preview,
        name="preview",
    ),
    path("decisions/<uuid:engagement_id>/", decision_views.decide, name="decide"),
    path("decisions/<uuid:engagement_id>/send-back/", decision_views.send_back, name="send_back"),
    path(
        "decisions/<uuid:decision_id>/publication/",
        decision_views.choose_publication,
        name="publication",
    ),
]
