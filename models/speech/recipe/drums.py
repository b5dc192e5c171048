"""Percussion alone, as MIDI: hand drums, toms, kettledrums, whole kits."""

import random
from pathlib import Path

import mido

_KIT = (35, 36, 38, 40, 42, 44, 46, 49, 51)  # General MIDI's keys on channel 10
_HANDS = (41, 43, 45, 47, 48, 50, 60, 61, 62, 63, 64, 65, 66, 54, 56, 70, 76, 77, 78, 79)
_TUNED = (47, 115, 116, 117)  # programs: timpani, woodblock, taiko, melodic tom
_STEPS = 16  # of a bar
_SECONDS = 7.0


def write_midi(path: Path, seed: int) -> None:
    """A pattern of one to five drums, again and again with a few changes."""
    rng = random.Random(seed)
    midi, bpm = mido.MidiFile(ticks_per_beat=480), rng.uniform(50, 180)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm)))
    channel, kind = 9, rng.choice(("kit", "hands", "hands", "tuned"))
    keys = rng.sample(_KIT if kind == "kit" else _HANDS, rng.randint(1, 5))
    if kind == "tuned":
        channel, keys = 0, rng.sample(range(36, 60), rng.randint(1, 4))
        track.append(mido.Message("program_change", channel=channel, program=rng.choice(_TUNED)))
    density, now = rng.uniform(0.15, 0.6), 0
    pattern = [[k for k in keys if rng.random() < density / len(keys) ** 0.5] for _ in range(_STEPS)]
    for step in range(int(_SECONDS * bpm / 60 * 4)):
        for key in pattern[step % _STEPS] if rng.random() < 0.9 else [rng.choice(keys)]:
            at = step * 120 + rng.randint(0, 6)
            velocity = rng.randint(80, 120) if step % 4 == 0 else rng.randint(40, 100)
            for kind, tick in (("note_on", max(now, at)), ("note_off", max(now, at) + 20)):
                track.append(
                    mido.Message(kind, channel=channel, note=key, velocity=velocity, time=tick - now)
                )
                now = tick
    midi.save(path)
