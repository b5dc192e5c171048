// A folder of recordings, and a stub for the network.
#pragma once

#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "nightjar/recognizer.h"
#include "tests/engine/support/stub_model.h"

namespace nightjar {

namespace fs = std::filesystem;

class RecognizerTest : public testing::Test {
 protected:
  RecognizerTest() : folder_(fs::temp_directory_path() / ("nightjar-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~RecognizerTest() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::vector<float>& samples, int rate_hz = 16000) const {
    SF_INFO info{};
    info.samplerate = rate_hz;
    info.channels = 1;
    info.format = SF_FORMAT_WAV | SF_FORMAT_FLOAT;
    const std::string path = (folder_ / name).string();
    SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
    EXPECT_EQ(sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size())),
              static_cast<sf_count_t>(samples.size()));
    sf_close(file);
    return path;
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
  const fs::path folder_;
};

}  // namespace nightjar
