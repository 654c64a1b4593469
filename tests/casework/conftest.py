"""Where files lie in these tests (a folder, or a bucket of a server that speaks S3), and one case of every kind."""

from __future__ import annotations

import io
import socket
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from apps.casework import documents
from apps.casework.models import Document
from apps.organizations.models import Organization
from apps.organizations.scope import acting_as
from config.environment import file_storage
from tests.casework.cases import World, build_world
from tests.cast import NOW, Cast


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """A real HTTP server on a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


class Variables(dict[str, str]):
    """What the environment says, as django-environ gives it."""

    def str(self, name: str, default: str = "") -> str:
        return self.get(name, default)


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, settings: Any) -> str:
    """Each test twice: files in a folder, and in a bucket set up as the settings do."""
    if request.param == "s3":
        address = request.getfixturevalue("s3_server")
        variables = Variables(
            SANBAO_S3_BUCKET=f"sanbao-{abs(hash(request.node.name))}",
            SANBAO_S3_ENDPOINT=address,
            SANBAO_S3_REGION="us-east-1",
            SANBAO_S3_ACCESS_KEY="test",
            SANBAO_S3_SECRET_KEY="test",
            SANBAO_S3_PREFIX="site",
            SANBAO_S3_ADDRESSING="path",
        )
        client = boto3.client(
            "s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        client.create_bucket(Bucket=variables["SANBAO_S3_BUCKET"])
        settings.STORAGES = {**settings.STORAGES, "default": file_storage(variables)}
    return str(request.param)


def keep(cast: Cast, who: Organization, content: bytes, name: str = "letter.pdf") -> Document:
    """A document of a firm."""
    with acting_as(cast.scope(who)):
        return documents.store(
            file=io.BytesIO(content), name=name, media_type="application/pdf", kind="letter", by=cast.actor(who), at=NOW
        )


@pytest.fixture
def world(cast: Cast, settings: Any, tmp_path: Any) -> World:
    settings.MEDIA_ROOT = tmp_path
    return build_world(cast)
