"""Makes one script of the modules in page/: a page that is opened as a file cannot import others.

Modules import by name from files beside them, `import { a, b } from "./c.js";`, export by `export` before a declaration,
and share one scope in the page: a name at the top of a module is nowhere else at the top. Both are checked.
"""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|let|class|function))", re.MULTILINE)
_TOP = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)


def bundle(main: Path) -> str:
    """`main` and all that it imports, what is imported first."""
    order: list[str] = []
    names: dict[str, str] = {}  # at the top: the file that has it

    def take(file: Path, importing: tuple[str, ...]) -> None:
        if file.name in importing:
            raise ValueError(f"modules import each other in a circle: {' -> '.join((*importing, file.name))}")
        if any(part.startswith(f"// {file.name}\n") for part in order):
            return
        source = file.read_text(encoding="utf-8")
        for imported, other in _IMPORT.findall(source):
            take(file.parent / other, (*importing, file.name))
            exported = (file.parent / other).read_text(encoding="utf-8")
            for name in filter(None, (part.strip() for part in imported.split(","))):
                if not re.search(rf"^export (?:async )?\w+\*? {name}\b", exported, re.MULTILINE):
                    raise ValueError(f"{file.name}: imports {name}, which {other} does not export")
        for name in _TOP.findall(source):
            if name in names:
                raise ValueError(f"{file.name}: {name} is at the top of {names[name]} too")
            names[name] = file.name
        order.append(f"// {file.name}\n" + _EXPORT.sub("", _IMPORT.sub("", source)))

    take(main, ())
    return '"use strict";\n(() => {\n' + "\n".join(order) + "})();\n"
