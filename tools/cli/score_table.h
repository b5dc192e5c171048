// The file of --scores, or of --embeddings.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/output/ordered_output.h"
#include "stages/write/scores.h"
#include "stages/write/scores_stream.h"

namespace nightjar::cli {

// Rows of many recordings come at any time and are written in input order.
class ScoreTable {
 public:
  // Throws SetupError(bad_option), OutputError.
  ScoreTable(const std::string& file, const ScoreColumns& columns, OrderedOutputOptions options);

  OrderedOutput& output() { return output_; }
  std::size_t width() const { return width_; }

  // Writes what waits, and gives the file its name. Nothing is left of one that failed.
  Expected<void> finish(std::stop_token stop);

 private:
  class Sink : public ByteSink {
   public:
    Sink(ScoresWriter& writer, std::size_t width) : stream_(writer, width) {}
    Expected<std::size_t> write_some(std::span<const char> bytes,
                                     std::chrono::milliseconds patience) override;

   private:
    ScoresStream stream_;
  };

  const std::size_t width_;
  std::unique_ptr<ScoresWriter> writer_;
  Sink sink_;
  OrderedOutput output_;
};

}  // namespace nightjar::cli
