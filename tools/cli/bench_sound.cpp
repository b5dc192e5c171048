#include "tools/cli/bench_sound.h"

#include <fcntl.h>
#include <sndfile.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <numbers>
#include <vector>

#include "nightjar/error.h"

namespace nightjar::cli {
namespace {

constexpr int kRateHz = 44100;
constexpr std::int64_t kSceneFrames = std::int64_t{10} * kRateHz;

// SplitMix64 (Steele, Lea, Flood 2014): the standard library's distributions differ between implementations.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double unit() {  // 0 to 1
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

void make_scene(Random& random, std::vector<float>& scene) {
  const int kind = static_cast<int>(random.unit() * 5);
  const double level = 0.02 + 0.3 * random.unit();
  const double from_hz = 100 + 3000 * random.unit(), to_hz = 100 + 7000 * random.unit();
  double phase = 0, low = 0;
  for (std::size_t i = 0; i < scene.size(); ++i) {
    const double t = static_cast<double>(i) / static_cast<double>(scene.size());
    const double noise = 2 * random.unit() - 1;
    low += 0.05 * (noise - low);
    phase += (kind == 2 ? from_hz + (to_hz - from_hz) * t : from_hz) / kRateHz;
    phase -= std::floor(phase);
    const double tone = std::sin(2 * std::numbers::pi * phase);
    double value = 0;                                                    // 0: silence
    if (kind == 1) value = noise;                                        // rain
    if (kind == 2) value = tone;                                         // a sweep
    if (kind == 3) value = tone * (std::fmod(t * 25, 1.0) < 0.3) + low;  // calls over wind
    if (kind == 4) value = i % 22050 < 60 ? noise : 0.01 * low;          // a clock
    scene[i] = static_cast<float>(level * value);
  }
}

[[noreturn]] void refuse(const std::string& folder, const std::string& why) {
  throw SetupError(ErrorCode::bad_option, "a recording could not be made in " + folder + ": " + why +
                                              "; set TMPDIR to a folder with room (about 250 MB an hour)");
}

}  // namespace

std::string sound_folder() {
  const char* chosen = std::getenv("TMPDIR");
  return chosen != nullptr && *chosen != '\0' ? chosen : "/tmp";
}

SyntheticRecording::SyntheticRecording(double seconds, std::uint64_t seed) {
  const std::string folder = sound_folder();
  std::string file = folder + "/nightjar-bench-XXXXXX";
  fd_ = mkstemp(file.data());
  if (fd_ < 0) refuse(folder, "it cannot be written");
  unlink(file.c_str());

  SF_INFO info{};
  info.samplerate = kRateHz;
  info.channels = 1;
  info.format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
  SNDFILE* out = sf_open_fd(fd_, SFM_WRITE, &info, SF_FALSE);
  if (out == nullptr) refuse(folder, sf_strerror(nullptr));
  Random random(seed);
  std::vector<float> scene(kSceneFrames);
  bool full = false;
  for (auto left = static_cast<std::int64_t>(seconds * kRateHz); left > 0 && !full; left -= kSceneFrames) {
    make_scene(random, scene);
    const std::int64_t count = std::min(left, kSceneFrames);
    full = sf_writef_float(out, scene.data(), count) != count;
  }
  full = sf_close(out) != 0 || full;
  if (full) refuse(folder, "the disk is full");
}

SyntheticRecording::~SyntheticRecording() {
  close(fd_);
}

}  // namespace nightjar::cli
