"""`python -m halles.media.live ORDERS PARTS PARENT JOB`: two socket handles, the edge's process id, the job as JSON."""

from __future__ import annotations

import json
import socket
import sys

from halles.media.live.fence import enter


def main(arguments: list[str]) -> None:
    """Runs one show to its end."""
    orders, parts, parent, job = arguments
    enter(int(parent))
    from halles.media.live.process import Job, run

    told = json.loads(job)
    told["udp_ports"] = tuple(told["udp_ports"]) if told["udp_ports"] else None
    told["ice_servers"] = tuple(told["ice_servers"])
    run(Job(**told), socket.socket(fileno=int(orders)), socket.socket(fileno=int(parts)))


if __name__ == "__main__":
    main(sys.argv[1:])
