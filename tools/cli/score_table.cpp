#include "tools/cli/score_table.h"

#include <utility>

#include "tools/cli/stdout.h"

namespace nightjar::cli {
namespace {

std::unique_ptr<ScoresWriter> open_or_throw(const std::string& file, const ScoreColumns& columns) {
  auto writer = open_scores(file, columns);
  if (!writer) throw OutputError(writer.error().message);
  return std::move(*writer);
}

}  // namespace

ScoreTable::ScoreTable(const std::string& file, const ScoreColumns& columns, OrderedOutputOptions options)
    : width_(columns.width()),
      writer_(open_or_throw(file, columns)),
      sink_(*writer_, width_),
      output_(sink_, std::move(options)) {}

Expected<std::size_t> ScoreTable::Sink::write_some(std::span<const char> bytes, std::chrono::milliseconds) {
  if (auto done = stream_.write(bytes); !done) return tl::unexpected(done.error());
  return bytes.size();
}

Expected<void> ScoreTable::finish(std::stop_token stop) {
  output_.finish(std::move(stop));
  if (auto status = output_.status(); !status) return status;
  return writer_->close();
}

}  // namespace nightjar::cli
