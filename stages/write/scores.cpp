#include "stages/write/scores.h"

namespace nightjar {

Expected<std::unique_ptr<ScoresWriter>> open_scores(const std::string& file, const ScoreColumns& columns) {
  if (columns.dimensions == 0 && file.ends_with(".csv")) return open_scores_csv(file, columns);
  if (file.ends_with(".npz")) return open_scores_npz(file, columns);
  throw SetupError(ErrorCode::bad_option,
                   columns.dimensions == 0
                       ? "--scores " + file + ": expected a file name that ends in .csv or .npz"
                       : "--embeddings " + file + ": expected a file name that ends in .npz");
}

}  // namespace nightjar
