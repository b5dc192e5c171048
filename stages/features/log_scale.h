// From powers or magnitudes to a logarithmic scale.
#pragma once

#include <span>

#include "nightjar/feature_spec.h"

namespace nightjar {

// values = log(guard(values)), in place, with the keys of LogMelSpec: log_guard raises to log_floor or adds
// it; log is 10 log10 ("db"), 20 log10 ("db20"), ln, log10, or none (and no guard); then, with top_db, values
// are raised to the maximum of all less top_db. Sources: librosa.power_to_db,
// torchaudio.functional.amplitude_to_DB.
void to_log_scale(const LogMelSpec& spec, std::span<float> values) noexcept;

}  // namespace nightjar
