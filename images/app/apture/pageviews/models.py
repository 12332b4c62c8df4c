from django.db import models


class PageView(models.Model):
    """Views of one page on one day."""

    slug = models.CharField(max_length=64)
    day = models.DateField()
    views = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "day"], name="one_row_a_page_and_day")]
