from django.urls import path

from transparency import views

app_name = "transparency"
urlpatterns = [
    path("", views.log, name="log"),
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("key", views.key, name="key"),
    path("tile/entries/<path:written>", views.entries, name="entries"),
    path("tile/<str:level>/<path:written>", views.tile, name="tile"),
    path("leaf/<int:index>/", views.leaf, name="leaf"),
    path("proof/<int:index>", views.proof, name="proof"),
]
