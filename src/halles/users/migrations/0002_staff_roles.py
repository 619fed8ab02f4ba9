from django.db import migrations, models
from django.db.models import Q


def keep_staff_as_they_are(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Whoever is staff by now could do everything."""
    apps.get_model("users", "User").objects.filter(is_staff=True).update(staff_role="admin")


class Migration(migrations.Migration):
    # A table that this transaction has written cannot be altered before it ends.
    atomic = False

    dependencies = [("users", "0001_initial")]

    operations = [
        migrations.AddField(
            "user", "staff_role", models.CharField(max_length=20, blank=True, default=""), preserve_default=False
        ),
        migrations.RunPython(keep_staff_as_they_are, migrations.RunPython.noop),
        migrations.AddConstraint(
            "user",
            models.CheckConstraint(
                condition=Q(is_staff=False, staff_role="") | (Q(is_staff=True) & ~Q(staff_role="")),
                name="users_staff_have_a_role",
            ),
        ),
    ]
