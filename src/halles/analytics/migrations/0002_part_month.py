from django.db import migrations, models

# What the rollup keeps from here on, of the lines that stand: until the next night products would else miss the months.
_SUMS = (
    "placed_minor, placed_count, paid_minor, paid_count, delivered_minor, delivered_count, net_minor, kept_count,"
    " tax_minor, fee_minor, commission_minor"
)
FILL = f"""
INSERT INTO analytics_partmonth (by, market, month, currency, kind, key, {_SUMS})
SELECT k.by, e.market, date_trunc('month', e."on")::date, e.currency, k.kind, k.key,
       sum(placed_minor), sum(placed_count), sum(paid_minor), sum(paid_count), sum(delivered_minor),
       sum(delivered_count), sum(net_minor), sum(kept_count), sum(tax_minor), sum(fee_minor), sum(commission_minor)
FROM (
    SELECT placed_on AS "on", market, currency, product_id, content_kind, content_id, placed_minor, placed_count,
           0 AS paid_minor, 0 AS paid_count, 0 AS delivered_minor, 0 AS delivered_count, 0 AS net_minor,
           0 AS kept_count, 0 AS tax_minor, 0 AS fee_minor, 0 AS commission_minor
    FROM analytics_linefact
    UNION ALL
    SELECT paid_on, market, currency, product_id, content_kind, content_id, 0, 0, paid_minor, paid_count,
           delivered_minor, delivered_count, net_minor, kept_count, tax_minor, fee_minor, commission_minor
    FROM analytics_linefact WHERE paid_on IS NOT NULL
) e
CROSS JOIN LATERAL (
    VALUES ('product', '', e.product_id), ('content', e.content_kind, e.content_id)
) AS k(by, kind, key)
WHERE k.key IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - constant


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartMonth",
            fields=[
                ("placed_minor", models.BigIntegerField(default=0)),
                ("placed_count", models.IntegerField(default=0)),
                ("paid_minor", models.BigIntegerField(default=0)),
                ("paid_count", models.IntegerField(default=0)),
                ("delivered_minor", models.BigIntegerField(default=0)),
                ("delivered_count", models.IntegerField(default=0)),
                ("net_minor", models.BigIntegerField(default=0)),
                ("kept_count", models.IntegerField(default=0)),
                ("tax_minor", models.BigIntegerField(default=0)),
                ("fee_minor", models.BigIntegerField(default=0)),
                ("commission_minor", models.BigIntegerField(default=0)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("by", models.CharField(choices=[("product", "Product"), ("content", "Content")], max_length=10)),
                ("market", models.CharField(max_length=2)),
                ("month", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("kind", models.CharField(blank=True, max_length=20)),
                ("key", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("by", "market", "month", "currency", "kind", "key"), name="analytics_part_month_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
