"""
Runs in the image, without any server: `docker run --rm <app> test`.

Settings come from the two files beside this one instead of the cluster's.
"""

from pathlib import Path

import django

from apture import configuration

configuration.SETTINGS = Path(__file__).with_name("settings.json")
configuration.SECRETS = Path(__file__).with_name("secrets.json")
django.setup()
