"""A time mark in a picture: drawn by who films, read by who watches; both run in a browser of the same machine.

The clock's milliseconds stand as `BARS` black and white bars in the uppermost fifteenth of the picture.
"""

from __future__ import annotations

BARS = 24
# (pen, width, height): draws the mark of this moment over the picture.
DRAW = """(pen, width, height) => {
  const bars = BARS, now = Date.now() % 2 ** bars, each = Math.floor(width / bars);
  for (let bit = 0; bit < bars; bit++) {
    pen.fillStyle = Math.floor(now / 2 ** (bars - 1 - bit)) % 2 ? "#fff" : "#000";
    pen.fillRect(bit * each, 0, each, Math.round(height / 15));
  }
}""".replace("BARS", str(BARS))
# Keeps for every picture that is shown how many milliseconds ago it was drawn, in window.delays; pauses in
# window.stalls, the first picture's moment in window.firstAt.
WATCH = """() => {
  const bars = BARS, video = document.querySelector("live-player video"), canvas = new OffscreenCanvas(bars * 2, 1);
  const pen = canvas.getContext("2d", {willReadFrequently: true});
  window.delays = []; window.stalls = 0; window.firstAt = 0;
  document.addEventListener("live:state", e => { if (e.detail === "stalled") window.stalls++; });
  const see = () => {
    const now = Date.now();
    if (!window.firstAt) window.firstAt = now;
    pen.drawImage(video, 0, video.videoHeight / 30, video.videoWidth, 1, 0, 0, bars * 2, 1);
    const row = pen.getImageData(0, 0, bars * 2, 1).data;
    let told = 0;
    for (let bit = 0; bit < bars; bit++) told = told * 2 + (row[bit * 8 + 4] > 128 ? 1 : 0);
    const late = ((now % 2 ** bars) - told + 2 ** bars) % 2 ** bars;
    if (late < 60000) window.delays.push(late);
    video.requestVideoFrameCallback(see);
  };
  video.requestVideoFrameCallback(see);
}""".replace("BARS", str(BARS))
