"""What people do with each other's things."""

from halles.social.services.answering import measure_answer_times
from halles.social.services.blocking import block, unblock
from halles.social.services.comments import (
    post_comment,
    release_comment,
    remove_comment,
    remove_comment_as_staff,
    remove_own_comment,
)
from halles.social.services.following import follow, unfollow
from halles.social.services.forgetting import forget_removed_words
from halles.social.services.hiding import forget_old_visits, hide, unhide
from halles.social.services.liking import like, unlike
from halles.social.services.listing import (
    create_list,
    delete_list,
    put_in_list,
    rename_list,
    share_list,
    take_from_list,
    unshare_list,
    unshare_reported_list,
)
from halles.social.services.messages import (
    answer_customer,
    block_thread,
    mark_read,
    release_message,
    remove_message_as_staff,
    unblock_thread,
    write_about_order,
    write_in_thread,
    write_to_shop,
)
from halles.social.services.questions import (
    answer_as_buyer,
    answer_as_shop,
    ask_question,
    release_answer,
    release_question,
    remove_answer_as_staff,
    remove_answer_of_shop,
    remove_own_answer,
    remove_own_question,
    remove_question_as_staff,
)
from halles.social.services.saving import save_product, unsave_product
from halles.social.services.selling import lift_quotas, spend_place, start_selling

__all__ = [
    "answer_as_buyer",
    "answer_as_shop",
    "answer_customer",
    "ask_question",
    "block",
    "block_thread",
    "create_list",
    "delete_list",
    "follow",
    "forget_old_visits",
    "forget_removed_words",
    "hide",
    "lift_quotas",
    "like",
    "mark_read",
    "measure_answer_times",
    "post_comment",
    "put_in_list",
    "release_answer",
    "release_comment",
    "release_message",
    "release_question",
    "remove_answer_as_staff",
    "remove_answer_of_shop",
    "remove_comment",
    "remove_comment_as_staff",
    "remove_message_as_staff",
    "remove_own_answer",
    "remove_own_comment",
    "remove_own_question",
    "remove_question_as_staff",
    "rename_list",
    "save_product",
    "share_list",
    "spend_place",
    "start_selling",
    "take_from_list",
    "unblock",
    "unblock_thread",
    "unfollow",
    "unhide",
    "unlike",
    "unsave_product",
    "unshare_list",
    "unshare_reported_list",
    "write_about_order",
    "write_in_thread",
    "write_to_shop",
]
