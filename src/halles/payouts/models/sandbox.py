"""What the sandbox bank remembers: its own books, which nobody else reads."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SandboxTransfer(models.Model):
    """A transfer the sandbox was asked for, refused ones too; what it becomes by itself comes at `due_at`."""

    key = models.CharField(max_length=60, primary_key=True)
    ref = models.CharField(max_length=40, unique=True)
    account = models.CharField(max_length=4)
    # Of all that was asked under the key: who asks for something else under it is refused.
    terms = models.CharField(max_length=64, blank=True, default="")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=10)
    failure_code = models.CharField(max_length=40, blank=True)
    behavior = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=~Q(due_at=None), name="payouts_sandbox_due")]


class SandboxNotice(models.Model):
    """A line of the sandbox's list: what became of a transfer. Banks say things twice; so does this one."""

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(SandboxTransfer, on_delete=models.CASCADE, related_name="notices")
    status = models.CharField(max_length=10)
    failure_code = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
