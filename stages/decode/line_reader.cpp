#include "stages/decode/line_reader.h"

#include <algorithm>
#include <cstring>

#include "nightjar/error.h"

namespace nightjar {

LineReader::LineReader(const std::filesystem::path& file)
    : file_(file), in_(file, std::ios::binary), buffer_(2 * kMaxLineBytes) {
  if (!in_) refuse("cannot be opened; check that it is a file that you may read");
}

void LineReader::refuse(const std::string& message) const {
  throw SetupError(ErrorCode::bad_model, file_.string() + ":" + std::to_string(line_) + ": " + message);
}

void LineReader::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  in_.read(buffer_.data() + end_, static_cast<std::streamsize>(buffer_.size() - end_));
  if (in_.bad() || (in_.fail() && !in_.eof())) refuse("cannot be read after this line");
  end_ += static_cast<std::size_t>(in_.gcount());
}

bool LineReader::next(std::string_view& line) {
  const auto find_end = [&] {
    return static_cast<const char*>(std::memchr(buffer_.data() + begin_, '\n', end_ - begin_));
  };
  const char* end = find_end();
  if (end == nullptr && in_) {
    fill();
    end = find_end();
  }
  if (end == nullptr && begin_ == end_) return false;
  ++line_;
  const char* begin = buffer_.data() + begin_;
  const std::size_t bytes = end == nullptr ? end_ - begin_ : static_cast<std::size_t>(end - begin);
  if (bytes > kMaxLineBytes) {
    refuse("is longer than " + std::to_string(kMaxLineBytes) + " bytes: this is no text file of n-grams");
  }
  begin_ = std::min(end_, begin_ + bytes + 1);
  line = {begin, bytes};
  if (line.ends_with('\r')) line.remove_suffix(1);
  return true;
}

}  // namespace nightjar
