#include "tools/cli/feature_file.h"

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "stages/features/npy.h"
#include "stages/validate/audio_source.h"

namespace nightjar::cli {

FeatureMaker::FeatureMaker(const Manifest& manifest)
    : extractor_(make_feature_extractor(manifest)), spec_(read_spec(manifest)) {}

Expected<FeatureFile> FeatureMaker::write(const std::string& path, const std::string& output) const {
  auto source = open_recording(path);
  if (!source) return tl::unexpected(source.error());
  auto file = NpyWriter::create(output, extractor_->shape());
  if (!file) return tl::unexpected(file.error());

  FeatureFile written;
  SegmentReader reader(std::move(*source), spec_);
  std::size_t size = 1;
  for (const std::int64_t n : extractor_->shape()) size *= static_cast<std::size_t>(n);
  std::vector<float> values(size);
  while (const std::optional<SoundBatch> batch = reader.next()) {
    for (std::int64_t i = 0; i < batch->segments; ++i) {
      const auto begin = static_cast<std::size_t>(i * spec_.grid.hop_samples);
      extractor_->compute(
          std::span(batch->samples).subspan(begin, static_cast<std::size_t>(spec_.grid.segment_samples)),
          values);
      if (auto done = file->append(values); !done) return tl::unexpected(done.error());
    }
    written.segments += batch->segments;
    written.gaps += std::ssize(batch->gaps);
  }
  if (auto done = file->close(); !done) return tl::unexpected(done.error());
  return written;
}

}  // namespace nightjar::cli
