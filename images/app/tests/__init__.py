"""
Run in the image, without any server: `docker run --rm <app> test`.

The configuration comes from the two files in this folder instead of the cluster's.
"""

from pathlib import Path

import django

from apture import configuration

configuration.SETTINGS = Path(__file__).with_name("settings.json")
configuration.SECRETS = Path(__file__).with_name("secrets.json")
django.setup()
