// A recording that libsndfile cannot read, decoded by an `ffmpeg` of the system where there is one.
#pragma once

#include <memory>
#include <stop_token>

#include "stages/validate/audio_source.h"
#include "stages/validate/file_kind.h"
#include "stages/validate/regular_file.h"

namespace nightjar {

// Takes the file over. `unread` is the refusal that the file gets where there is no ffmpeg; it names what the
// file is. Only the demuxer of `magic` is used and only this one open file is read: no name of a file is
// given to ffmpeg, and no protocol of a network is left to it. Its first stream of sound counts; its channels
// and rate stay as they are. Stretches that cannot be decoded are missing, and what follows keeps its time
// where the container has times (ADTS has none); that there was damage is an error at the end too. ffmpeg
// is 4.4 or newer.
//
// Opening runs ffprobe; ffmpeg itself runs from the first read on until the end, the first error or the end
// of this object. Reading what lies before what was read last starts it anew. Errors: as `unread`, not_audio
// (no sound in it; or `stop` was requested), bad_header (ffmpeg cannot read it), and from check_limits().
Expected<std::unique_ptr<AudioSource>> open_with_ffmpeg(RegularFile file, const FileMagic& magic,
                                                        const Error& unread, std::stop_token stop);

}  // namespace nightjar
