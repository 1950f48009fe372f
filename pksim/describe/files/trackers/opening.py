"""Open what is given, files, folders and zip archives, as sources whose format can be recognised."""

from __future__ import annotations

import codecs
import io
import os
import struct
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any, NamedTuple

from pksim.arguments import is_several
from pksim.describe.files.trackers.export import Source
from pksim.describe.words.records import as_path
from pksim.errors import InputError

_HEAD, _HEADS = 64_000, 128_000_000  # of each file, and of all, for an account's archive may have thousands of files
_LONGEST_TEXT = 200_000_000
# Health data as XML or JSON shrink to a fortieth at the most; a zip bomb, to a thousandth. Short files of one letter do
# so without harm.
_MOST_RATIO, _SURELY_HARMLESS = 200, 10_000_000
_NO_ZIP = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, struct.error, ValueError, NotImplementedError)
_BYTE_ORDERS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class _File(NamedTuple):
    """A file that is there, before it is read."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


class _Reading(io.RawIOBase):
    """A file whose every mistake in reading is said in one sentence."""

    def __init__(self, name: str, stream: IO[bytes]) -> None:
        self._name, self._stream = name, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # zipfile gives no more than a member declared, and compares the checksum then: one that holds more is broken.
        try:
            read = self._stream.read(len(buffer))
        except _NO_ZIP as error:
            raise InputError(_broken(self._name, error)) from None
        except OSError as error:
            raise InputError(_unreadable(self._name, error)) from None
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        self._stream.close()
        super().close()


def sources(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Source]:
    """Open files, folders with all that lies in them, and zip archives.

    What no format can be, such as a picture, is among them, to be left aside by whoever looks for formats. An archive
    in an archive is not opened; its name says so. An archive stays open as long as one of its sources is kept.

    Parameters
    ----------
    paths : str or path, or iterable of these
        One or several.

    Returns
    -------
    list of Source
        In the order given; those of a folder by name, those of an archive as they lie in it.

    Raises
    ------
    InputError
        When one is missing, empty, unreadable, a broken, encrypted or suspiciously dense archive, or nothing is given.
    """
    given = list(paths) if is_several(paths) else [paths]
    files = [(file, path.name) for path in map(as_path, given) for file in _files(path)]
    if not files:
        msg = "no file is given; give an export, or the folder or zip archive in which it lies."
        raise InputError(msg)
    length = min(_HEAD, _HEADS // len(files))
    found = []
    for file, given_name in files:
        container = "" if file.name == given_name else given_name
        with file.open() as stream:
            found.append(Source(file.name, stream.read(length), file.open, file.size, container))
    return found


def text_of(source: Source) -> str:
    """Read the whole of a source as text, in UTF-8 or, where its first bytes say so, UTF-16.

    Raises
    ------
    InputError
        When it is too large for a text that is read at once, or not text.
    """
    if source.size > _LONGEST_TEXT:
        msg = (
            f"{source.name}: it has {source.size / 1e6:.0f} MB; a text of more than {_LONGEST_TEXT / 1e6:.0f} MB is "
            "not read. Is it the right file?"
        )
        raise InputError(msg)
    with source.open() as stream:
        data = stream.read()
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = f"{source.name}, line {line}: this is not text in UTF-8; export it again, or save it as UTF-8."
        raise InputError(msg) from None


def beginning_of(source: Source) -> str:
    """Read how a source begins as text, without what cannot be read as such."""
    return source.head.decode(_encoding(source.head), errors="ignore")


def _encoding(data: bytes) -> str:
    return next((encoding for mark, encoding in _BYTE_ORDERS if data.startswith(mark)), "utf-8-sig")


def _files(path: Path) -> Iterator[_File]:
    """List the files of a path, those of a folder or an archive each."""
    try:
        if path.is_dir():
            inner = sorted(_inside(path))
            if not inner:
                msg = f"{path}: there is no file in this folder."
                raise InputError(msg)
            for each in inner:
                yield from _file(each, (Path(path.name) / each.relative_to(path)).as_posix())
        elif path.is_file() and not path.stat().st_size:
            msg = f"{path}: the file is empty; export it again."
            raise InputError(msg)
        elif path.is_file():
            yield from _file(path, path.name)
        else:
            what = "this is neither a file nor a folder" if path.exists() else "there is no such file"
            msg = f"{path}: {what}."
            raise InputError(msg)
    except OSError as error:
        raise InputError(_unreadable(str(path), error)) from None


def _inside(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise error

    for place, _, names in os.walk(folder, onerror=refuse):
        yield from (each for name in names if (each := Path(place, name)).is_file())


def _file(path: Path, name: str) -> Iterator[_File]:
    with path.open("rb") as stream:
        is_archive = path.suffix.lower() == ".zip" or stream.read(4) == b"PK\3\4"
    if is_archive:
        yield from _members(path, name)
    else:
        yield _File(name, path.stat().st_size, partial(_open, name, lambda: path.open("rb")))


def _members(path: Path, name: str) -> Iterator[_File]:
    stream = path.open("rb")
    try:
        archive = zipfile.ZipFile(stream)
    except _NO_ZIP as error:
        stream.close()
        raise InputError(_broken(name, error)) from None
    weakref.finalize(archive, stream.close)
    members = [each for each in archive.infolist() if not each.is_dir()]
    if not members:
        msg = f"{name}: there is no file in this archive; export it again."
        raise InputError(msg)
    for each in members:
        shown = f"{name}, {each.filename}"
        if each.filename.lower().endswith(".zip"):
            shown += " (an archive in an archive, which is not opened)"
        if each.flag_bits & 1:
            msg = f"{shown}: it is encrypted; unpack the archive with its password, and give the folder."
            raise InputError(msg)
        if each.file_size > max(_SURELY_HARMLESS, _MOST_RATIO * each.compress_size):
            msg = (
                f"{shown}: {each.compress_size / 1e6:.1f} MB would unpack to {each.file_size / 1e6:.0f} MB; more than "
                f"{_MOST_RATIO} times as much is not read, for no export is so dense. Download it again."
            )
            raise InputError(msg)
        yield _File(shown, each.file_size, partial(_open, shown, partial(archive.open, each)))


def _open(name: str, opener: Callable[[], IO[bytes]]) -> IO[bytes]:
    try:
        return io.BufferedReader(_Reading(name, opener()), 1 << 16)
    except _NO_ZIP as error:
        raise InputError(_broken(name, error)) from None
    except OSError as error:
        raise InputError(_unreadable(name, error)) from None


def _broken(name: str, error: Exception) -> str:
    return f"{name}: the zip archive is broken ({error}); export it again, or copy it once more."


def _unreadable(name: str, error: OSError) -> str:
    return f"{name}: it cannot be read: {error.strerror or error}."
