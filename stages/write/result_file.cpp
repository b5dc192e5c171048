#include "stages/write/result_file.h"

namespace nightjar {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 14;

}  // namespace

Expected<void> ResultFile::write(std::string_view text) {
  text_ += text;
  return text_.size() < kBufferBytes ? Expected<void>() : flush();
}

Expected<void> ResultFile::commit(bool flushed) {
  return flush().and_then([&] { return flushed ? file_->commit() : file_->publish(); });
}

Expected<void> ResultFile::flush() {
  if (!file_) {
    auto file = OutputFile::create(path_);
    if (!file) return Unexpected(file.error());
    file_.emplace(std::move(*file));
  }
  auto written = file_->write(text_);
  text_.clear();
  return written;
}

}  // namespace nightjar
