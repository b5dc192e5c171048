#!/usr/bin/env bash
# Makes data/samples from nothing but espeak-ng and sox. README.md says what each file is.
#   data/make_samples.sh [FOLDER]
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

say greeting.wav en-gb "Good morning. Is anybody there? The kettle is on, and the letters are on the table."
say answer.wav en-us+f3 "Yes, I am upstairs. I will be down as soon as I have found my other shoe."
say weather.wav en-gb+m3 "It has been raining since six, and the forecast says that it will go on all day."
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

# Rain is hiss and many short drops; a clock, two bursts a second that ring; the sea, a low noise that swells.
sox -n -r 16000 -b 16 hiss.wav synth 9 whitenoise gain -30 highpass 500
sox -n -r 16000 -b 16 drops.wav synth 9 whitenoise synth 9 noise amod 37 gain -33 highpass 1500
sox -m hiss.wav drops.wav -b 16 rain.wav
click() { # FILE GAIN HIGHEST_HZ
  sox -n -r 16000 -b 16 "$1" synth 0.2 whitenoise gain "$2" sinc "500-$3" fade l 0 0.2 0.2 pad 0 0.3
}
click tick.wav -18 4000
click tock.wav -22 3400
sox tick.wav tock.wav second.wav
sox second.wav clock.wav repeat 7
sox -n -r 16000 -b 16 sea.wav synth 9 brownnoise gain -3 lowpass 3000 synth 9 sine amod 0.3 30 norm -12
sox -n -r 16000 -b 16 pause.wav trim 0 3

sox greeting.wav "$out/spoken greeting.flac"
sox word.wav "$out/short_word.flac"
sox tune_stereo.wav -b 16 "$out/music_stereo_48khz.flac" norm -14 trim 0 3.2 fade 0 3.2 0.3
sox weather.wav -r 8000 -b 16 "$out/telephone_8khz.wav" sinc 300-3400 norm -9
sox pause.wav "$out/silence.flac"
sox -n -r 16000 -b 16 hours.wav trim 0 180
sox hours.wav word.wav hours.wav clock.wav hours.wav "$out/quiet_night_nine_minutes.flac"
sox greeting.wav pause.wav rain.wav answer.wav pause.wav clock.wav tune_mono.wav pause.wav sea.wav pause.wav \
  weather.wav "$out/mixed_scene.flac"

# Broken on purpose: half of the bytes of a recording, and a text that calls itself a recording.
sox weather.wav whole.flac
head -c $(($(stat -c %s whole.flac) / 2)) whole.flac > "$out/cut_short.flac"
echo "This is a shopping list, not a recording: tea, bread, soap." > "$out/not_a_recording.wav"

ls -l "$out"
