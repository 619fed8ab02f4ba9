"""Use cases of media; the only writers of its tables."""

from halles.media.services.captions import delete_captions, store_captions
from halles.media.services.editing import edit_asset, retry_processing
from halles.media.services.images import store_image
from halles.media.services.planning import begin_planned, plan_films
from halles.media.services.upkeep import delete_discarded, discard_originals, rescue_assets
from halles.media.services.uploads import (
    UploadTicket,
    create_upload,
    expire_abandoned,
    finish_stranded,
    process_upload,
    receive_upload,
    upload_token,
)
from halles.media.services.withholding import erase_asset, settle_files, settle_withheld, show_again, withhold

__all__ = [
    "UploadTicket",
    "begin_planned",
    "create_upload",
    "delete_captions",
    "delete_discarded",
    "discard_originals",
    "edit_asset",
    "erase_asset",
    "expire_abandoned",
    "finish_stranded",
    "plan_films",
    "process_upload",
    "receive_upload",
    "rescue_assets",
    "retry_processing",
    "settle_files",
    "settle_withheld",
    "show_again",
    "store_captions",
    "store_image",
    "upload_token",
    "withhold",
]
