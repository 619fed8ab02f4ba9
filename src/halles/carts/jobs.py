"""Background work of carts."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app


@app.periodic(cron="41 3 * * *")
@app.task(name="carts.forget_guests", queueing_lock="carts.forget_guests", retry=RETRY)
def forget_guests(timestamp: int) -> None:
    """Carts of browsers that nobody came back with are forgotten."""
    from halles.carts import services

    while services.forget_guests():
        continue
