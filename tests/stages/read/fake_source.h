// A source whose every frame and failure the test decides.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "stages/base/timeline.h"
#include "stages/validate/audio_source.h"

namespace nightjar::test {

inline constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

class FakeSource final : public AudioSource {
 public:
  FakeSource(std::vector<float> interleaved, std::int64_t sample_rate_hz, std::int64_t channels = 1)
      : samples_(std::move(interleaved)) {
    info_ = {"fake",         "wav",    "pcm_f32",
             sample_rate_hz, channels, static_cast<std::int64_t>(samples_.size()) / channels};
  }

  // The header says so many frames; as many can be there.
  FakeSource& declare(std::optional<std::int64_t> frames) {
    info_.declared_frames = frames;
    return *this;
  }
  // Every read that touches [begin, end) fails.
  FakeSource& damage(Span frames) {
    damage_.push_back(frames);
    return *this;
  }

  const RecordingInfo& info() const override { return info_; }
  std::int64_t available_frames() const override {
    return std::max(held(), info_.declared_frames.value_or(0));
  }

  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override {
    const auto asked = static_cast<std::int64_t>(out.size()) / info_.channels;
    for (const Span& span : damage_) {
      if (!intersect(span, {begin, begin + asked}).empty()) {
        return Unexpected(Error{ErrorCode::decode_error, "damage; expected none"});
      }
    }
    const std::int64_t frames = std::clamp<std::int64_t>(held() - begin, 0, asked);
    if (frames == 0) return 0;
    frames_read_ += frames;
    std::copy_n(samples_.begin() + begin * info_.channels, frames * info_.channels, out.begin());
    return frames;
  }

  std::int64_t frames_read() const { return frames_read_; }

 private:
  std::int64_t held() const { return static_cast<std::int64_t>(samples_.size()) / info_.channels; }

  std::vector<float> samples_;
  RecordingInfo info_;
  std::vector<Span> damage_;
  std::int64_t frames_read_ = 0;
};

}  // namespace nightjar::test
