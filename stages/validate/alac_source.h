// Apple Lossless in a CAF, decoded by libsndfile, piece by piece.
#pragma once

#include <memory>

#include "stages/validate/audio_source.h"
#include "stages/validate/regular_file.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// libsndfile holds the whole table of packets, which grows with the recording. So it is shown a CAF of ours
// with kAlacPiecePackets of them at a time: no packet needs another. Errors: bad_header, unreadable.
Expected<std::unique_ptr<AudioSource>> open_alac(SharedFile file, SoundLayout layout);

}  // namespace nightjar
