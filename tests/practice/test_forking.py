"""What is forked is as if it had been started: its directory, its variables, its end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from registry_guide.practice import forking
from registry_guide.practice.forking import fork
from registry_guide.practice.running import practice

PATIENCE = 20.0
TELLS = """\
import json, os, sys
print(json.dumps([sys.argv, os.getcwd(), os.environ.get("TOLD"), __name__, os.getsid(0) == os.getpid()]), flush=True)
sys.exit(3 if sys.stdin.read() else 0)
"""
# Forks once, then goes elsewhere and changes its variables, forks again, and says what came of that.
CHANGES = """\
import json, os, sys
from pathlib import Path
from registry_guide.practice.forking import fork
elsewhere = Path(sys.argv[1])
first = fork(["telling"], elsewhere / "errors of the first")
os.chdir(elsewhere)
os.environ["TOLD"] = "each its own, é"
child = fork(["telling", "--json", "a b"], elsewhere / "errors")
with os.fdopen(child.said, encoding="utf-8") as said:
    told = json.loads(said.readline())
    waits = not child.ends(0)
    os.close(child.to)
    print(json.dumps([told, waits, child.ends(20), said.read()]))
"""
# Starts a registry, says the numbers of its process and of the one that it was forked from, and is then killed.
CALLER = """\
import time
from registry_guide.practice.running import practice
with practice() as there:
    print(there.pid, flush=True)
    time.sleep(60)
"""


def test_a_fork_has_the_directory_and_variables_that_its_caller_has_now(tmp_path: Path) -> None:
    # Python finds it as it finds the modules that stand where it was started.
    (tmp_path / "telling.py").write_text(TELLS, encoding="utf-8")
    command = [sys.executable, "-c", CHANGES, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    told, waited, ended, rest = json.loads(done.stdout)
    assert told == [[f"{tmp_path}/telling.py", "--json", "a b"], str(tmp_path), "each its own, é", "__main__", True]
    assert waited, "it waits for its input"
    assert ended
    assert rest == ""
    assert (tmp_path / "errors").read_text(encoding="utf-8") == ""


def test_what_cannot_be_run_says_so_where_errors_go(tmp_path: Path) -> None:
    child = fork(["registry_guide.none_such"], tmp_path / "errors")
    with os.fdopen(child.said, encoding="utf-8") as said:
        assert said.read() == ""
    os.close(child.to)
    assert child.ends(PATIENCE)
    assert "none_such" in (tmp_path / "errors").read_text(encoding="utf-8")
    child.signal(signal.SIGTERM)


def test_a_caller_that_is_killed_leaves_no_process() -> None:
    with subprocess.Popen([sys.executable, "-c", CALLER], stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout
        registry = forking.Fork(int(caller.stdout.readline()), -1, -1)
        assert not registry.ends(0)
        caller.kill()
    assert registry.ends(PATIENCE), "its input has ended"


def test_when_what_they_were_forked_from_is_killed_registries_go_on_and_new_ones_start() -> None:
    with practice() as one:
        parent = int(Path(f"/proc/{one.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        assert parent != os.getpid()
        os.kill(parent, signal.SIGKILL)
        assert forking.Fork(parent, -1, -1).ends(PATIENCE)
        with practice() as other:
            assert other.pid != one.pid
            assert not forking.Fork(one.pid, -1, -1).ends(0)


def test_a_registry_of_a_script_does_not_run_the_script_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("print('once')\n" + CALLER.replace("time.sleep(60)", "pass"), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.count("once") == 1
    assert done.stderr == ""


def test_registries_of_one_process_do_not_share_what_they_keep() -> None:
    with practice() as one, practice() as other:
        assert one.pid != other.pid
        assert one.state != other.state
        assert one.address != other.address
