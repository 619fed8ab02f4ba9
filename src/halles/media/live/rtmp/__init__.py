"""RTMP 1.0, the half a publisher needs: bytes in, messages out, no sockets. Whoever has a socket feeds a `Session`."""
