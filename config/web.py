"""The web server: ``python -m config.web --bind 0.0.0.0 --port 8000``, one process for each core, all on the same port.

Waitress takes requests in whole before a thread works on them and takes answers off the thread's hands at once, in
memory or on the disk: whoever sends or reads slowly holds a connection, never a thread, a transaction or another
person's time (docs/decisions/0025-slow-clients.md).
"""

from __future__ import annotations

import argparse
import logging
import resource
import signal
from types import FrameType

from django.conf import settings
from waitress.server import create_server

from config.listening import Listening
from config.wsgi import application

#: More threads in one process only wait for one another.
THREADS = 2
#: Connections of one process; phones on weak networks keep theirs for long.
CONNECTIONS = 2000
#: Seconds in which a client must send or take something.
PATIENCE = 60
#: A form with photos: 8 of 40 MB would be more than anybody's network brings in a day (docs/operation.md).
LARGEST_BODY = 90 * 1024 * 1024
#: An answer that is not taken waits in memory up to here, and then in a file.
IN_MEMORY = 256 * 1024


def serve(bind: str, port: int) -> None:
    """Answer until SIGTERM or SIGINT; what is being worked on is finished, for five seconds at most."""
    _let_open(CONNECTIONS + 200)
    each, trusted = settings.CONNECTIONS_PER_ADDRESS, settings.TRUSTED_PROXIES
    with Listening.at(bind, port, each=each, trusted=trusted) as listening:
        server = create_server(
            application,
            sockets=[listening],
            threads=THREADS,
            connection_limit=CONNECTIONS,
            channel_timeout=PATIENCE,
            cleanup_interval=10,
            max_request_header_size=64 * 1024,
            max_request_body_size=LARGEST_BODY,
            inbuf_overflow=IN_MEMORY,
            outbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=1024**4,  # a thread never waits for a reader
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=False,  # whom to trust is a setting of ours (apps/core/clients.py)
            ident="",
        )
        server.run()


def _let_open(files: int) -> None:
    """Raise the soft limit of open files as far as allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files if hard == resource.RLIM_INFINITY else min(files, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m config.web", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _end)
    # How many requests wait is for whoever measures; a line for each would fill the log when it matters least.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serve(options.bind, options.port)


if __name__ == "__main__":
    main()
