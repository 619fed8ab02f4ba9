"""The way to web and back, built so that a slow visitor never holds one of web's few threads."""
