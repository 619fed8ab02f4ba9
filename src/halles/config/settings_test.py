"""Settings of the test suite: the same, on a database of its own, with quick password hashing."""

import os
from typing import Any

from halles.config.settings import *  # noqa: F403
from halles.config.settings import ALLOWED_HOSTS, DATABASES

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_database: dict[str, Any] = DATABASES["default"]
_database["TEST"] = {"NAME": "test_" + os.environ.get("HALLES_TEST_NAME", "halles")}
_database["CONN_HEALTH_CHECKS"] = False
