#include "engine/verify/segmentation.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "nightjar/features.h"
#include "stages/validate/audio_source.h"

namespace nightjar {
namespace {

constexpr std::int64_t kBlockFrames = 1 << 16;

// The first frames of a recording, as one of its own; sound that is missing is zeros.
Expected<std::unique_ptr<AudioSource>> beginning_of(const std::string& path, double seconds) {
  auto source = open_recording(path);
  if (!source) return source;
  const RecordingInfo info = (*source)->info();
  // Block by block: what a header promises never decides how much memory is taken.
  const auto frames = static_cast<std::int64_t>(std::min(seconds * static_cast<double>(info.sample_rate_hz),
                                                         static_cast<double>((*source)->available_frames())));
  std::vector<float> sound;
  std::vector<float> block(static_cast<std::size_t>(kBlockFrames * info.channels));
  for (std::int64_t begin = 0; begin < frames; begin += kBlockFrames) {
    const std::int64_t asked = std::min(kBlockFrames, frames - begin);
    const auto got =
        (*source)->read(begin, std::span(block).first(static_cast<std::size_t>(asked * info.channels)));
    if (!got) return Unexpected(got.error());
    sound.insert(sound.end(), block.begin(), block.begin() + *got * info.channels);
    if (*got < asked) break;
  }
  return make_memory_source(std::move(sound), info.sample_rate_hz, info.channels);
}

// One recording for several readers, one after another. Borrows it.
class LentSource final : public AudioSource {
 public:
  explicit LentSource(AudioSource& source) : source_(source) {}

  const RecordingInfo& info() const override { return source_.info(); }
  std::int64_t available_frames() const override { return source_.available_frames(); }
  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override {
    return source_.read(begin, out);
  }
  const Damage& damage() const override { return source_.damage(); }

 private:
  AudioSource& source_;
};

SegmentationChange difference(const std::vector<float>& cut, const std::vector<float>& uncut,
                              std::int64_t labels) {
  SegmentationChange change{.rows = std::ssize(uncut) / labels};
  double sum = 0;
  for (std::int64_t row = 0; row < change.rows; ++row) {
    const auto a = cut.begin() + row * labels, b = uncut.begin() + row * labels;
    double largest = 0;
    for (std::int64_t i = 0; i < labels; ++i) {
      const double apart = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
      largest = std::max(largest, apart);
      sum += apart;
    }
    if (largest > change.largest) {
      change.largest = largest;
      change.row_of_largest = row;
    }
    change.rows_beyond += largest > kSegmentationTolerance ? 1 : 0;
    change.rows_decided += std::max_element(a, a + labels) - a != std::max_element(b, b + labels) - b ? 1 : 0;
  }
  change.mean = uncut.empty() ? 0 : sum / static_cast<double>(uncut.size());
  return change;
}

}  // namespace

Manifest with_segments_of(const Manifest& manifest, std::int64_t samples) {
  const std::int64_t overlap = manifest.segment_samples - manifest.hop_samples;
  const std::int64_t grid = grid_samples(manifest);
  Manifest other = manifest;
  other.segment_samples = samples;
  other.hop_samples = (samples - overlap) / grid * grid;
  if (other.hop_samples <= 0) {
    throw SetupError(ErrorCode::bad_option,
                     "segments of " + std::to_string(samples) + " samples; expected at least " +
                         std::to_string(overlap + grid) + ": " + std::to_string(overlap) + " overlap");
  }
  other.batch_segments = 1;
  const auto features = make_features(manifest.features, manifest.sample_rate_hz, samples)->shape();
  std::ranges::copy(features, other.input_shape.end() - std::ssize(features));
  return other;
}

SegmentationCheck::SegmentationCheck(Manifest manifest, const Backend& backend)
    : manifest_(std::move(manifest)), backend_(backend) {
  if (manifest_.keeps_state()) {
    throw SetupError(ErrorCode::bad_option,
                     "model " + manifest_.name +
                         " keeps state, so its segments are steps of one length; expected "
                         "a model without, whose segments may be cut in other ways");
  }
  if (manifest_.stride_samples == 0) {
    throw SetupError(ErrorCode::bad_option, "model " + manifest_.name +
                                                " gives one row of scores for a whole segment; expected one "
                                                "with emissions (stride_samples), which are joined");
  }
}

const LoadedModel& SegmentationCheck::model_with(std::int64_t segment_samples,
                                                 std::unique_ptr<LoadedModel>& place) {
  if (!place || place->manifest.segment_samples != segment_samples)
    place = std::make_unique<LoadedModel>(with_segments_of(manifest_, segment_samples), backend_);
  return *place;
}

Expected<SegmentationChange> SegmentationCheck::compare(const std::string& path, std::int64_t segment_samples,
                                                        double seconds) {
  const LoadedModel& cut_model = model_with(segment_samples, cut_);
  const auto sound = beginning_of(path, seconds);
  if (!sound) return Unexpected(sound.error());
  const auto emissions = [&](const LoadedModel& model) {
    return emissions_of(model, std::make_unique<LentSource>(**sound));
  };
  const Expected<Emissions> cut = emissions(cut_model);
  if (!cut) return Unexpected(cut.error());

  // What the last segment hears beyond the end, the model that hears all at once hears too.
  const SegmentGrid grid = cut_model.rows.segments();
  const std::int64_t segments = grid.count(cut->samples);
  const std::int64_t heard =
      manifest_.padding == SegmentPadding::none ? cut->samples : grid.window(segments - 1).end;
  const Expected<Emissions> uncut = segments > 1 ? emissions(model_with(heard, uncut_)) : cut;
  if (!uncut) return Unexpected(uncut.error());
  if (cut->values.size() != uncut->values.size()) {
    return Unexpected(Error{ErrorCode::inference_failed,
                            "model " + manifest_.name + ": got " + std::to_string(cut->values.size()) +
                                " values from its segments and " + std::to_string(uncut->values.size()) +
                                " from all at once; expected as many: correct \"stride_samples\""});
  }
  SegmentationChange change = difference(cut->values, uncut->values, cut_model.row_values());
  change.segment_samples = segment_samples;
  return change;
}

}  // namespace nightjar
