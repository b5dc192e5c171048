#include "tools/cli/found_lines.h"

#include <unistd.h>

#include <string>
#include <utility>

#include "tools/cli/stdout.h"

namespace nightjar::cli {

FoundLines::FoundLines(StdoutForm form, const Inputs& inputs, std::function<void()> on_failure,
                       std::function<void()> on_drained)
    : form_(form),
      stdout_(STDOUT_FILENO, "standard output"),
      lines_(stdout_, {.on_failure = [failed = std::move(on_failure)](const Error&) { failed(); },
                       .on_drained = std::move(on_drained)}) {
  done_.not_audio = inputs.not_audio;
  done_.unreadable_folders = std::ssize(inputs.unreadable_folders);
}

void FoundLines::begin(const MatchRunLine& run) {
  std::string line;
  if (form_ == StdoutForm::json_lines) append_line(line, run);
  lines_.append(0, line);
  lines_.close(0);
}

std::unique_ptr<ResultWriter> FoundLines::writer(std::size_t recording, const std::string& path) {
  const TextSink sink = [this, recording](std::string_view text) -> Expected<void> {
    lines_.append(recording + 1, text);
    return {};
  };
  return make_stdout_writer(form_, sink, path, kMatchNoun);
}

void FoundLines::end(std::size_t recording, const Summary& summary, std::int64_t sample_rate_hz) {
  lines_.close(recording + 1);
  const std::lock_guard lock(mutex_);
  done_.add(summary, sample_rate_hz);
}

DoneLine FoundLines::finish(std::size_t recordings, const std::stop_token& stop) {
  lines_.append(recordings + 1, last_text(form_, done_, kMatchNoun));
  lines_.close(recordings + 1);
  lines_.finish(stop);
  if (const auto status = lines_.status(); !status) throw OutputError(status.error().message);
  return done_;
}

}  // namespace nightjar::cli
