#include "tools/cli/result_folder.h"

#include <utility>

#include "tools/cli/stdout.h"

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
    : run_(run),
      context_(std::move(context)),
      tree_(options.folder, options.formats, inputs, options.overwrite || options.resume),
      journal_(options.folder, text_of(run)),
      entries_(entries_of(inputs, tree_)),
      plan_(plan_resume(journal_, entries_, tree_)) {
  context_.run = &run_;
  if (!options.resume) {
    plan_.done.clear();
    plan_.todo.clear();
    for (std::size_t i = 0; i < entries_.size(); ++i) plan_.todo.push_back(i);
  }
  if (auto begun = journal_.begin(); !begun) throw OutputError(begun.error().message);
}

std::unique_ptr<RecordingFiles> ResultFolder::files_of(std::size_t index, const std::string& path) {
  ResultContext context = context_;
  context.path = path;
  return std::make_unique<RecordingFiles>(tree_, index, context, failed_);
}

void ResultFolder::note_done(std::size_t index, const std::string& end_line, std::int64_t sample_rate_hz) {
  JournalEntry entry = entries_[index];
  entry.end_line = end_line;
  entry.sample_rate_hz = sample_rate_hz;
  if (auto added = journal_.add(entry); !added) failed_.add(added.error());
}

}  // namespace nightjar::cli
