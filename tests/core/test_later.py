"""Errands that nobody waits for are run all the same, once for all who ask meanwhile, and before a process ends."""

from __future__ import annotations

import subprocess
import sys
import threading

from apps.core import later

PROGRAM = """
from apps.core.later import soon
import time
soon("slow", lambda: (time.sleep(0.3), print("done", flush=True)))
"""


def test_errands_of_one_name_that_wait_are_run_once() -> None:
    gate, ran = threading.Event(), []
    later.soon("first", lambda: gate.wait(5) and None)
    for number in range(5):
        later.soon("nudge", lambda number=number: ran.append(number))  # type: ignore[misc]
    gate.set()
    later.finish()
    assert ran == [4]


def test_an_errand_that_fails_does_not_hold_up_the_next() -> None:
    ran = []
    later.soon("broken", lambda: 1 / 0 and None)
    later.soon("after", lambda: ran.append(1))
    later.finish()
    assert ran == [1]


def test_a_process_that_ends_lets_them_be_done() -> None:
    said = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert said.stdout == "done\n"
