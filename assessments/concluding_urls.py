"""Addresses of the conclusion: draft result, remarks, recommendation, decision, publication."""

from django.urls import URLPattern, path

from assessments import confirming_views, decision_views, declaring_views, result_views
from assessments.addresses import ONE

urlpatterns: list[URLPattern] = [
    path(f"{ONE}result/", result_views.result, name="result"),
    path(f"{ONE}result/share/", result_views.share, name="share"),
    path(f"{ONE}remarks/", result_views.remarks, name="remarks"),
    path(
        f"{ONE}remarks/<uuid:remark_id>/answer/", result_views.answer_remark, name="answer_remark"
    ),
    path(f"{ONE}return/", confirming_views.return_to_lead, name="return_to_lead"),
    path(f"{ONE}confirm/", confirming_views.confirm, name="confirm"),
    path(f"{ONE}recommend/", result_views.recommend, name="recommend"),
    path("decisions/", decision_views.decision_list, name="decisions"),
    path("decisions/<uuid:engagement_id>/", decision_views.decide, name="decide"),
    path("decisions/<uuid:engagement_id>/send-back/", decision_views.send_back, name="send_back"),
    path(
        "decisions/<uuid:engagement_id>/interests/",
        declaring_views.decider_interests,
        name="decider_interests",
    ),
    path(
        "decisions/<uuid:decision_id>/publication/",
        decision_views.choose_publication,
        name="publication",
    ),
]
