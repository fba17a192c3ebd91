"""Read what is in a zip file, within bounds."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from kg.errors import InputError

LARGEST = 64 << 20
"""Bytes of a file at most."""
_LARGEST_TOTAL = 256 << 20
_MOST_FILES = 5000
_RATIO = 200
"""How many times smaller a packed file may be; text and XML stay under 30."""
_SMALL = 1 << 20
"""Bytes up to which a file may be packed as small as it likes."""
_UTF8_NAME = 0x800


def read_archive(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each file in a zip file, in order of path."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_archive(archive, name)
            files = {_path(info): info for info in archive.infolist() if not info.is_dir()}
            for path in sorted(files):
                yield path, _read(archive, files[path])
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise InputError(f"{name}: not a sound zip file ({error}); pack it again") from error
    except RuntimeError as error:
        raise InputError(f"{name}: packed with a password; unpack it first") from error


def check_archive(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse an archive that would unpack to more than any collection of reports."""
    files = archive.infolist()
    if len(files) > _MOST_FILES:
        raise InputError(f"{name}: {len(files)} files in one archive; accepted: {_MOST_FILES}")
    if sum(info.file_size for info in files) > _LARGEST_TOTAL:
        raise InputError(f"{name}: unpacks to over {_LARGEST_TOTAL >> 20} MiB; pack it in parts")
    for info in files:
        if info.file_size > LARGEST:
            raise InputError(
                f"{name}: {info.filename!r} unpacks to over {LARGEST >> 20} MiB; no report is as long"
            )
        if info.file_size > max(_SMALL, _RATIO * info.compress_size):
            raise InputError(f"{name}: {info.filename!r} is packed over {_RATIO} times smaller")


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    # The sizes that the archive states were checked; what it holds may be longer.
    with archive.open(info) as file:
        return file.read(info.file_size)


def _path(info: zipfile.ZipInfo) -> str:
    """Return a file's path inside the archive; names that are not marked as UTF-8 are GBK, as Windows packs them."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        decoded = [raw.decode(encoding, errors="ignore") for encoding in ("utf-8", "gbk")]
        name = next((one for one in decoded if re.search("[一-龥]", one)), name)
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in ("/", "..", "."))
