// Reads one recording for `match`: mono sound at the rate of its fingerprints, and what is missing.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "nightjar/record.h"
#include "stages/read/segment_reader.h"

namespace nightjar::cli {

struct Listener {
  std::function<void(const RecordingInfo&)> begin;
  std::function<void(const SoundBatch&)>
      hear;  // consecutive samples, without overlap; its gaps know if their times are certain
  std::function<void(const Error&)> refuse;  // instead of the others
};

// Returns how it ended, with no `events`. After a stop, what was not yet read is a gap. Throws
// std::bad_alloc.
Summary hear_recording(const std::string& path, const Listener& listener, const std::stop_token& stop = {});

}  // namespace nightjar::cli
