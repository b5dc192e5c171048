// A recording in a file, decoded by libsndfile.
#pragma once

#include <memory>

#include "stages/validate/audio_source.h"
#include "stages/validate/regular_file.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// `layout` is what its header said. Errors: bad_header (libsndfile does not take it).
Expected<std::unique_ptr<AudioSource>> open_sndfile(SharedFile file, SoundLayout layout);

}  // namespace nightjar
