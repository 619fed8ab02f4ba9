"""The tree that `halles up` keeps alive: start, watch, restart, end."""
