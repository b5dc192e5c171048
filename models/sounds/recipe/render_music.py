"""Renders short pieces with a General MIDI sound font: `music` is more than the few recordings at hand."""

import random
import subprocess
import sys
from pathlib import Path

import mido

_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 4, 7, 9), (0, 3, 5, 6, 7, 10))
_DRUMS = (35, 38, 42, 46, 49, 51, 45, 54, 56, 70)


def _part(
    rng: random.Random, channel: int, scale: tuple, root: int, steps: int
) -> list[tuple[int, int, int, int]]:
    """Notes (step, length, pitch, velocity): chords, bass, melody or arpeggio; channel 9 is drums."""
    notes = []
    if channel == 9:
        pattern = {
            d: [s for s in range(16) if rng.random() < 0.3] for d in rng.sample(_DRUMS, rng.randint(2, 5))
        }
        return [
            (s, 1, d, rng.randint(50, 120))
            for s in range(steps)
            for d, hits in pattern.items()
            if s % 16 in hits
        ]
    kind, octave = rng.choice(("chords", "melody", "melody", "arpeggio", "bass")), rng.choice((-12, 0, 0, 12))
    degree, step = rng.randrange(7), 0
    while step < steps:
        length = {"chords": rng.choice((4, 8, 16)), "bass": rng.choice((2, 4)), "arpeggio": 1}.get(
            kind, rng.choice((1, 2, 2, 4, 6))
        )
        degree = (
            rng.randrange(7)
            if kind == "chords"
            else max(-7, min(14, degree + rng.choice((-2, -1, -1, 1, 1, 2, 3))))
        )
        for k in (0, 2, 4) if kind == "chords" else (0,):
            index = degree + k
            pitch = (
                root
                + octave
                - (24 if kind == "bass" else 0)
                + scale[index % len(scale)]
                + 12 * (index // len(scale))
            )
            notes.append((step, length, max(24, min(104, pitch)), rng.randint(45, 115)))
        step += length
    return notes


def write_midi(path: Path, seed: int, seconds: float = 6.0) -> None:
    rng = random.Random(seed)
    midi, bpm = mido.MidiFile(ticks_per_beat=480), rng.uniform(60, 170)
    steps = int(seconds * bpm / 60 * 4)  # sixteenths
    scale, root = rng.choice(_SCALES), rng.randint(53, 65)
    channels = list(range(rng.choice((1, 1, 2, 3, 4)))) + ([9] if rng.random() < 0.4 else [])
    for channel in channels:
        track = mido.MidiTrack()
        midi.tracks.append(track)
        track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(bpm)))
        if channel != 9:  # 0 to 111: from 112 on come bells, drums, birds and a helicopter
            track.append(mido.Message("program_change", channel=channel, program=rng.randrange(112)))
        events = []
        for step, length, pitch, velocity in _part(rng, channel, scale, root, steps):
            events += [
                (step * 120, "note_on", pitch, velocity),
                ((step + length) * 120 - 5, "note_off", pitch, 0),
            ]
        now = 0
        for tick, kind, pitch, velocity in sorted(events, key=lambda e: (e[0], e[1] == "note_on")):
            track.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=tick - now))
            now = tick
    midi.save(path)


def render(folder: Path, sound_font: Path, pieces: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(pieces):
        wav, midi = folder / f"{seed:03}.wav", folder / f"{seed:03}.mid"
        if not wav.exists():
            write_midi(midi, seed)
            subprocess.run(
                ["fluidsynth", "-ni", "-q", "-r", "16000", "-g", "0.5", "-F", wav, sound_font, midi],
                check=True,
                stdout=subprocess.DEVNULL,
            )


if __name__ == "__main__":
    render(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
