"""What the Python package silero-vad says of recordings at 16 kHz, as JSON: the probability of each 512 samples, and
the spans of speech.

    python3 tests/tools/shipped/silero_reference.py RECORDING.wav... > reference.json
"""

import json
import sys
import wave

import torch
from silero_vad import get_speech_timestamps, load_silero_vad


def sound_of(path: str) -> torch.Tensor:
    with wave.open(path) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2), path
        samples = bytearray(file.readframes(file.getnframes()))
    return torch.frombuffer(samples, dtype=torch.int16).float() / 32768


def main() -> None:
    model = load_silero_vad()
    results = []
    for path in sys.argv[1:]:
        sound = sound_of(path)
        with torch.inference_mode():
            scores = model.audio_forward(sound, 16000)[0].tolist()
        speech = [[span["start"], span["end"]] for span in get_speech_timestamps(sound, model)]
        results.append({"scores": scores, "speech": speech})
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
