"""The figures as text, for a terminal and for cards."""

from .curves import ALL

NAMES_SHOWN = 10
ALARM_RATES = (0.1, 1.0, 10.0)  # false alarms an hour, at most


def report(figures: dict) -> str:
    lines = [
        f"model       {figures['model']}, sha256 {figures['model_sha256']}, nightjar {figures['nightjar']}",
        f"recordings  {figures['recordings']}, {figures['hours']:.3f} h of sound",
    ]
    lines += _names(
        "not heard (counted as missed)", [f"{one['path']}: {one['reason']}" for one in figures["not_heard"]]
    )
    lines += _names("heard in part", [f"{one['path']}: {one['reason']}" for one in figures["heard_in_part"]])
    lines += _names("recordings without labels (left out)", figures["recordings_without_labels"])
    lines += _names("labels without recording (left out)", figures["labels_without_recording"])
    for name, part in (
        ("clips", _clips),
        ("events", _events),
        ("segments", _segments),
        ("texts", _texts),
        ("curves", _curves),
    ):
        if name in figures and not (name == "curves" and "clips" in figures):
            lines += ["", *part(figures[name])]
    return "\n".join(lines) + "\n"


def _names(what: str, names: list[str]) -> list[str]:
    if not names:
        return []
    more = [f"  and {len(names) - NAMES_SHOWN} more: --json has all"] if len(names) > NAMES_SHOWN else []
    return [f"{what}: {len(names)}", *(f"  {name}" for name in names[:NAMES_SHOWN]), *more]


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _between(interval: list | tuple | None) -> str:
    return "" if interval is None else f" (95 %: {_percent(interval[0])} to {_percent(interval[1])})"


def _table(rows: list[list[str]]) -> list[str]:
    """Columns as wide as they need; the first one to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return [
        "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:]))])
        for row in rows
    ]


def _f1_table(labels: dict[str, dict], summary: list[tuple[str, dict]]) -> list[str]:
    rows = [["label", "known", "found", "right", "precision", "recall", "F1"]]
    for label, row in [*labels.items(), *summary]:
        counts = [str(row[key]) if key in row else "" for key in ("known", "found", "right")]
        rows.append([label, *counts, *(_percent(row[key]) for key in ("precision", "recall", "f1"))])
    return _table(rows)


def _clips(clips: dict) -> list[str]:
    return [
        f"CLIPS: accuracy {clips['right']} of {clips['clips']}: {_percent(clips['accuracy'])}"
        + _between(clips["accuracy_interval"]),
        f"a clip's label is that with the highest score: {clips['label_is_that_of']}",
        "",
        *_f1_table(
            clips["labels"],
            [("mean of labels", {"precision": None, "recall": None, "f1": clips["macro_f1"]})],
        ),
        "",
        *_confusion(clips["confusion"]),
    ]


def _confusion(confusion: dict[str, dict[str, int]]) -> list[str]:
    """Rows are what a clip is, columns what it was called: by number."""
    labels = list(
        dict.fromkeys([*confusion, *sorted({given for row in confusion.values() for given in row})])
    )
    rows = [["known, given as", *(str(i) for i in range(1, len(labels) + 1))]]
    for i, label in enumerate(labels, 1):
        rows.append([f"{i:2} {label}", *(str(confusion.get(label, {}).get(given, "")) for given in labels)])
    return _table(rows)


def _events(events: dict) -> list[str]:
    collars = f"onset within {1000 * events['onset_collar_s']:.0f} ms"
    if events["offset_collar_s"] is not None:
        collars += f", offset within {1000 * events['offset_collar_s']:.0f} ms"
        collars += f" or {_percent(events['offset_share'])} of its length" if events["offset_share"] else ""
    return [f"EVENTS: F1 {_percent(events['micro']['f1'])} ({collars})", *_both(events)]


def _segments(segments: dict) -> list[str]:
    return [
        f"SEGMENTS of {segments['segment_s']:g} s: F1 {_percent(segments['micro']['f1'])}",
        *_both(segments),
    ]


def _both(part: dict) -> list[str]:
    return _f1_table(part["labels"], [("all (micro)", part["micro"]), ("mean (macro)", part["macro"])])


def _texts(texts: dict) -> list[str]:
    rows = [["", "known", "right", "substituted", "missed", "added", "error rate"]]
    for name, rate in (("words", "wer"), ("characters", "cer")):
        rows.append([name, *map(str, texts[name].values()), _percent(texts[rate])])
    silent = texts["without_words"]
    lines = [f"TEXTS: word error rate {_percent(texts['wer'])}, compared {texts['compared']}", *_table(rows)]
    if silent["recordings"]:
        rate, ends = silent["false_words_per_hour"], silent["false_words_per_hour_interval"]
        an_hour = f"; {rate:.2f} an hour (95 %: {ends[0]:.2f} to {ends[1]:.2f})" if ends else ""
        lines.append(
            f"without words: {silent['recordings']} recordings, {silent['false_words']} false words{an_hour}"
        )
    confused = [
        f"{one['known'] or '(none)'} > {one['heard'] or '(none)'} {one['times']}"
        for one in texts["confused"][:10]
    ]
    return [*lines, "confused: " + ", ".join(confused)] if confused else lines


def _curves(curves: dict) -> list[str]:
    """Of each label the lowest share of misses at no more than so many false alarms an hour."""
    rows = [
        [
            "label",
            "average precision",
            *(f"at {rate:g}/h" for rate in ALARM_RATES),
            "at most",
            "false alarms/h then (95 %)",
        ]
    ]
    for label, curve in sorted(curves.items(), key=lambda item: item[0] != ALL):
        row = [label, _percent(curve["average_precision"])]
        for rate in ALARM_RATES:
            allowed = [p for p in curve["points"] if (p["false_alarms_per_hour"] or 0) <= rate]
            row.append(_percent(min((p["miss_rate"] for p in allowed), default=1.0)))
        last = curve["points"][-1] if curve["points"] else None
        ends = last and last["false_alarms_per_hour_interval"]
        row.append(_percent(last["miss_rate"] if last else 1.0))
        row.append(f"{last['false_alarms_per_hour']:.2f} ({ends[0]:.2f} to {ends[1]:.2f})" if ends else "-")
        rows.append(row)
    hours = next((curve["hours"] for curve in curves.values()), 0)
    return [
        f"MISSES at so many false alarms an hour, in {hours:.3f} h; from the model's own thresholds up",
        *_table(rows),
    ]
