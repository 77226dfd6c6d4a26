"""Addresses of the reports room: receipts, how far a report is, full reports, and the operators' job board."""

from django.urls import path

from reports import correction_views as correcting
from reports import full_views, job_views, progress_views, views
from reports.keys import views as key_views

app_name = "reports"
ONE = "submissions/<uuid:submission_id>/receipt"
CORRECTION = "corrections/<uuid:correction_id>/"
KEY = "keys/<uuid:request_id>/"
JOB = "jobs/<slug:kind>/<uuid:job_id>/"
urlpatterns = [
    path(f"{ONE}/", views.receipt, name="receipt"),
    path(f"{ONE}.pdf", views.receipt_pdf, name="receipt_pdf"),
    path(
        "attestations/<uuid:attestation_id>/reports/", progress_views.reports_of, name="reports_of"
    ),
    path("full-reports/<slug:number>/", full_views.full_report, name="full_report"),
    path("full-reports/<slug:number>.pdf", full_views.full_report_pdf, name="full_report_pdf"),
    path("corrections/", correcting.corrections, name="corrections"),
    path("corrections/ask/", correcting.ask, name="correction_ask"),
    path(CORRECTION, correcting.correction, name="correction"),
    path(f"{CORRECTION}confirm/", correcting.confirm, name="correction_confirm"),
    path(f"{CORRECTION}decline/", correcting.decline, name="correction_decline"),
    path("keys/", key_views.keys, name="keys"),
    path("keys/begin/", key_views.begin, name="key_begin"),
    path("keys/end/", key_views.end, name="key_end"),
    path(KEY, key_views.key_request, name="key_request"),
    path(f"{KEY}confirm/", key_views.confirm, name="key_confirm"),
    path(f"{KEY}decline/", key_views.decline, name="key_decline"),
    path("jobs/", job_views.jobs, name="jobs"),
    path("jobs.csv", job_views.jobs_csv, name="jobs_csv"),
    path(JOB, job_views.job, name="job"),
    path(f"{JOB}retry/", job_views.retry_job, name="job_retry"),
    path(f"{JOB}now/", job_views.hasten_job, name="job_now"),
]
