from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from the sealing: PostgreSQL does not change a table whose rows were changed in the same transaction."""

    dependencies = [("sellers", "0002_sealed_numbers")]

    operations = [
        migrations.AlterField("seller", "tax_id", models.CharField(max_length=40, blank=True, default="")),
        migrations.AlterField("seller", "bank_account", models.CharField(max_length=64, blank=True, default="")),
        migrations.RemoveField("seller", "tax_id"),
        migrations.RemoveField("seller", "bank_account"),
    ]
