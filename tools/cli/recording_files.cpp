#include "tools/cli/recording_files.h"

#include <variant>

#include "tools/cli/console.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

void FailedFiles::add(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (count_++ > 0) return;
  first_ = printable(error.message);
  console().print("nightjar: " + first_ + "; going on with the others");
}

void FailedFiles::check() const {
  const std::lock_guard lock(mutex_);
  if (count_ > 0) throw OutputError(count_of(count_, "file") + " could not be written; the first: " + first_);
}

RecordingFiles::RecordingFiles(const ResultTree& tree, std::size_t index, const ResultContext& context,
                               FailedFiles& failed)
    : failed_(failed) {
  for (const ResultFormat* format : tree.formats()) {
    auto file = std::make_unique<ResultFile>(tree.file(index, *format));
    auto writer =
        format->make([out = file.get()](std::string_view text) { return out->write(text); }, context);
    files_.push_back({std::move(file), std::move(writer), format->says_status});
  }
}

void RecordingFiles::record(const Record& record) {
  std::erase_if(files_, [&](File& file) {
    const Expected<void> written = file.writer->write(record);
    if (!written) fail(written.error());
    return !written;
  });
  if (const auto* summary = std::get_if<Summary>(&record)) close(*summary);
}

void RecordingFiles::fail(const Error& error) {
  all_written_ = false;
  failed_.add(error);
}

void RecordingFiles::close(const Summary& summary) {
  const bool whole = summary.status == Status::ok || summary.status == Status::partial;
  for (File& file : files_) {
    if (summary.status == Status::not_started || !(whole || file.says_status)) continue;
    if (const auto done = file.file->commit(flushed_); !done) fail(done.error());
  }
  files_.clear();
}

}  // namespace nightjar::cli
