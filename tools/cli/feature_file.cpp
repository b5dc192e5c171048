#include "tools/cli/feature_file.h"

#include <optional>
#include <string_view>
#include <utility>

#include "stages/features/npy.h"
#include "stages/validate/audio_source.h"

namespace nightjar::cli {

FeatureMaker::FeatureMaker(const Manifest& manifest) : input_(manifest), spec_(read_spec(manifest)) {}

std::string last_segment_file(const std::string& output) {
  return output.substr(0, output.size() - std::string_view(".npy").size()) + ".last.npy";
}

Expected<FeatureFile> FeatureMaker::write(const std::string& path, const std::string& output) const {
  auto source = open_recording(path);
  if (!source) return tl::unexpected(source.error());
  auto file = NpyWriter::create(output, input_.shape());
  if (!file) return tl::unexpected(file.error());

  FeatureFile written;
  SegmentReader reader(std::move(*source), spec_);
  while (const std::optional<SoundBatch> batch = reader.next()) {
    const ModelInput input = input_.make(batch->samples, batch->segments);
    written.gaps += std::ssize(batch->gaps);
    written.last = input.shape != input_.shape();
    if (written.last) {
      auto last = NpyWriter::create(last_segment_file(output), input.shape);
      if (!last) return tl::unexpected(last.error());
      if (auto done = last->append(input.values); !done) return tl::unexpected(done.error());
      if (auto done = last->close(); !done) return tl::unexpected(done.error());
    } else {
      if (auto done = file->append(input.values); !done) return tl::unexpected(done.error());
      written.segments += batch->segments;
    }
  }
  if (auto done = file->close(); !done) return tl::unexpected(done.error());
  return written;
}

}  // namespace nightjar::cli
