#include "tools/cli/result_folder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "stages/write/output_file.h"
#include "tools/cli/console.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string text_of(const RunLine& run) {
  std::string line;
  append_line(line, run);
  return line;
}

}  // namespace

ResultFolder::ResultFolder(const ResultFolderOptions& options, const Inputs& inputs, const RunLine& run,
                           ResultContext context)
    : options_(options),
      run_(run),
      run_line_(text_of(run)),
      context_(std::move(context)),
      tree_(options.folder, options.formats, inputs, options.overwrite || options.resume),
      journal_(options.folder, run_line_),
      entries_(entries_of(inputs)),
      plan_(plan_run(journal_, entries_, tree_, options.resume)) {
  context_.run = &run_;
  if (auto begun = journal_.begin(); !begun) throw OutputError(begun.error().message);
}

std::unique_ptr<RecordingFiles> ResultFolder::files_of(std::size_t index, const std::string& path) {
  ResultContext context = context_;
  context.path = path;
  return std::make_unique<RecordingFiles>(tree_, index, context, failed_);
}

std::unique_ptr<Checkpoint> ResultFolder::checkpoint_of(std::size_t index, const RecordingInfo& info) const {
  const double every = std::min(options_.checkpoint_s * static_cast<double>(info.sample_rate_hz), 0x1p62);
  const std::int64_t frames = info.declared_frames.value_or(std::numeric_limits<std::int64_t>::max());
  if (every <= 0 || static_cast<double>(frames) <= every) return nullptr;
  const JournalEntry& entry = entries_[index];
  const nlohmann::ordered_json subject{{"checkpoint", 1},
                                       {"run", run_line_},
                                       {"path", entry.path},
                                       {"size", entry.size},
                                       {"changed_ns", entry.changed_ns}};
  return std::make_unique<Checkpoint>(
      CheckpointOptions{.path = tree_.checkpoint(index),
                        .subject = subject.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                        .resume = options_.resume,
                        .every = std::max<std::int64_t>(1, std::llround(every))},
      [](const Error& error) {
        console().print("nightjar: " + printable(error.message) +
                        "; going on without it: --resume would begin the recording anew");
      });
}

bool ResultFolder::note_done(std::size_t index, const std::string& end_line, std::int64_t sample_rate_hz) {
  JournalEntry entry = entries_[index];
  entry.end_line = end_line;
  entry.sample_rate_hz = sample_rate_hz;
  for (const ResultFormat* format : tree_.formats()) {
    std::error_code error;
    entry.files[std::string(format->name)] =
        static_cast<std::int64_t>(std::filesystem::file_size(tree_.file(index, *format), error));
  }
  const auto added = journal_.add(entry);
  if (!added) failed_.add(added.error());
  return added.has_value();
}

Expected<void> ResultFolder::flush(std::size_t index) {
  return flush_folder_of(tree_.checkpoint(index)).and_then([&] { return journal_.flush(); });
}

}  // namespace nightjar::cli
