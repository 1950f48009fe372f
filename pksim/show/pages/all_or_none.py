"""Write files into a folder: all of them, or none."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path

from pksim.errors import InputError
from pksim.study.people.progress import note_written

if sys.platform != "win32":
    import fcntl

_PREFIX = ".pksim-writing-"
_JOURNAL, _NEW, _OLD = "journal.json", "new", "old"
_PATIENCE_S, _FORGOTTEN_S = 10, 24 * 3600


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
        with _lock(target) as is_alone:
            for left in target.glob(f"{_PREFIX}*"):
                if _is_abandoned(left, is_alone):
                    _undo(left)
            staging = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=target))
            try:
                _write(staging, contents)
                _exchange(staging, list(contents))
                note_written()
            finally:
                with suppress(OSError):  # what cannot be undone now, the next run undoes
                    _undo(staging)
    except OSError as error:
        raise _refusal(error, target, contents) from None
    return [target / name for name in contents]


@contextmanager
def _lock(target: Path) -> Iterator[bool]:
    """Wait for others that write there, and say whether they are kept out; a killed one lets go by itself."""
    if sys.platform == "win32":
        yield False
        return
    folder = os.open(target, os.O_RDONLY)
    try:
        yield _locks(folder)
    finally:
        os.close(folder)


def _locks(folder: int) -> bool:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        except OSError:  # some network drives know no locks
            return False
        else:
            return True
    return False


def _write(staging: Path, contents: Mapping[str, bytes]) -> None:
    """Write everything new, with the rights of the file that was there or of any new one, and what there is to move."""
    for part in (_NEW, _OLD):
        (staging / part).mkdir()
    for name, content in contents.items():
        new, before = staging / _NEW / name, staging.parent / name
        new.write_bytes(content)
        if before.is_file():
            shutil.copymode(before, new)
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
    """Take back what was moved, unless all of it was. Broken off anywhere, it can be done again."""
    target, journal = staging.parent, staging / _JOURNAL
    if journal.exists():
        with suppress(json.JSONDecodeError):  # broken off while it was written: nothing had been moved
            for name in json.loads(journal.read_text(encoding="utf-8")):
                new, old = staging / _NEW / name, staging / _OLD / name
                with suppress(FileNotFoundError):
                    if not new.exists():
                        (target / name).replace(new)
                if old.exists():
                    old.replace(target / name)
        journal.unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _is_abandoned(staging: Path, is_alone: bool) -> bool:
    """Say whether a folder is one of these, and nobody can be writing there any more."""
    if staging.is_symlink() or not staging.is_dir():
        return False
    if not {each.name for each in staging.iterdir()} <= {_JOURNAL, _NEW, _OLD}:
        return False
    return is_alone or time.time() - staging.stat().st_mtime > _FORGOTTEN_S


def _refusal(error: OSError, target: Path, names: Mapping[str, bytes]) -> InputError:
    """Say what cannot be written: one of the files, where the fault is its own, or the folder."""
    fault = Path(str(error.filename)).name
    file = target / fault if fault in names else None
    where = f"folder {str(target)!r}" if file is None else f"file {str(file)!r}"
    return InputError(f"the output {where} cannot be written: {error.strerror}. Choose another with --output.")
