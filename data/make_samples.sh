#!/usr/bin/env bash
# Makes data/samples from nothing but espeak-ng and sox: data/make_samples.sh [FOLDER]. README.md says what each file is.
# The same versions make the same bytes: sox draws its noise from a fixed seed.
set -euo pipefail

out=$(realpath -m "${1:-$(dirname "$0")/samples}")
mkdir -p "$out"
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
cd "$parts"

sox() { command sox -R -D "$@"; } # the same noise each time, and no dither: what is silent is zero

# say FILE VOICE WORDS: at 16 kHz.
say() {
  espeak-ng -v "$2" -s 145 -w said.wav "$3"
  sox said.wav -r 16000 -b 16 "$1" norm -9
}

say greeting.wav en-gb "Good morning. Is anybody there? I have put the kettle on, and the letters are on the table."
say answer.wav en-us+f3 "Yes, I am upstairs. I will be down in a minute, as soon as I have found my other shoe."
say weather.wav en-gb+m3 "It has been raining since six o'clock, and the forecast says that it will go on all day."
say word.wav en-us+f3 "Hello!"

# A plucked tune over two chords: string and bass, 48 kHz, stereo.
pluck() { # FILE SECONDS NOTE...: the notes one after the other
  local file=$1 seconds=$2 note
  local notes=()
  shift 2
  for note in "$@"; do
    sox -n -r 48000 -b 16 "note$note.wav" synth "$seconds" pluck "$note" gain -8
    notes+=("note$note.wav")
  done
  sox "${notes[@]}" "$file"
}
pluck tune.wav 0.4 E4 G4 C5 G4 A4 C5 E5 D5 C5 A4 F4 A4 G4 E4 D4 C4
pluck bass.wav 1.6 C3 A2 F2 C3
sox -M tune.wav bass.wav tune_stereo.wav remix 1,2v0.5 1v0.6,2 reverb 20
sox tune_stereo.wav -r 16000 -c 1 -b 16 tune_mono.wav norm -8

# Rain: hiss, and drops that are short and many. A clock: two clicks a second. A helicopter: a low noise cut by its blades.
sox -n -r 16000 -b 16 hiss.wav synth 9 whitenoise gain -27 highpass 500
sox -n -r 16000 -b 16 drops.wav synth 9 whitenoise synth 9 noise amod 37 gain -30 highpass 1500
sox -m hiss.wav drops.wav -b 16 rain.wav
sox -n -r 16000 -b 16 tick.wav synth 0.012 whitenoise bandpass 3200 1500 fade h 0.001 0.012 0.009 gain -6 pad 0 0.488
sox -n -r 16000 -b 16 tock.wav synth 0.012 whitenoise bandpass 2400 1200 fade h 0.001 0.012 0.009 gain -8 pad 0 0.488
sox tick.wav tock.wav second.wav
sox second.wav clock.wav repeat 7
sox -n -r 16000 -b 16 rotor.wav synth 9 brownnoise synth 9 sine amod 11 lowpass 1800 norm -9 fade 2 9 2
sox -n -r 16000 -b 16 pause.wav trim 0 3

sox greeting.wav "$out/spoken greeting.flac"
sox word.wav "$out/short_word.flac"
sox tune_stereo.wav -b 16 "$out/music_stereo_48khz.flac" norm -14 trim 0 4 fade 0 4 0.3
sox weather.wav -r 8000 -b 16 "$out/telephone_8khz.wav" sinc 300-3400 norm -9
sox pause.wav "$out/silence.flac"
sox clock.wav "$out/clock_two_minutes.flac" repeat 14
sox greeting.wav pause.wav rain.wav answer.wav pause.wav clock.wav tune_mono.wav pause.wav rotor.wav weather.wav \
  "$out/mixed_scene.flac" trim 0 60

# Broken on purpose: half of the bytes of a recording, and a text that calls itself a recording.
sox weather.wav whole.flac
head -c $(($(stat -c %s whole.flac) / 2)) whole.flac > "$out/cut_short.flac"
echo "This is a shopping list, not a recording: tea, bread, soap." > "$out/not_a_recording.wav"

ls -l "$out"
