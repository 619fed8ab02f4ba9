import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_tables():
    with connection.cursor() as c:
        c.execute("select count(*) from pg_inherits where inhparent='interactions_interaction'::regclass")
        assert c.fetchone() == (3,)
