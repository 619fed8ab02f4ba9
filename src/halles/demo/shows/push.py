"""Sends loops to the ingest by RTMP as OBS would, copied and never encoded: a process of its own beside the show.

Reads lines from its input: first the address with the stream key (an argument would stand in the list of processes),
then paths of loops. The last loop named is repeated from its next key frame on, until the input ends.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from fractions import Fraction
from typing import Any

import av
from av.container import OutputContainer
from av.stream import Stream

from halles.kit.processes import die_with_parent

MS = Fraction(1, 1000)


class Sender:
    """One connection and the time on it, in seconds since its beginning."""

    def __init__(self, out: OutputContainer, wanted: queue.SimpleQueue[str]) -> None:
        self.out = out
        self.wanted = wanted
        self.began = time.monotonic()
        self.base = Fraction(0)
        self.last: dict[str, Fraction] = {}
        self.streams: dict[str, Stream] = {}

    def play(self, path: str) -> None:
        """One round of a loop, cut short at a key frame when another one is wanted."""
        with av.open(path) as source:
            video, audio = source.streams.video[0], source.streams.audio[0]
            if not self.streams:
                self.streams = {kind: self.out.add_stream_from_template(one) for kind, one in _both(video, audio)}
            rate = video.average_rate
            assert rate is not None, "our own loops have one"
            for packet in source.demux(video, audio):
                if packet.pts is None or packet.time_base is None:
                    continue
                at = self.base + packet.pts * packet.time_base
                kind = "video" if packet.stream is video else "audio"
                if kind == "video" and packet.is_keyframe and packet.pts > 0 and not self.wanted.empty():
                    self.base = at
                    return
                self._send(packet, kind, at)
            self.base = self.last["video"] + 1 / rate

    def _send(self, packet: av.Packet[Any], kind: str, at: Fraction) -> None:
        if kind in self.last and at <= self.last[kind]:
            return  # sound of the round before that reaches over the picture's end
        self.last[kind] = at
        time.sleep(max(0.0, self.began + float(at) - time.monotonic()))
        packet.pts = packet.dts = round(at / MS)
        packet.time_base = MS
        packet.stream = self.streams[kind]
        self.out.mux(packet)


def _both(video: Stream, audio: Stream) -> tuple[tuple[str, Stream], tuple[str, Stream]]:
    return ("video", video), ("audio", audio)


def main(parent: str) -> None:
    """Send until the input ends or the server hangs up."""
    die_with_parent(int(parent))
    address = sys.stdin.readline().strip()
    path = sys.stdin.readline().strip()
    wanted: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(wanted,), daemon=True).start()
    options = {"flvflags": "no_duration_filesize"}
    with av.open(address, "w", format="flv", options=options) as out:
        sender = Sender(out, wanted)
        while path:
            sender.play(path)
            while not wanted.empty():
                path = wanted.get()


def _listen(wanted: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        wanted.put(line.strip())
    wanted.put("")


if __name__ == "__main__":
    main(sys.argv[1])
