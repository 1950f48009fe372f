"""Write files into a folder: all of them, or none."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from errno import EISDIR
from pathlib import Path

from pksim.errors import InputError

_PREFIX = ".pksim-"
_JOURNAL, _NEW, _OLD = "journal.json", "new", "old"
_FORGOTTEN_S = 24 * 3600


def write_files(contents: Mapping[str, bytes], folder: str | Path) -> list[Path]:
    """Write files into a folder so that it never holds some new and some old ones.

    They are written whole into a hidden folder inside, older ones are moved there, and the new ones out of it. What
    fails or is broken off on the way is undone; what a killed process left there, the next one undoes.

    Parameters
    ----------
    contents : mapping of str to bytes
        What to write, by file name.
    folder : str or Path
        Where to; made if it is not there.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    pksim.errors.InputError
        When the folder or one of the files cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        for left in target.glob(f"{_PREFIX}*"):
            if _is_abandoned(left):
                _undo(left)
        staging = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=target))
    except OSError as error:
        raise _refusal(error, target) from None
    try:
        _write(staging, contents)
        _exchange(staging, list(contents))
    except BaseException as error:
        with suppress(OSError):  # what cannot be undone now, the next run undoes
            _undo(staging)
        if isinstance(error, OSError):
            raise _refusal(error, target, contents) from None
        raise
    shutil.rmtree(staging, ignore_errors=True)
    return [target / name for name in contents]


def _write(staging: Path, contents: Mapping[str, bytes]) -> None:
    """Write everything new, with the rights that any new file has, and which of it there was before."""
    for part in (_NEW, _OLD):
        (staging / part).mkdir()
    for name, content in contents.items():
        (staging / _NEW / name).write_bytes(content)
    (staging / _JOURNAL).write_text(json.dumps(list(contents)), encoding="utf-8")


def _exchange(staging: Path, names: list[str]) -> None:
    target = staging.parent
    for name in names:
        if (target / name).is_dir():
            raise IsADirectoryError(EISDIR, "a folder is where a file should be", str(target / name))
    for name in names:
        with suppress(FileNotFoundError):
            (target / name).replace(staging / _OLD / name)
        (staging / _NEW / name).replace(target / name)
    (staging / _JOURNAL).unlink()


def _undo(staging: Path) -> None:
    """Put back what was there, unless everything new already was in its place."""
    target, journal = staging.parent, staging / _JOURNAL
    if journal.exists():
        with suppress(json.JSONDecodeError):  # broken off while it was written: nothing had been moved
            for name in json.loads(journal.read_text(encoding="utf-8")):
                if (staging / _OLD / name).exists():
                    (staging / _OLD / name).replace(target / name)
                elif not (staging / _NEW / name).exists():
                    (target / name).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _is_abandoned(staging: Path) -> bool:
    """Say whether the process that writes there is gone."""
    process = staging.name.removeprefix(_PREFIX).partition("-")[0]
    if not process.isdecimal() or not staging.is_dir():
        return False
    if os.name == "nt":  # where asking a process whether it runs would end it
        return time.time() - staging.stat().st_mtime > _FORGOTTEN_S
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, OverflowError):
        return True
    except PermissionError:
        return False
    return False


def _refusal(error: OSError, target: Path, names: Mapping[str, bytes] | tuple[()] = ()) -> InputError:
    """Say what cannot be written: one of the files, where the fault is its own, or the folder."""
    fault = Path(str(error.filename)).name
    file = target / fault if fault in names else None
    where = f"folder {str(target)!r}" if file is None else f"file {str(file)!r}"
    return InputError(f"the output {where} cannot be written: {error.strerror}. Choose another with --output.")
