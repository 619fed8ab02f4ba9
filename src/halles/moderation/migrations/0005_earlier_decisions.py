"""What the staff decided before decisions had rules becomes decisions: without a rule, with the reason as the facts."""

import datetime as dt
from typing import Any

from django.db import migrations

from halles.kit import ids

SANCTIONS = {
    "remove_video": ("video", "remove"),
    "remove_comment": ("comment", "remove"),
    "remove_review": ("review", "remove"),
    "remove_remark": ("review_remark", "remove"),
    "remove_question": ("question", "remove"),
    "remove_answer": ("answer", "remove"),
    "remove_message": ("message", "remove"),
    "hold_product": ("product", "take_off_sale"),
    "suspend_creator": ("creator", "suspend"),
    "suspend_seller": ("shop", "suspend"),
}
OF_KIND = dict(SANCTIONS.values()) | {"list": "close_link"}
BACK = {"release_product": "product", "reinstate_creator": "creator", "reinstate_seller": "shop"}
# How each kind stood before it was taken away, as far as a pause needs to know.
WAS = {"video": "published", "product": "active", "creator": "active", "shop": "approved"}
# Whose it is. The tables stand above this one: they are there when there is anything to migrate.
OWNERS = {
    "video": "SELECT c.user_id FROM videos_video v JOIN creators_creator c ON c.id = v.creator_id WHERE v.id = %s",
    "comment": "SELECT user_id FROM social_comment WHERE id = %s",
    "review": "SELECT user_id FROM reviews_review WHERE id = %s",
    "review_remark": "SELECT user_id FROM reviews_remark WHERE id = %s",
    "question": "SELECT user_id FROM social_question WHERE id = %s",
    "answer": "SELECT user_id FROM social_answer WHERE id = %s",
    "message": "SELECT user_id FROM social_message WHERE id = %s",
    "product": "SELECT s.owner_id FROM catalog_product p JOIN sellers_seller s ON s.id = p.seller_id WHERE p.id = %s",
    "creator": "SELECT user_id FROM creators_creator WHERE id = %s",
    "shop": "SELECT owner_id FROM sellers_seller WHERE id = %s",
    "list": "SELECT user_id FROM social_savedlist WHERE id = %s",
}
APPEAL_DAYS = 184


def write_decisions(apps: Any, schema_editor: Any) -> None:
    StaffAction = apps.get_model("moderation", "StaffAction")
    Decision = apps.get_model("moderation", "Decision")
    Report = apps.get_model("moderation", "Report")
    standing: dict[tuple[str, str], Any] = {}
    verbs = [*SANCTIONS, *BACK, "uphold_report"]
    for act in StaffAction.objects.filter(verb__in=verbs).order_by("at", "pk").iterator():
        if act.verb in BACK:
            lifted = standing.get((BACK[act.verb], act.target_id))
            if lifted is not None:
                lifted.status, lifted.ended_at = "lifted", act.at
            continue
        kind, sanction = SANCTIONS.get(act.verb, (act.kind, OF_KIND.get(act.kind, "remove")))
        standing[(kind, act.target_id)] = Decision(
            id=ids.uuid7(),
            kind=kind,
            target_id=act.target_id,
            was=WAS.get(kind, "shown"),
            ground="terms",
            facts=act.why or "-",
            sanction=sanction,
            detected_by="report" if Report.objects.filter(kind=kind, target_id=act.target_id).exists() else "staff",
            decided_by_id=act.by_id,
            decided_at=act.at,
            appeal_until=act.at + dt.timedelta(days=APPEAL_DAYS),
        )
    with schema_editor.connection.cursor() as cursor:
        for (kind, target_id), decision in standing.items():
            cursor.execute(OWNERS[kind], [target_id])
            found = cursor.fetchone()
            decision.subject_id = found[0] if found else None
    Decision.objects.bulk_create(standing.values())


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_decisions")]

    operations = [migrations.RunPython(write_decisions, migrations.RunPython.noop)]
