"""Names and numbers as people can read them, whatever bytes a file name has."""

import os
import unicodedata


def printable(text: str) -> str:
    """Bytes that are not UTF-8, control characters and marks of direction as \\xHH, as `nightjar` itself writes them.

    >>> printable("a\\n\\udcff")
    'a\\\\x0a\\\\xff'
    """
    shown = []
    for c in text:
        if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            errors = "surrogateescape" if "\udc80" <= c <= "\udcff" else "surrogatepass"
            shown += [f"\\x{byte:02x}" for byte in c.encode("utf-8", errors)]
        else:
            shown.append(c)
    return "".join(shown)


def printable_path(path: str | os.PathLike) -> str:
    return printable(os.fspath(path))


def size_in_bytes(text: str) -> int:
    """Of "24M", "512K", "1G" or a number; ValueError for anything else."""
    units = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
    unit = units.get(text[-1:].upper(), 1)
    value = float(text[:-1] if unit > 1 else text) * unit
    if not 0 <= value < 1 << 40:
        raise ValueError(text)
    return int(value)
