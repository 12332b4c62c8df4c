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
    # The client's Idempotency-Key, or one of our own. A second arrival of an edit finds the first by it.
    key = models.CharField(max_length=64, unique=True)
    digest = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()


class OutboxJob(models.Model):
    """A job that the broker may not have yet. The relay publishes jobs in the order of their ids (`apture.outbox`)."""

    job = models.UUIDField()
    task = models.CharField(max_length=64)
    arguments = models.JSONField()
    added_at = models.DateTimeField()

    class Meta:
        db_table = "pages_outbox"


class Effect(models.Model):
    """A job that has taken effect."""

    job = models.UUIDField(primary_key=True)
    slug = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    done_at = models.DateTimeField()

    @property
    def encoded_data(self) -> str:
        return DjangoJSONEncoder().encode(self.data)


class Activity(models.Model):
    """Counts per page, maintained by jobs."""

    slug = models.CharField(max_length=64, primary_key=True)
    events = models.BigIntegerField(default=0)
    edits = models.BigIntegerField(default=0)
