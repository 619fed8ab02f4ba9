"""WebRTC in (WHIP): what a browser's camera sends, passed on without decoding the picture."""
