// `--scores` and `--embeddings`: what a model gives for every segment, as a table. Its columns: path, channel
// where each has rows of its own, start_sample, end_sample, then one a label, or the values of a vector.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nightjar/error.h"
#include "stages/base/timeline.h"

namespace nightjar {

// Rows in the order of the calls; one thread at a time. After an error nothing more is written. The file
// appears under its name when close() succeeds; without it nothing is left. Errors: output_failed, with the
// file and the cause.
class ScoresWriter {
 public:
  virtual ~ScoresWriter() = default;

  // The rows that follow are of the recording at `path` (bytes).
  virtual Expected<void> begin(std::string_view path) = 0;

  // Consecutive segments of a channel: what each heard, in the file's frames (heard_frames), and float32
  // [segments, width]. A segment without scores has NaN. `channel` counts where there is a column for it.
  virtual Expected<void> rows(std::int64_t channel, std::span<const Span> heard,
                              std::span<const float> scores) = 0;

  virtual Expected<void> close() = 0;
};

struct ScoreColumns {
  std::vector<std::string> labels{};
  bool channel = false;         // there is a column for it
  std::int64_t dimensions = 0;  // not 0: vectors of so many values, and no labels

  std::size_t width() const { return dimensions > 0 ? static_cast<std::size_t>(dimensions) : labels.size(); }
};

// By the ending of `file`: .csv or .npz, of vectors .npz alone; another is a SetupError(bad_option). A path
// that is not UTF-8 is written to a CSV as it is, and to an NPZ with Python's surrogateescape, so that
// os.fsencode() gives its bytes in both cases.
Expected<std::unique_ptr<ScoresWriter>> open_scores(const std::string& file, const ScoreColumns& columns);

// CSV as in RFC 4180: a header line, CRLF, quotes where needed; NaN is an empty field. Floats are the
// shortest text that reads back as the same float32.
Expected<std::unique_ptr<ScoresWriter>> open_scores_csv(const std::string& file, const ScoreColumns& columns);

// NumPy's .npz: scores float32 [rows, labels], path_index, channel, start_sample and end_sample int64 [rows],
// labels and paths as Unicode. Of vectors `embeddings` float32 [rows, dimensions] in place of scores and
// labels. The columns wait in temporary files beside `file`: memory is flat, and the disk holds them twice at
// the end.
Expected<std::unique_ptr<ScoresWriter>> open_scores_npz(const std::string& file, const ScoreColumns& columns);

}  // namespace nightjar
