// A folder of recordings, and a stub for the network.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>

#include <string>
#include <vector>

#include "nightjar/recognizer.h"
#include "tests/engine/support/stub_model.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"

namespace nightjar {

class RecognizerTest : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::vector<float>& samples, int rate_hz = 16000) const {
    test::write_sound(folder_ / name, samples, rate_hz, 1, SF_FORMAT_WAV | SF_FORMAT_FLOAT);
    return folder_ / name;
  }

  // Low, then silence, then high: 4 s each.
  static std::vector<float> scene(int rate_hz = 16000) {
    auto samples = tone(300, 4, rate_hz);
    samples.resize(samples.size() * 2);
    const auto high = tone(6000, 4, rate_hz);
    samples.insert(samples.end(), high.begin(), high.end());
    return samples;
  }

  StubBackend backend_;
  const test::TempFolder folder_;
};

}  // namespace nightjar
