"""Mail servers of a test's own: one that says nothing, one that takes or refuses letters."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def mail_server(answer: str = "250 taken") -> Iterator[tuple[int, list[str]]]:
    """A server that answers each recipient with ``answer``; empty: it accepts connections and says nothing.

    Yields its port and the lines that it was told.
    """
    told: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, answer, told), daemon=True).start()
        yield listening.getsockname()[1], told


def _accept(listening: socket.socket, answer: str, told: list[str]) -> None:
    kept = []  # a connection that is forgotten would be closed
    while True:
        try:
            connection, _address = listening.accept()
        except OSError:
            return
        kept.append(connection)
        if answer:
            threading.Thread(target=_talk, args=(connection, answer, told), daemon=True).start()


def _talk(connection: socket.socket, answer: str, told: list[str]) -> None:
    """Just enough of RFC 5321 for one letter after another."""
    with connection, connection.makefile("rw", encoding="utf-8", newline="\r\n") as line:

        def say(text: str) -> None:
            line.write(text + "\n")
            line.flush()

        say("220 test")
        letter = False
        for heard in line:
            told.append(heard.strip())
            word = heard.strip().upper()
            if letter:
                letter = word != "."
                if not letter:
                    say("250 taken")
            elif word.startswith("RCPT"):
                say(answer)
            elif word == "DATA":
                letter = True
                say("354 go on")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")
