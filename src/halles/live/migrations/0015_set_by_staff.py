from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0014_fairness"), ("moderation", "0006_chat_messages")]

    operations = [
        migrations.AddField(
            model_name="restriction",
            name="is_by_staff",
            field=models.BooleanField(default=False),
        ),
        # What the staff had set before stands as theirs.
        migrations.RunSQL(
            sql=(
                "UPDATE live_restriction one SET is_by_staff = true WHERE EXISTS (SELECT 1 FROM moderation_staffaction act"
                " JOIN live_reportedmessage named ON named.id::text = act.target_id"
                " WHERE act.verb = 'mute_speaker' AND named.session_id = one.session_id"
                " AND act.by_id = one.made_by_id AND act.why = one.reason)"
            ),
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
