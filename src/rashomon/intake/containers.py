"""What the user names on the command line → captures: folders, globs, standard input, archives, files of records.

A container is opened by its content, never by its name. Members are streamed, so that an archive larger than memory is
read, and bounded, so that a bomb is not. Names inside an archive are labels only; nothing is ever written to disk.
"""

from __future__ import annotations

import glob
import gzip
import io
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath, PurePosixPath
from posixpath import normpath
from typing import IO, BinaryIO

from ..model.captures import Issue, RawCapture
from ..model.settings import IntakeSettings
from . import feeds, mail, record_files, webarchives

Found = RawCapture | Issue

_HEAD = 1024
"""Bytes that decide what a file is; a tar's magic stands at 257, so a few hundred are enough."""
_CASE = b"SQLite format 3\x00"


def captures_in(paths: Iterable[str], settings: IntakeSettings, *, stdin: BinaryIO | None = None) -> Iterator[Found]:
    """All captures under the paths, in their order and that of the names within; what cannot be opened is an Issue.

    `-` is standard input; a name with glob characters that names no file is expanded here, for shells that do not.
    """
    for path in paths:
        if path == "-":
            stream = stdin or sys.stdin.buffer
            yield from _opened("-", io.BytesIO(stream.read()), settings, 0)
            continue
        for file in _files(path):
            if isinstance(file, Issue):
                yield file
            else:
                yield from _file(file, settings)


def captures_of(name: str, stream: BinaryIO, settings: IntakeSettings) -> Iterator[Found]:
    """All captures in one open file that can seek: for engines that open files themselves."""
    yield from _opened(name, stream, settings, 0)


def files_in(path: str) -> Iterator[Path | Issue]:
    """The files that a path of this machine stands for, in the order in which they are read."""
    yield from _files(path)


def _files(path: str) -> Iterator[Path | Issue]:
    place = Path(path)
    if place.is_dir():
        yield from _folder(place)
    elif place.exists():
        yield place
    elif glob.has_magic(path) and (names := sorted(glob.glob(path, recursive=True))):  # noqa: PTH207
        for name in names:
            yield from _files(name)
    else:
        yield _issue("not_found", f"{path}: no such file or folder")


def _folder(folder: Path) -> Iterator[Path | Issue]:
    try:
        entries = sorted(folder.iterdir(), key=lambda p: p.name)
    except OSError as error:
        yield _issue("unreadable", f"{folder}: {error.strerror or error}")
        return
    for entry in entries:
        if entry.name.startswith(".") or (entry.is_symlink() and entry.is_dir()):
            continue  # hidden files are a system's own, and a linked folder may lead back to itself
        if entry.is_dir():
            yield from _folder(entry)
        else:
            yield entry


def _file(path: Path, settings: IntakeSettings) -> Iterator[Found]:
    name = normpath(PurePath(path).as_posix())
    if not path.is_file():
        yield _issue("unreadable", f"{name}: not a regular file")
        return
    try:
        if _is_a_databases(path):
            return
        with path.open("rb") as stream:
            yield from _opened(name, stream, settings, 0)
    except OSError as error:
        yield _issue("unreadable", f"{name}: {error.strerror or error}")


def _is_a_databases(path: Path) -> bool:
    """Whether a file is what SQLite keeps beside a database, such as a case that is built in the same folder."""
    stem, _, ending = path.name.rpartition("-")
    if ending not in ("wal", "shm", "journal"):
        return False
    database = path.with_name(stem)
    if not stem or not database.is_file():
        return False
    with database.open("rb") as stream:
        return stream.read(len(_CASE)) == _CASE


def _opened(name: str, stream: BinaryIO, settings: IntakeSettings, depth: int) -> Iterator[Found]:
    """The captures of one stream that can seek, by what its first bytes say."""
    head = stream.read(_HEAD)
    stream.seek(0)
    reader = _container(head)
    if reader is not None:
        if depth >= settings.max_archive_depth:
            yield _issue("nested_too_deep", f"{name}: archives within archives deeper than {depth} are not opened")
            return
        try:
            yield from reader(name, stream, settings, depth)
        except Exception as error:  # noqa: BLE001 - damage makes the libraries raise many kinds
            yield _issue("damaged_archive", f"{name}: the archive is damaged ({error or type(error).__name__})")
        return
    try:
        yield from _plain(name, stream, head, settings)
    except Exception as error:  # noqa: BLE001 - as above
        yield _issue("unreadable", f"{name}: could not be read ({type(error).__name__}: {error})")


def _container(head: bytes) -> Callable[[str, BinaryIO, IntakeSettings, int], Iterator[Found]] | None:
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _zip
    if head[:2] == b"\x1f\x8b":
        return _gzip
    if head[:5] == b"WARC/":
        return _warc
    if head[:11] == b"filedesc://":
        return _arc
    if head[257:262] == b"ustar":
        return _tar
    return None


def _plain(name: str, stream: BinaryIO, head: bytes, settings: IntakeSettings) -> Iterator[Found]:
    """What is no archive: a file of records, a feed, mail, or a capture by itself."""
    if head.startswith(_CASE):
        yield _issue("is_database", f"{name}: an SQLite file (a case?), not a capture")
        return
    if head[:4] == b"PAR1":
        yield from record_files.parquet_records(name, stream)
        return
    if record_files.is_json_lines(stream, settings.max_capture_bytes):
        yield from record_files.json_lines(name, stream, settings)
        return
    if delimiter := record_files.delimiter_of(head):
        yield from record_files.table_records(name, stream, delimiter, settings)
        return
    data = stream.read(settings.max_capture_bytes + 1)
    if len(data) > settings.max_capture_bytes:
        yield _issue("too_large", f"{name}: larger than {settings.max_capture_bytes // 2**20} MB; not read")
        return
    yield from _whole(name, head, data)


def _whole(name: str, head: bytes, data: bytes) -> Iterator[Found]:
    """A file that fits in memory."""
    kind = feeds.feed_kind(head)
    if kind == "opml":
        yield feeds.opml_issue(name, data)
    elif kind:
        yield from feeds.feed_captures(name, data)
    elif mail.is_mail(head):
        yield from mail.mail_captures(name, data)
    elif (found := record_files.json_records(data)) is not None:
        for number, record in enumerate(found, 1):
            label = f"{name}#{number}" if len(found) > 1 else name
            if record is None:
                yield _issue("damaged_record", f"{label}: no record with fields; not read")
            else:
                yield RawCapture(label, record, "application/json")
    else:
        yield RawCapture(name, data)


def _zip(name: str, stream: BinaryIO, settings: IntakeSettings, depth: int) -> Iterator[Found]:
    with zipfile.ZipFile(stream) as archive:
        budget = settings.max_archive_bytes
        for info in sorted(archive.infolist(), key=lambda i: i.filename):
            label = _label(name, info.filename)
            if info.is_dir() or _is_hidden(info.filename):
                continue
            if info.flag_bits & 1:
                yield _issue("encrypted", f"{label}: this member is encrypted; not read")
                continue
            if _is_bomb(info.file_size, info.compress_size, settings):
                yield _issue("archive_bomb", f"{label}: unpacks to {info.file_size:,} bytes; not opened")
                continue
            budget -= info.file_size
            if budget < 0:
                yield _issue("archive_bomb", f"{name}: its members are too large together; the rest is not read")
                return
            yield from _member(label, lambda info=info: archive.open(info), settings, depth)  # type: ignore[misc]


def _tar(name: str, stream: BinaryIO, settings: IntakeSettings, depth: int) -> Iterator[Found]:
    with tarfile.open(fileobj=stream, mode="r:") as archive:
        for info in archive:
            if not info.isfile() or _is_hidden(info.name):
                continue
            member = archive.extractfile(info)
            if member is not None:
                yield from _member(_label(name, info.name), lambda member=member: member, settings, depth)  # type: ignore[misc]


def _warc(name: str, stream: BinaryIO, settings: IntakeSettings, _: int) -> Iterator[Found]:
    yield from webarchives.warc_captures(name, stream, settings)


def _arc(name: str, stream: BinaryIO, settings: IntakeSettings, _: int) -> Iterator[Found]:
    yield from webarchives.arc_captures(name, stream, settings)


def _gzip(name: str, stream: BinaryIO, settings: IntakeSettings, depth: int) -> Iterator[Found]:
    """A gzipped file; an archive of web pages is streamed, since its members are zipped one by one."""
    try:
        inside = gzip.GzipFile(fileobj=stream).read(16)
    except (OSError, EOFError, zlib.error):
        inside = b""
    stream.seek(0)
    if _container(inside) in (_warc, _arc):
        yield from (_warc if inside[:5] == b"WARC/" else _arc)(name, stream, settings, depth)
        return
    inner = name.removesuffix(".gz")
    yield from _member(inner if inner != name else f"{name}/", lambda: gzip.GzipFile(fileobj=stream), settings, depth)


def _member(
    label: str, open_member: Callable[[], IO[bytes] | gzip.GzipFile], settings: IntakeSettings, depth: int
) -> Iterator[Found]:
    """One member, unpacked into memory up to the bound on a capture; what is larger is an Issue."""
    limit = settings.max_capture_bytes
    try:
        with open_member() as member:
            data = member.read(limit + 1)
    except Exception as error:  # noqa: BLE001 - as above
        yield _issue("damaged_archive", f"{label}: cannot be unpacked ({error or type(error).__name__})")
        return
    if len(data) > limit:
        yield _issue("too_large", f"{label}: unpacks to more than {limit // (1024 * 1024)} MB; not read")
        return
    yield from _opened(label, io.BytesIO(data), settings, depth + 1)


def _label(archive: str, member: str) -> str:
    """A member's name below its archive's, with steps upwards taken out.

    >>> _label("a.zip", "../../etc/passwd")
    'a.zip/etc/passwd'
    """
    parts = [p for p in PurePosixPath(member.replace("\\", "/")).parts if p not in ("..", ".", "/")]
    return "/".join([archive, *parts])


def _is_hidden(member: str) -> bool:
    return any(p.startswith((".", "__MACOSX")) and p != ".." for p in PurePosixPath(member).parts)


def _is_bomb(size: int, packed: int, settings: IntakeSettings) -> bool:
    return size > settings.max_archive_bytes or (
        size > 16 * 1024 * 1024 and size > settings.max_archive_ratio * max(1, packed)
    )


def _issue(code: str, message: str) -> Issue:
    return Issue(None, None, "intake", code, message)
