"""The addresses of the desk and of the boards."""

from django.urls import path

from desk import board_views, views

urlpatterns = [
    path("desk/", views.desk, name="desk"),
    path("board/", board_views.board, name="board"),
    path("board.csv", board_views.board_csv, name="board_csv"),
    path("secretariat/", board_views.secretariat, name="secretariat"),
    path("secretariat.csv", board_views.secretariat_csv, name="secretariat_csv"),
]
