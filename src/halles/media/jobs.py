"""Background work of media. Services queue these jobs, so each looks its service up when it runs."""

from __future__ import annotations

import uuid

from procrastinate import JobContext

from halles.kit.jobs import MEDIA_QUEUE, RETRY, app


@app.task(name="media.process_asset", queue=MEDIA_QUEUE, retry=RETRY, pass_context=True)
def process_asset(context: JobContext, asset_id: str, edition: int) -> None:
    """Make what an upload is shown as; an edition that is no longer the newest is left alone."""
    from halles.media import making

    making.make_asset(uuid.UUID(asset_id), edition, is_wanted=lambda: not context.should_abort())


@app.task(name="media.make_cover", queue=MEDIA_QUEUE, retry=RETRY, pass_context=True)
def make_cover(context: JobContext, asset_id: str) -> None:
    """Make the cover the creator chose last."""
    from halles.media import making

    making.make_cover(uuid.UUID(asset_id), is_wanted=lambda: not context.should_abort())


@app.task(name="media.settle_files", retry=RETRY)
def settle_files(asset_id: str) -> None:
    """Take an asset's files from their addresses, or put them back, as it was decided last."""
    from halles.media import services

    services.settle_files(uuid.UUID(asset_id))


@app.periodic(cron="* * * * *")
@app.task(name="media.rescue", queueing_lock="media.rescue", retry=RETRY)
def rescue(timestamp: int) -> None:
    """Every minute: complete uploads nobody announced, and assets whose worker died."""
    from halles.media import services

    services.finish_stranded()
    services.rescue_assets()


@app.periodic(cron="23 * * * *")
@app.task(name="media.sweep", queueing_lock="media.sweep", retry=RETRY)
def sweep(timestamp: int) -> None:
    """Every hour: abandoned uploads, originals past their time, files nothing points to, what was withheld."""
    from halles.media import making, services

    making.sweep_folders()
    services.expire_abandoned()
    services.discard_originals()
    services.delete_discarded()
    services.settle_withheld()
