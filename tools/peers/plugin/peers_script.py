"""Runs a suite that is a script, of which only what it has for GitLab is kept: `python -m peers_script PATH ...`.

It stands in no package there, so it imports nothing of this project.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys

sys.argv = sys.argv[1:]
_found = importlib.util.spec_from_file_location("suite", sys.argv[0])
if _found is None or _found.loader is None:
    sys.exit(f"{sys.argv[0]} is no Python file")
suite = importlib.util.module_from_spec(_found)
_found.loader.exec_module(suite)
for name, key in json.loads(os.environ["PEERS"])["keeps"].items():
    setattr(suite, name, {key: getattr(suite, name)[key]})
suite.main()
