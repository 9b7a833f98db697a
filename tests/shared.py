"""Where the reference material of the project lies, for the tests that check against it."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("RELAIS_TEST_SHARED", Path(__file__).parents[2] / "shared"))


def reference(relative: str) -> Path:
    """The path of a reference file; skips the test, with the reason, where the file is not there.

    With ``RELAIS_TEST_REQUIRE=all`` (continuous integration) a missing file fails the test instead.
    """
    path = SHARED / relative
    if not path.exists():
        reason = f"reference file {relative} is not on this machine (RELAIS_TEST_SHARED names its folder)"
        if os.environ.get("RELAIS_TEST_REQUIRE") == "all":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
