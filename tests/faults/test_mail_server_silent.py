"""A mail server that accepts and says nothing: the site goes on, other work goes on, the letters wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.faults.site import prepared_world, serving
from tests.mail_servers import mail_server
from tests.real_processes import World
from tests.runtime.embedded_world import eventually

pytestmark = pytest.mark.services

LETTERS = "SELECT count(*) FROM notifications_letter"
NOTICES = "SELECT count(*) FROM notifications_notice"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass
class WithMail(World):
    """A world whose letters go to a server of the test's own; its time limit is longer than any test waits."""

    port: int = 0

    def environment(self) -> dict[str, str]:
        mail = {"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.port), "EMAIL_TIMEOUT": "900"}
        return {**super().environment(), **mail}


@pytest.fixture(scope="module")
def site() -> Iterator[WithMail]:
    with prepared_world() as made:
        known = WithMail(made.user, made.folder)
        known.prepared = made.prepared  # type: ignore[attr-defined]
        yield known


def test_nobody_waits_for_a_mail_server_and_no_letter_is_lost(site: WithMail) -> None:
    with mail_server("") as (port, _told):
        site.port = port
        workers = [site.start_worker(), site.start_worker("-Q", "mail", "--pool", "solo", count=1)]
        with serving(site) as web:
            for _ in range(5):
                assert web.ask_reset("amina@example.org") == 302
            assert web.get("/healthz")[0] == 200
            notices = site.number(NOTICES)
            assert web.write("The parts are here") == 200
            site.send("apps.notifications.tasks.relay_outbox")
            assert eventually(lambda: site.number(NOTICES) > notices), "notices wait for no mail"
            longest = max(web.took)
        assert eventually(lambda: site.number(LETTERS) > 5), "five resets, and what the workshop wrote"
        waiting = site.number(LETTERS)
        time.sleep(3)
        assert site.number(LETTERS) == waiting
    with mail_server() as (port, told):
        site.kill_worker(workers[1])
        site.port = port
        site.start_worker("-Q", "mail", "--pool", "solo", count=1)
        site.sql("UPDATE notifications_outboxevent SET relayed_at = NULL WHERE topic = 'letter.written'")
        site.send("apps.notifications.tasks.relay_outbox")
        assert eventually(lambda: site.number(LETTERS) == 0), "when the server talks again, they go"
        assert sum(line.startswith("rcpt TO:") for line in told) == waiting, "each once"
    for worker in site.workers:
        site.kill_worker(worker)
    assert longest < 8, "seconds: nobody waited for the server's time limit"
