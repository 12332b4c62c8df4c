from django.apps import AppConfig


class PageViews(AppConfig):
    name = "apture.pageviews"
    label = "views"
