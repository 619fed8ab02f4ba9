"""What is said in a demo show, at the pace of people: hellos, questions with answers, a word now and then."""

from __future__ import annotations

import random

from halles.demo.shows import people
from halles.demo.shows.people import Guest
from halles.demo.shows.script import ShowScript
from halles.live.models import LiveSession

PAUSE_SECONDS = (4.0, 13.0)
ANSWER_SECONDS = (5.0, 11.0)
HELLO_LINES, HOST_SHARE, ASK_SHARE = 5, 0.12, 0.45


class Chat:
    """The conversation of one show; `speak(now)` is asked every second and says what is due."""

    def __init__(self, session: LiveSession, script: ShowScript, *, guests: list[Guest], luck: random.Random) -> None:
        self.session, self.script, self.host, self.luck = session, script, session.creator.user, luck
        self.guests = guests
        self.good = ""
        self.count = 0
        self.due_at = 0.0
        self.answer: tuple[float, str, int] | None = None
        self.thanks: tuple[float, Guest] | None = None
        self.said: list[str] = []

    def speak(self, now: float) -> None:
        """Say what is due, at most one thing."""
        if self.answer and now >= self.answer[0]:
            people.say_as_host(self.session, self.host, self.answer[1], reply_to=self.answer[2])
            self.answer = None
        elif self.thanks and now >= self.thanks[0]:
            self._say(self.thanks[1], "thanks")
            self.thanks = None
        elif now >= self.due_at:
            self.due_at = now + self.luck.uniform(*PAUSE_SECONDS)
            self._say_something(now)

    def part(self) -> None:
        """The last words."""
        for guest in self.luck.sample(self.guests, 3):
            self._say(guest, "bye")
        people.say_as_host(self.session, self.host, self.luck.choice(self.script.talk["host_bye"]))

    def _say_something(self, now: float) -> None:
        self.count += 1
        guest = self.luck.choice(self.guests)
        if self.count == 2 and "host_hello" in self.script.talk:
            self._say_as_host("host_hello")
        elif self.count <= HELLO_LINES:
            self._say(guest, "hello")
        elif self.luck.random() < HOST_SHARE and "host_warm" in self.script.talk:
            self._say_as_host("host_warm")
        elif self.luck.random() > ASK_SHARE or self.answer or not self._ask(guest, now):
            self._say(guest, "warm")

    def _ask(self, guest: Guest, now: float) -> bool:
        """A question about what is being shown that was not asked yet; whether there was one."""
        left = [pair for pair in self.script.asks.get(self.good, ()) if pair[0] not in self.said]
        if not left:
            return False
        asked, answered = self.luck.choice(left)
        self.said.append(asked)
        number = people.say(self.session, guest, asked)
        if number is not None:
            answer_at = now + self.luck.uniform(*ANSWER_SECONDS)
            self.answer = (answer_at, answered, number)
            self.thanks = (answer_at + self.luck.uniform(3, 7), guest)
        return True

    def _say(self, guest: Guest, occasion: str) -> None:
        people.say(self.session, guest, self._fresh(occasion))

    def _say_as_host(self, occasion: str) -> None:
        people.say_as_host(self.session, self.host, self._fresh(occasion))

    def _fresh(self, occasion: str) -> str:
        """A line that was not said for the longest time."""
        lines = self.script.talk[occasion]
        unsaid = [line for line in lines if line not in self.said] or list(lines)
        line = self.luck.choice(unsaid)
        self.said = [one for one in self.said if one != line] + [line]
        if len(unsaid) == 1:
            self.said = [one for one in self.said if one not in lines or one == line]
        return line
