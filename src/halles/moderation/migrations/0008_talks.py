"""What shops and creators say to each other belongs to no plan any more; nor does the word for it."""

from django.db import migrations, models

KINDS = [
    ("video", "Video"),
    ("comment", "Comment"),
    ("product", "Product"),
    ("creator", "Creator"),
    ("review", "Review"),
    ("question", "Question"),
    ("answer", "Answer"),
    ("message", "Message"),
    ("review_remark", "Follow-up or reply"),
    ("shop", "Shop"),
    ("list", "List"),
    ("chat_message", "Message in a live chat"),
    ("live_session", "Live show"),
    ("talk_message", "Message between a shop and a creator"),
]
# What the staff did is never altered: there the old word stays.
RENAME = [
    f"UPDATE moderation_{table} SET kind = 'talk_message' WHERE kind = 'plan_message'"  # noqa: S608 - our own words
    for table in ("report", "decision")
]


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_shows_and_plans")]

    operations = [
        migrations.AlterField(model_name="decision", name="kind", field=models.CharField(choices=KINDS, max_length=20)),
        migrations.AlterField(model_name="report", name="kind", field=models.CharField(choices=KINDS, max_length=20)),
        migrations.RunSQL(RENAME),
    ]
