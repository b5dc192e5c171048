#include "tools/cli/reference_file.h"

#include <filesystem>
#include <string>

#include "nightjar/error.h"
#include "tools/cli/npz_reader.h"

namespace nightjar::cli {
namespace {

constexpr std::int64_t kAny = -1;

// Each line ends with a line break.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

bool has_reference(const Manifest& manifest) {
  std::error_code ignored;
  return std::filesystem::exists(manifest.folder / kReferenceFile, ignored);
}

ReferenceRun read_reference(const Manifest& m) {
  const NpzReader file(m.folder / kReferenceFile);
  ReferenceRun reference;
  reference.sound = file.floats("sound", {kAny, m.segment_samples});
  reference.segments = std::ssize(reference.sound) / m.segment_samples;
  const auto of_segments = [&](std::vector<std::int64_t> shape) {
    shape.insert(shape.begin(), reference.segments);
    return shape;
  };
  const std::int64_t values = row_values(m);
  const auto rows = of_segments(m.stride_samples == 0 ? std::vector{values} : std::vector{kAny, values});
  reference.features = file.floats("features", of_segments(m.input_shape));
  reference.outputs = file.floats("outputs", rows);
  if (file.has("scores")) reference.scores = file.floats("scores", rows);
  if (file.has("texts")) {
    reference.texts = lines_of(file.text("texts"));
    if (std::ssize(reference.texts) != reference.segments) {
      throw SetupError(ErrorCode::bad_model, (m.folder / kReferenceFile).string() + ": got " +
                                                 std::to_string(reference.texts.size()) +
                                                 " lines of texts; expected one for each of " +
                                                 std::to_string(reference.segments) + " segments");
    }
  }
  return reference;
}

}  // namespace nightjar::cli
