from django.urls import path, re_path

from apture import health
from apture.jobs import views as jobs
from apture.pages import views as pages

urlpatterns = [
    re_path(r"^p/(?P<slug>[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?)$", pages.page),
    path("events", jobs.events),
    path("jobs/<str:identifier>", jobs.job),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
]
handler400 = "apture.http.responses.bad_request"
handler404 = "apture.http.responses.not_found"
handler500 = "apture.http.responses.server_error"
