// The "features" of a manifest, as several tests have them.
#pragma once

#include <nlohmann/json.hpp>

namespace nightjar::test {

inline nlohmann::json log_mel_json() {
  return nlohmann::json::parse(
      R"({"type": "log_mel", "n_fft": 512, "win_samples": 400, "hop_samples": 160, "mel_bands": 64,
          "f_min_hz": 50, "f_max_hz": 7800.5, "mel_scale": "slaney", "mel_norm": "slaney", "window": "hann",
          "center": true, "pad_mode": "constant", "power": 2, "log": "db", "log_floor": 1e-10, "top_db": 80})");
}

}  // namespace nightjar::test
