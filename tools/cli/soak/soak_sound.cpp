#include "tools/cli/soak/soak_sound.h"

#include <cmath>
#include <random>
#include <utility>

#include "nightjar/error.h"
#include "stages/validate/audio_source.h"

namespace nightjar::cli {
namespace {

// The engine runs dry between two rounds, so they are long.
constexpr std::size_t kRound = 1000;
constexpr double kShortestSeconds = 1.0 / 3;

std::unique_ptr<AudioSource> opened(const std::string& path) {
  auto source = open_recording(path);
  if (!source) {
    throw SetupError(source.error().code,
                     source.error().message + "; soak takes only what run does not refuse");
  }
  return std::move(*source);
}

}  // namespace

SoakSound SoakSound::given(const std::vector<std::string>& paths) {
  SoakSound sound;
  for (const std::string& path : paths) {
    opened(path);
    sound.recordings_.push_back({path});
  }
  return sound;
}

SoakSound SoakSound::generated(double longest_s, std::uint64_t seed) {
  SoakSound sound;
  std::mt19937_64 random(seed);  // the standard defines its values
  for (std::size_t i = 0; i < kGenerated; ++i) {
    const double share = static_cast<double>(random() >> 11) * 0x1p-53;
    const double seconds = kShortestSeconds * std::pow(longest_s / kShortestSeconds, share);
    sound.made_.push_back(std::make_unique<SyntheticRecording>(seconds, random()));
    const std::string path = sound.made_.back()->path();
    sound.recordings_.push_back({path, opened(path)->info().declared_frames});
  }
  return sound;
}

SoakSound SoakSound::endless(double length_s, double ahead_s, std::uint64_t seed) {
  const auto frames = [](double seconds) {
    return std::llround(seconds * double{EndlessRecording::kRateHz});
  };
  SoakSound sound;
  sound.endless_ = std::make_unique<EndlessRecording>(
      length_s > 0 ? frames(length_s) : EndlessRecording::kMostFrames, frames(ahead_s), seed);
  sound.recordings_.push_back({sound.endless_->path(), sound.endless_->frames()});
  return sound;
}

std::vector<std::size_t> SoakSound::next_round() {
  std::vector<std::size_t> round;
  if (endless_) {
    if (next_++ == 0) round.push_back(0);
    return round;
  }
  for (std::size_t i = 0; i < kRound; ++i) round.push_back(next_++ % recordings_.size());
  return round;
}

}  // namespace nightjar::cli
