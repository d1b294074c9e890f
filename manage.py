#!/usr/bin/env python
"""Django’s command line for Maillage."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:  # Ctrl+C before anything runs that has to be stopped in order
        sys.exit(130)
