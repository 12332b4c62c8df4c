from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Page(models.Model):
    slug = models.CharField(max_length=64, unique=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()


class Edit(models.Model):
    """One acknowledged edit."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField()
    job = models.UUIDField()
    # The client's own name for the edit, or one of ours: the second arrival of one edit finds it here.
    key = models.CharField(max_length=64, unique=True)
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()


class Effect(models.Model):
    """That a job has taken effect."""

    job = models.UUIDField(primary_key=True)
    slug = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    done_at = models.DateTimeField()

    @property
    def encoded_data(self) -> str:
        return DjangoJSONEncoder().encode(self.data)


class Activity(models.Model):
    """What happened around a page, summed up by jobs."""

    slug = models.CharField(max_length=64, primary_key=True)
    events = models.BigIntegerField(default=0)
    edits = models.BigIntegerField(default=0)
