"""Which recording a name in somebody's labels means."""

from pathlib import PurePosixPath

from .sounds import Misuse


class Recordings:
    """A name fits a recording where one of both paths ends with the other, folder by folder; where none does,
    their endings (.wav) do not count: labels often say another one, or none."""

    def __init__(self, paths: list[str]) -> None:
        self._by_tail: list[dict[tuple, set[str]]] = [{}, {}]  # as they are, and without their endings
        self._whole: list[dict[tuple, str]] = [{}, {}]
        for path in paths:
            for index, parts in enumerate((_parts(path), _without_ending(_parts(path)))):
                self._whole[index].setdefault(parts, path)
                for begin in range(len(parts)):
                    self._by_tail[index].setdefault(parts[begin:], set()).add(path)

    def find(self, name: str) -> str | None:
        parts = _parts(name)
        for index, tail in ((0, parts), (1, parts), (1, _without_ending(parts))):
            found = self._by_tail[index].get(tail, set()) or self._at_end_of(index, tail)
            if len(found) > 1:
                some = " and ".join(sorted(found)[:2])
                raise Misuse(
                    f"the labels' name '{name}' fits {len(found)} recordings, {some}; give the folder"
                )
            if found:
                return next(iter(found))
        return None

    def _at_end_of(self, index: int, parts: tuple) -> set[str]:
        whole = self._whole[index]
        return next(({whole[parts[i:]]} for i in range(1, len(parts)) if parts[i:] in whole), set())


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", "."))


def _without_ending(parts: tuple[str, ...]) -> tuple[str, ...]:
    return (*parts[:-1], PurePosixPath(parts[-1]).stem) if parts else parts
