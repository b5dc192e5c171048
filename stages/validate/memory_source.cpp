#include <algorithm>
#include <utility>

#include "stages/validate/audio_source.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

class MemorySource final : public AudioSource {
 public:
  MemorySource(std::shared_ptr<const std::vector<float>> interleaved, std::int64_t sample_rate_hz,
               std::int64_t channels)
      : samples_(std::move(interleaved)) {
    const auto frames = static_cast<std::int64_t>(samples_->size()) / channels;
    info_ = {"", "pcm", "pcm_f32", sample_rate_hz, channels, frames};
  }

  const RecordingInfo& info() const override { return info_; }
  std::int64_t available_frames() const override { return *info_.declared_frames; }

  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override {
    const auto asked = static_cast<std::int64_t>(out.size()) / info_.channels;
    const std::int64_t frames = std::clamp<std::int64_t>(available_frames() - begin, 0, asked);
    if (frames == 0) return 0;
    std::copy_n(samples_->begin() + begin * info_.channels, frames * info_.channels, out.begin());
    return frames;
  }

 private:
  const std::shared_ptr<const std::vector<float>> samples_;
  RecordingInfo info_;
};

}  // namespace

std::unique_ptr<AudioSource> make_memory_source(std::shared_ptr<const std::vector<float>> interleaved,
                                                std::int64_t sample_rate_hz, std::int64_t channels) {
  const auto limits = check_limits("sound in memory", sample_rate_hz, channels, std::nullopt);
  if (!limits) throw SetupError(ErrorCode::bad_option, limits.error().message);
  if (interleaved->size() % static_cast<std::size_t>(channels) != 0) {
    throw SetupError(ErrorCode::bad_option, std::to_string(interleaved->size()) +
                                                " samples in memory; expected whole frames of " +
                                                std::to_string(channels) + " channels");
  }
  return std::make_unique<MemorySource>(std::move(interleaved), sample_rate_hz, channels);
}

std::unique_ptr<AudioSource> make_memory_source(std::vector<float> interleaved, std::int64_t sample_rate_hz,
                                                std::int64_t channels) {
  return make_memory_source(std::make_shared<const std::vector<float>>(std::move(interleaved)),
                            sample_rate_hz, channels);
}

}  // namespace nightjar
