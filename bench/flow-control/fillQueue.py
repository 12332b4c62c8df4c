"""
Publishes jobs as fast as the broker accepts them: `fillQueue.py JOBS SLUGS BYTES`. Each job is an event with BYTES of
random data for one of SLUGS slugs. Runs in a worker's container and uses its settings.
"""

import base64
import os
import random
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apture.settings")
sys.path.insert(0, "/opt/apture")
django.setup()

from django.conf import settings  # noqa: E402

from apture.configuration import configuration  # noqa: E402
from apture.jobs import identifiers  # noqa: E402
from apture.jobs.app import app  # noqa: E402

jobs, slugs, size = (int(argument) for argument in sys.argv[1:])
queue = configuration().queue
# No publisher confirms, for speed.
with app.connection_for_write(transport_options={"confirm_publish": False}) as connection:
    producer = app.amqp.Producer(connection.channel())
    for _ in range(jobs):
        identifier = str(identifiers.new(settings.SECRET_KEY))
        text = base64.b64encode(random.randbytes(size * 3 // 4)).decode()
        arguments = [f"a-{random.randrange(slugs):07d}", "view", {"text": text}]
        app.amqp.send_task_message(
            producer,
            "apture.event",
            app.amqp.as_task_v2(identifier, "apture.event", arguments),
            queue=queue.name,
            retry=False,
        )
print(f"{jobs} jobs")
