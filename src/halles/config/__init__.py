"""Settings, addresses and the WSGI application: where the modules are put together."""
