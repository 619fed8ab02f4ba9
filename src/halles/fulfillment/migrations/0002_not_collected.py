from django.db import migrations, models

STATUSES = [
    ("packed", "Packed, waiting for the carrier"),
    ("in_transit", "On its way"),
    ("out_for_delivery", "With the courier today"),
    ("delivered", "Delivered"),
    ("lost", "Lost by the carrier"),
    ("not_collected", "Not collected, back on the shelf"),
]


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial")]

    operations = [
        migrations.AlterField("package", "status", models.CharField(choices=STATUSES, default="packed", max_length=20)),
        migrations.AlterField("trackingevent", "status", models.CharField(choices=STATUSES, max_length=20)),
        migrations.RemoveConstraint("package", "fulfillment_package_status_known"),
        migrations.AddConstraint(
            "package",
            models.CheckConstraint(
                condition=models.Q(("status__in", [code for code, _ in STATUSES])),
                name="fulfillment_package_status_known",
            ),
        ),
    ]
