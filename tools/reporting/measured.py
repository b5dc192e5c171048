"""Checks the JSON of bench, queue, tune and doctor for what the page takes for granted of it."""

from .misuse import Misuse

NUMBER = (int, float)
STEP = {"step": str, "calls": NUMBER, "wall_s": NUMBER, "cpu_s": NUMBER}
QUARTILES = {"median": NUMBER, "low": NUMBER, "high": NUMBER}
CANDIDATE = {"name": str, "ms": QUARTILES, "ratio": NUMBER, "rounds": NUMBER, "verdict": str}
SIDE = {"requests_per_s": NUMBER, "cpu_ms": NUMBER}
PROFILE = {"for": dict, "choice": dict, "why": [str]}
# A dict: each of its keys has to be there; a list: all of its elements are like this one.
FORMS = {
    "bench": {"x_real_time": NUMBER, "sound_s": NUMBER, "peak_rss_bytes": NUMBER, "steps": [STEP]},
    "queue": {"gain": NUMBER, "jobs": NUMBER, "one": SIDE, "queue": SIDE},
    "tune": {
        "took_s": NUMBER,
        "budget_s": NUMBER,
        "contests": [{"what": str, "chosen": str, "why": str, "candidates": [CANDIDATE]}],
        "profile": PROFILE,
        "left_out": [str],
        "limit": {"name": str, "why": str},
    },
    "profile": PROFILE,
    "doctor": {"cores": dict, "memory": dict, "errors": [str], "warnings": [str], "notes": [str]},
}


def check_form(value: object, form: object, where: str) -> None:
    """Misuse that names the first place which is not like `form`."""
    if isinstance(form, dict):
        _check_type(value, dict, where)
        for key, part in form.items():
            check_form(value.get(key), part, f"{where}, {key}")
    elif isinstance(form, list):
        _check_type(value, list, where)
        for i, one in enumerate(value):
            check_form(one, form[0], f"{where}, element {i + 1}")
    else:
        _check_type(value, form, where)


def _check_type(value: object, expected: type | tuple[type, ...], where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, expected):
        name = "number" if expected is NUMBER else {str: "text", dict: "object", list: "list"}[expected]
        raise Misuse(f"{where}: expected {name}; got {str(value)[:40]!r}")
