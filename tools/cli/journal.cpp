#include "tools/cli/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <system_error>

#include "stages/write/output_file.h"
#include "stages/write/utf8.h"
#include "tools/cli/stdout.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestJournalLine = std::size_t{1} << 20;
constexpr const char* kBase64 = "base64:";

std::string journal_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string journal_text(const std::string& bytes) {
  return is_utf8(bytes) && !bytes.starts_with(kBase64) ? bytes : kBase64 + base64(bytes);
}

Journal::Journal(const std::string& folder, const std::string& run_line)
    : path_(folder + "/.nightjar-journal"), run_line_(run_line) {
  fd_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (fd_ < 0) throw OutputError(output_failure(printable(path_), errno).value().message);
  if (flock(fd_, LOCK_EX | LOCK_NB) == 0) return;
  close(fd_);
  throw SetupError(ErrorCode::bad_option,
                   "--out " + printable(folder) +
                       ": another run is at work there; wait until it has ended, or choose "
                       "another folder");
}

Journal::~Journal() {
  close(fd_);
}

void Journal::read(const std::function<void(const JournalEntry&)>& visit,
                   const std::function<void()>& forget) {
  std::array<char, 65536> block{};
  std::string line;
  off_t at = 0, whole = 0;  // bytes read; those of lines that have their end
  for (ssize_t n; (n = pread(fd_, block.data(), block.size(), at)) > 0; at += n) {
    for (ssize_t i = 0; i < n; ++i) {
      const char c = block[static_cast<std::size_t>(i)];
      if (c != '\n') {
        if (line.size() <= kLongestJournalLine) line += c;
        continue;
      }
      read_line(line, visit, forget);
      line.clear();
      whole = at + i + 1;
    }
  }
  if (whole < at && ftruncate(fd_, whole) != 0) {
    throw OutputError(output_failure(printable(path_), errno).value().message);
  }
}

void Journal::read_line(const std::string& line, const std::function<void(const JournalEntry&)>& visit,
                        const std::function<void()>& forget) {
  try {
    const Json json = Json::parse(line);
    if (json.contains("run")) {
      of_this_kind_ = json.at("run") == run_line_;
      if (!of_this_kind_) forget();
      processes_.push_back(json.at("process").get<std::int64_t>());
    } else if (of_this_kind_) {
      visit({.path = json.at("path"),
             .name = json.at("name"),
             .size = json.at("size"),
             .changed_ns = json.at("changed_ns"),
             .files = json.at("files"),
             .sample_rate_hz = json.at("sample_rate_hz"),
             .end_line = json.at("end")});
    }
  } catch (const Json::exception&) {  // damaged: whatever it was
    forget();
  }
}

Expected<void> Journal::begin() {
  return append(journal_line({{"run", run_line_}, {"process", getpid()}}));
}

Expected<void> Journal::add(const JournalEntry& entry) {
  return append(journal_line({{"path", entry.path},
                              {"name", entry.name},
                              {"size", entry.size},
                              {"changed_ns", entry.changed_ns},
                              {"files", entry.files},
                              {"sample_rate_hz", entry.sample_rate_hz},
                              {"end", entry.end_line}}));
}

Expected<void> Journal::flush() {
  if (fdatasync(fd_) != 0) return output_failure(path_, errno);
  return {};
}

Expected<void> Journal::append(const std::string& line) {
  const std::lock_guard lock(mutex_);
  const off_t end = lseek(fd_, 0, SEEK_END);
  const ssize_t n = write(fd_, line.data(), line.size());
  if (n == static_cast<ssize_t>(line.size())) return {};
  const int cause = n < 0 ? errno : ENOSPC;
  if (n > 0 && ftruncate(fd_, end) != 0) return output_failure(path_, errno);
  return output_failure(path_, cause);
}

}  // namespace nightjar::cli
