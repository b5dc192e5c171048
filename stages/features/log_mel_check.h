// Is this a log-mel spectrum that can be computed?
#pragma once

#include <cstdint>

#include "nightjar/feature_spec.h"

namespace nightjar {

// Throws SetupError(bad_manifest) for the first value out of range, with its key, what was got and what is
// expected.
void check_log_mel(const LogMelSpec& spec, std::int64_t sample_rate_hz, std::int64_t segment_samples);

// Frames of a segment, as librosa counts them: 1 + segment / hop where frames are centred (the padding adds
// n_fft in all), else 1 + (segment - n_fft) / hop. Needs a spec that passed the check.
std::int64_t log_mel_frames(const LogMelSpec& spec, std::int64_t segment_samples) noexcept;

}  // namespace nightjar
