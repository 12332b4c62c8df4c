from django.apps import AppConfig


class Pages(AppConfig):
    name = "apture.pages"
    label = "pages"
