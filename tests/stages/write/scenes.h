// Three recordings' results, as all formats are tested with them: written, they are the files in
// tests/golden/formats, which read_formats.py reads with programs that others wrote.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "stages/write/formats.h"

namespace nightjar::test {

struct Scene {
  std::string name;  // of its golden files, which end like the format
  std::string path;
  std::string task;
  std::vector<std::string> labels;
  RecordingInfo info;
  std::vector<std::variant<TextSpan, Gap>> spans;
  Summary summary;
};

// Labels that overlap, with a comma and quotes and in other alphabets; a gap; times that are estimates.
Scene yard();
// Two channels, each by itself, at a rate whose frames are no whole microseconds.
Scene stereo();
// Utterances: short, with characters that formats reserve, long ones, one without spaces, one without words.
Scene interview();

// What `format` makes of it.
std::string written(const Scene& scene, const ResultFormat& format);

const ResultFormat& format_of(std::string_view name);

}  // namespace nightjar::test
