#include "stages/write/scores.h"

namespace nightjar {

Expected<std::unique_ptr<ScoresWriter>> open_scores(const std::string& file, const ScoreColumns& columns) {
  if (file.ends_with(".csv")) return open_scores_csv(file, columns);
  if (file.ends_with(".npz")) return open_scores_npz(file, columns);
  throw SetupError(ErrorCode::bad_option,
                   "--scores " + file + ": expected a file name that ends in .csv or .npz");
}

Span heard_frames(const SegmentGrid& grid, const RateRatio& file_to_model, std::int64_t i,
                  std::int64_t frames) {
  const Span window = grid.window(i);
  return intersect({file_to_model.to_src_floor(window.begin), file_to_model.to_src_floor(window.end)},
                   {0, frames});
}

}  // namespace nightjar
