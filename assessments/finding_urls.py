"""Addresses of findings and of what is done about them."""

from django.urls import URLPattern, path

from assessments import dispute_views, finding_step_views, finding_views
from assessments.addresses import FINDING, ONE

urlpatterns: list[URLPattern] = [
    path(f"{ONE}findings/", finding_views.finding_list, name="findings"),
    path(FINDING, finding_views.finding, name="finding"),
    path(f"{FINDING}plan/", finding_views.plan, name="finding_plan"),
    path(f"{FINDING}judge/", finding_views.judge, name="finding_judge"),
    path(f"{FINDING}acknowledge/", finding_step_views.acknowledge, name="finding_acknowledge"),
    path(f"{FINDING}dispute/", finding_step_views.dispute, name="finding_dispute"),
    path(f"{FINDING}prove/", finding_step_views.prove, name="finding_prove"),
    path(f"{FINDING}verify/", finding_step_views.verify, name="finding_verify"),
    path(f"{FINDING}judge-again/", finding_step_views.again, name="finding_judge_again"),
    path(f"{FINDING}stands/", finding_step_views.stands, name="finding_confirm"),
    path("disputes/", dispute_views.dispute_list, name="disputes"),
    path("disputes/<uuid:engagement_id>/<int:number>/", dispute_views.rule, name="rule"),
    path(f"{FINDING}close/", finding_step_views.close, name="finding_close"),
]
