"""Static files as they are served: without the maps of other people's sources, which no page needs."""

from __future__ import annotations

from typing import Any

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class WithoutMaps(StaticFilesConfig):
    """Debuggers read maps (one is 3.9 MB); nothing is lost without them, and nobody can ask for them by the hundred."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "*.map"]


def _without_maps(patterns: Any) -> Any:
    """The rules of names in files, but those of ``sourceMappingURL``."""
    return tuple(
        (kind, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule))) for kind, rules in patterns
    )


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Each file under a name that holds its digest, with compressed copies; mentions of maps are left as they are."""

    patterns = _without_maps(CompressedManifestStaticFilesStorage.patterns)
