"""Files are written whole or not at all; a device or a pipe is written to and never replaced."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from foedus.cli.common import write_bytes
from foedus.errors import BadInput


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_bytes(b"old")
    write_bytes(str(target), b"new", code="E322")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_bytes(str(pipe), b"answer", code="E322")
    reader.join()
    assert read == [b"answer"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_a_full_device_is_an_error_and_stays_a_device() -> None:
    with pytest.raises(BadInput) as caught:
        write_bytes("/dev/full", b"answer", code="E322")
    assert caught.value.diagnostics[0].code == "E322"
    assert Path("/dev/full").is_char_device()


def test_a_folder_is_no_place_for_a_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        write_bytes(str(tmp_path), b"answer", code="E322")
    assert list(tmp_path.iterdir()) == []
