"""Addresses of the reports room: receipts, for those who may read the submission."""

from django.urls import path

from reports import views

app_name = "reports"
ONE = "submissions/<uuid:submission_id>/receipt"
urlpatterns = [
    path(f"{ONE}/", views.receipt, name="receipt"),
    path(f"{ONE}.pdf", views.receipt_pdf, name="receipt_pdf"),
]
