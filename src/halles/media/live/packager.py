"""Frames in, parts of LL-HLS out.

A take is one unbroken recording with one init segment; a jump of the clock or another picture begins the next.
Parts are cut at the first frame 200 ms after the last cut, segments at the first key frame two seconds after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from halles.media.live import aac, avc
from halles.media.live.avc import BrokenStream
from halles.media.live.boxes import VIDEO_SCALE, Audio, Sample, Video, make_fragment, make_init

PART_TICKS = VIDEO_SCALE // 5
PART_TICKS_MAX = PART_TICKS * 9 // 8  # what playlists promise; a frame at 24 a second ends a part after 208 ms
SEGMENT_TICKS = VIDEO_SCALE * 2
SEGMENT_TICKS_MAX = VIDEO_SCALE * 8  # with fewer key frames than that a segment begins without one
SLACK_TICKS = VIDEO_SCALE // 20  # a key frame that comes a little early still ends its segment
WAIT_FOR_SOUND_TICKS = VIDEO_SCALE
JUMP_TICKS_MAX = VIDEO_SCALE * 10
BACK_TICKS_MAX = VIDEO_SCALE
SOUND_DRIFT_SECONDS_MAX = 0.06
FRAME_BYTES_MAX = 4 * 1024 * 1024
HELD_FRAMES_MAX = 2000
FRAME_TICKS_USUAL = VIDEO_SCALE // 30
SLEW_MS_MAX = 5.0


@dataclass(frozen=True, slots=True)
class Init:
    """The beginning of take `take`; `codecs` as in RFC 6381."""

    take: int
    data: bytes
    codecs: str
    width: int
    height: int
    at_ms: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part: segment `msn`, number `number` in it. `at_ms` is the wall clock of its first frame, UTC in ms."""

    take: int
    msn: int
    number: int
    duration_ms: int
    is_independent: bool
    is_last: bool
    at_ms: int
    data: bytes


Deliver = Callable[[Init | Part], None]


@dataclass(slots=True)
class _Frame:
    time: int
    shift: int
    is_key: bool
    data: bytes


class Packager:
    """One show. `now_ms` tells the wall clock; times of frames are ticks of 1/90000 s from any origin, per take."""

    def __init__(
        self, deliver: Deliver, now_ms: Callable[[], float], *, first_take: int = 1, first_msn: int = 0
    ) -> None:
        self._deliver = deliver
        self._now_ms = now_ms
        self._take = first_take - 1
        self._msn = first_msn
        self._sequence = 0
        self._video: Video | None = None
        self._audio: Audio | None = None
        self._forget_times()

    def _forget_times(self) -> None:
        self._is_running = False
        self._pictures: list[_Frame] = []
        self._sounds: list[_Frame] = []
        self._number = 0
        self._origin = 0
        self._part_at = 0
        self._segment_at = 0
        self._last_duration = FRAME_TICKS_USUAL
        self._sound_next: int | None = None
        self._wall_ms = 0.0

    @property
    def is_running(self) -> bool:
        """Whether the take has its first part, or is about to."""
        return self._is_running

    @property
    def next_msn(self) -> int:
        """The number of the segment that comes next when the take ends here."""
        return self._msn

    def set_video(self, record: bytes) -> None:
        """The picture's configuration; another one than before begins a new take. Raises BrokenStream."""
        sps, _ = avc.read_record(record)
        picture = avc.read_picture(sps)
        video = Video(record, picture.width, picture.height)
        if self._video is not None and video != self._video:
            self.end_take()
        self._video = video

    def set_audio(self, config: bytes) -> None:
        """The sound's configuration; another one than before, or one that comes late, begins a new take."""
        audio = aac.read_config(config)
        if audio != self._audio and (self._audio is not None or self._is_running):
            self.end_take()
        self._audio = audio

    def add_video(self, time: int, shift: int, data: bytes) -> None:
        """One frame, NAL units behind four-byte lengths; `time` is its decoding time. Raises BrokenStream."""
        if self._video is None or not data:
            return
        if len(data) > FRAME_BYTES_MAX:
            raise BrokenStream("a frame is too large")
        frame = _Frame(time, max(-VIDEO_SCALE, min(shift, VIDEO_SCALE)), avc.has_key_frame(data), data)
        if self._pictures and not self._fits(frame.time):
            self.end_take()
        if not self._pictures and not self._is_running and not frame.is_key:
            return
        if self._pictures and frame.time <= self._pictures[-1].time:
            frame.time = self._pictures[-1].time + 1
        if self._is_running:
            self._cut_before(frame)
        self._pictures.append(frame)
        if not self._is_running:
            self._begin_when_complete()

    def add_audio(self, time: int, data: bytes) -> None:
        """One AAC frame; `time` in the same ticks as the picture's."""
        if self._audio is None or not data or len(data) > 8192:
            return
        if not self._pictures and not self._is_running:
            return  # sound before the first picture would have to be cut again
        if len(self._sounds) >= HELD_FRAMES_MAX:
            raise BrokenStream("the sound runs far ahead of the picture")
        self._sounds.append(_Frame(time, 0, True, data))  # noqa: FBT003 - every frame of sound is a key frame
        if not self._is_running:
            self._begin_when_complete()

    def end_take(self) -> None:
        """What is held becomes the last part of the take; the next frame begins another."""
        if self._pictures and not self._is_running:
            self._begin()
        if self._is_running:
            end = self._pictures[-1].time + self._last_duration if self._pictures else self._part_at
            if self._pictures:
                self._emit(end, is_last=True)
            if self._number:
                self._msn += 1
        self._forget_times()

    def _fits(self, time: int) -> bool:
        last = self._pictures[-1].time
        return last - BACK_TICKS_MAX <= time <= last + JUMP_TICKS_MAX

    def _begin_when_complete(self) -> None:
        waited = self._pictures[-1].time - self._pictures[0].time if self._pictures else 0
        if self._pictures and ((self._audio and self._sounds) or waited >= WAIT_FOR_SOUND_TICKS):
            self._begin()

    def _begin(self) -> None:
        assert self._video is not None
        if not self._sounds:
            self._audio = None  # promised, but silent: a player would wait for it
        held, self._pictures = self._pictures, []
        self._take += 1
        self._is_running = True
        self._origin = held[0].time
        self._part_at = self._segment_at = held[0].time
        self._sounds = [sound for sound in self._sounds if sound.time >= self._origin]
        behind_ms = (held[-1].time - held[0].time) * 1000 / VIDEO_SCALE
        self._wall_ms = self._now_ms() - behind_ms
        codecs = avc.codec_name(self._video.record)
        if self._audio is not None:
            codecs += "," + aac.codec_name(self._audio)
        data = make_init(self._video, self._audio)
        width, height = self._video.width, self._video.height
        self._deliver(Init(self._take, data, codecs, width, height, round(self._wall_ms)))
        for frame in held:
            self._cut_before(frame)
            self._pictures.append(frame)

    def _cut_before(self, frame: _Frame) -> None:
        """Ends the part, and perhaps the segment, when `frame` is the first of the next."""
        if not self._pictures:
            return
        long = frame.time - self._segment_at
        is_last = (frame.is_key and long >= SEGMENT_TICKS - SLACK_TICKS) or long >= SEGMENT_TICKS_MAX
        if not is_last and not self._is_part_over(frame.time):
            return
        self._emit(frame.time, is_last=is_last)
        if is_last:
            self._msn += 1
            self._number = 0
            self._segment_at = frame.time
            self._slew(frame.time)

    def _is_part_over(self, time: int) -> bool:
        """Whether 200 ms are full, or one more frame would make the part longer than promised."""
        elapsed, step = time - self._part_at, time - self._pictures[-1].time
        return elapsed >= PART_TICKS - SLACK_TICKS // 10 or (
            elapsed >= PART_TICKS // 2 and elapsed + step > PART_TICKS_MAX
        )

    def _emit(self, end: int, *, is_last: bool) -> None:
        frames, self._pictures = self._pictures, []
        times = [frame.time for frame in frames] + [end]
        video = [
            Sample(frame.time - self._origin, max(1, after - frame.time), frame.shift, frame.is_key, frame.data)
            for frame, after in zip(frames, times[1:], strict=True)
        ]
        self._last_duration = min(video[-1].duration, VIDEO_SCALE)
        self._sequence += 1
        part = Part(
            take=self._take,
            msn=self._msn,
            number=self._number,
            duration_ms=max(1, round((end - self._part_at) * 1000 / VIDEO_SCALE)),
            is_independent=any(frame.is_key for frame in frames),
            is_last=is_last,
            at_ms=round(self._wall_ms + (self._part_at - self._origin) * 1000 / VIDEO_SCALE),
            data=make_fragment(self._sequence, video, self._take_sounds(end)),
        )
        self._number += 1
        self._part_at = end
        self._deliver(part)

    def _take_sounds(self, end: int) -> list[Sample]:
        """The sound up to `end`, as an unbroken run; where it tears by more than some frames the run ends early."""
        if self._audio is None:
            return []
        rate = self._audio.rate
        found: list[Sample] = []
        drift_max = round(SOUND_DRIFT_SECONDS_MAX * rate)
        while self._sounds and self._sounds[0].time < end:
            sound = self._sounds[0]
            told = (sound.time - self._origin) * rate // VIDEO_SCALE
            if told < 0:
                self._sounds.pop(0)  # from before the first picture
                continue
            time = self._sound_next if self._sound_next is not None else told
            if abs(told - time) > drift_max:
                if told < time:
                    self._sounds.pop(0)  # twice, or from before
                    continue
                if found:
                    break  # a fragment says one beginning only: the rest goes into the next
                time = told
            found.append(Sample(time, aac.FRAME, 0, True, sound.data))  # noqa: FBT003 - as above
            self._sound_next = time + aac.FRAME
            self._sounds.pop(0)
        return found

    def _slew(self, time: int) -> None:
        """Lets the take's wall clock follow the arrivals slowly: the publisher's clock runs otherwise than ours."""
        told = self._wall_ms + (time - self._origin) * 1000 / VIDEO_SCALE
        self._wall_ms += max(-SLEW_MS_MAX, min(self._now_ms() - told, SLEW_MS_MAX))
