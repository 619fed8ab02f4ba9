from django.db import migrations

FILL = """
UPDATE payouts_hold SET blocked_minor = in_force.total
FROM (SELECT hold_id, sum(amount_minor) AS total FROM payouts_block WHERE lifted_at IS NULL GROUP BY 1) AS in_force
WHERE in_force.hold_id = payouts_hold.id
"""


class Migration(migrations.Migration):
    dependencies = [("payouts", "0004_payouts")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
