#include "stages/write/span_store.h"

#include <algorithm>
#include <cstring>

namespace nightjar {
namespace {

constexpr std::size_t kMostInMemory = std::size_t{1} << 16;

// How a span is stored: this, and its text.
struct StoredHead {
  std::uint64_t group;
  std::int64_t start_frame, end_frame;
  std::uint64_t text_bytes;
};

// Takes whole spans off the front of `bytes`; returns how many bytes they were.
Expected<std::size_t> visit_whole(std::string_view bytes,
                                  const std::function<Expected<void>(const StoredSpan&)>& visit) {
  std::size_t at = 0;
  for (StoredHead head{}; bytes.size() - at >= sizeof head;) {
    std::memcpy(&head, bytes.data() + at, sizeof head);
    if (bytes.size() - at - sizeof head < head.text_bytes) break;
    const std::string_view text = bytes.substr(at + sizeof head, head.text_bytes);
    if (auto done = visit({head.group, head.start_frame, head.end_frame, text}); !done) {
      return Unexpected(done.error());
    }
    at += sizeof head + head.text_bytes;
  }
  return at;
}

}  // namespace

Expected<void> SpanStore::add(const StoredSpan& span) {
  const StoredHead head{span.group, span.start_frame, span.end_frame, span.text.size()};
  recent_.append(reinterpret_cast<const char*>(&head), sizeof head).append(span.text);
  if (recent_.size() < kMostInMemory) return {};
  if (!file_) {
    auto file = TemporaryFile::create(temporary_folder());
    if (!file) return Unexpected(file.error());
    file_.emplace(std::move(*file));
  }
  auto written = file_->write(recent_, file_bytes_);
  file_bytes_ += std::ssize(recent_);
  recent_.clear();
  return written;
}

Expected<void> SpanStore::for_each(const std::function<Expected<void>(const StoredSpan&)>& visit) const {
  std::string block;  // what was read and not yet visited
  for (std::int64_t at = 0; at < file_bytes_;) {
    const std::size_t rest = block.size();
    block.resize(rest + std::min<std::size_t>(kMostInMemory, static_cast<std::size_t>(file_bytes_ - at)));
    if (auto read = file_->read(std::span(block).subspan(rest), at); !read) return read;
    at += std::ssize(block) - static_cast<std::int64_t>(rest);
    const auto visited = visit_whole(block, visit);
    if (!visited) return Unexpected(visited.error());
    block.erase(0, *visited);
  }
  const auto visited = visit_whole(recent_, visit);
  return visited ? Expected<void>() : Unexpected(visited.error());
}

}  // namespace nightjar
