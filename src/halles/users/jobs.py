"""Background work of users."""

from __future__ import annotations

import uuid

from halles.kit import transactions
from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app


@app.task(name="users.make_copy", queue=DEFAULT_QUEUE, retry=RETRY)
def make_copy(copy_id: str) -> None:
    """Write the copy of their data that somebody asked for."""
    from halles.users import copies

    copies.make_copy(uuid.UUID(copy_id))


@app.periodic(cron="23 * * * *")
@app.task(name="users.carry_out_erasures", queueing_lock="users.carry_out_erasures", retry=RETRY)
def carry_out_erasures(timestamp: int) -> None:
    """Every hour: whoever's days are over is erased, and what died half-way is brought to its end."""
    from halles.users import erasing

    transactions.try_each(erasing.carry_out, erasing.list_due())


@app.periodic(cron="53 * * * *")
@app.task(name="users.forget_copies", queueing_lock="users.forget_copies", retry=RETRY)
def forget_copies(timestamp: int) -> None:
    """Every hour: copies that nobody may fetch any more are deleted."""
    from halles.users import copies

    while copies.forget_copies():
        continue
