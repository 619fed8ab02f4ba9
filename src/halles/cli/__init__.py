"""The `halles` command: runs the roles, one by one or all in one supervised tree, and the operator's tools."""
