from django.db import migrations, models

from halles.kit.sealing import seal, unseal

# (plain column, sealed column, purpose), as the model had them when this was written.
NUMBERS = (
    ("tax_id", "tax_id_sealed", "sellers.tax_id"),
    ("bank_account", "bank_account_sealed", "sellers.bank_account"),
)


def seal_numbers(apps, schema_editor):
    sellers = apps.get_model("sellers", "Seller")
    for seller in sellers.objects.iterator():
        for plain, sealed, purpose in NUMBERS:
            setattr(seller, sealed, seal(getattr(seller, plain), purpose=purpose))
        seller.save(update_fields=[sealed for _, sealed, _ in NUMBERS])


def unseal_numbers(apps, schema_editor):
    sellers = apps.get_model("sellers", "Seller")
    for seller in sellers.objects.iterator():
        for plain, sealed, purpose in NUMBERS:
            setattr(seller, plain, unseal(getattr(seller, sealed), purpose=purpose))
        seller.save(update_fields=[plain for plain, _, _ in NUMBERS])


class Migration(migrations.Migration):
    dependencies = [("sellers", "0001_initial")]

    operations = [
        migrations.AddField("seller", "tax_id_sealed", models.TextField(blank=True, default="")),
        migrations.AddField("seller", "bank_account_sealed", models.TextField(blank=True, default="")),
        migrations.RunPython(seal_numbers, unseal_numbers),
    ]
