"""How Django's forms become pages: GOV.UK's markup, from our own templates.

`FORM_RENDERER = "trustportal.form_rendering.Renderer"`; `django.forms` is an installed app so that
widgets we do not restyle fall back to Django's templates.
"""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Takes `templates/django/forms/` before Django's own."""

    form_template_name = "django/forms/form.html"
    field_template_name = "django/forms/field.html"
