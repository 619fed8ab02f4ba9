from django.db import migrations

# The queue writes down of each job that it was queued: a row, its index and its foreign key for every sale, read by
# nobody. That a job was begun, failed or done is still noted, which is what staff see and what old jobs are swept by.
QUIET = "DROP TRIGGER procrastinate_trigger_status_events_insert_v1 ON procrastinate_jobs"
LOUD = """
CREATE TRIGGER procrastinate_trigger_status_events_insert_v1 AFTER INSERT ON procrastinate_jobs
FOR EACH ROW WHEN ((new.status = 'todo'::procrastinate_job_status))
EXECUTE PROCEDURE procrastinate_trigger_function_status_events_insert_v1()
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_cache"), ("procrastinate", "0041_post_retry_failed_job")]
    operations = [migrations.RunSQL(QUIET, LOUD)]
