"""The WSGI application that granian or gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from trustportal.whole_bodies import WholeBodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustportal.settings")

application = WholeBodies(get_wsgi_application())

from django.db import connections  # noqa: E402 - needs the settings to be in place

from journal.guard import refuse_unsafe_role  # noqa: E402 - needs the apps to be loaded

refuse_unsafe_role()
connections.close_all()  # the server's threads open connections of their own
