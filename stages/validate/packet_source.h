// A recording whose format stores it in packets, as frames that can be read from anywhere.
#pragma once

#include <memory>

#include "stages/validate/audio_source.h"
#include "stages/validate/regular_file.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// Takes the file over; `layout` is what its header said. What is delivered at a frame depends on the file and
// the frame alone. A read before the one that came last starts at the file's beginning again; one far behind
// it passes over what lies between, without decoding it where the codec allows. Errors: bad_header,
// unsupported_format, unreadable.
Expected<std::unique_ptr<AudioSource>> open_packet_source(SharedFile file, SoundLayout layout);

}  // namespace nightjar
