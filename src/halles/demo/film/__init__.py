"""Short vertical films of the demo world: drawn, moved, set in type and to music on this machine."""
