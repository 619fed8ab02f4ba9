"""The edge: one lean asyncio process that owns the port, carries bytes, and hands everything else to web. No Django."""

SERVER = "Halles"  # in the Server header: no versions for those who look for holes
