#include "stages/write/scores_stream.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

namespace nightjar {
namespace {

struct Head {
  std::uint64_t payload_bytes = 0;
  std::uint64_t rows = 0;  // 0: the payload is a path; else the spans of the rows, then their scores
  std::int64_t channel = 0;
};

template <class T>
void append_bytes(std::string& out, std::span<const T> values) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

Head head_of(std::string_view message) {
  Head head;
  std::memcpy(&head, message.data(), sizeof head);
  return head;
}

}  // namespace

void append_begin(std::string& out, std::string_view path) {
  const Head head{path.size(), 0, 0};
  append_bytes(out, std::span<const Head>(&head, 1));
  out += path;
}

void append_rows(std::string& out, std::int64_t channel, std::span<const Span> heard,
                 std::span<const float> scores, std::span<const std::uint8_t> valid) {
  if (heard.empty()) return;
  const Head head{heard.size_bytes() + scores.size_bytes(), heard.size(), channel};
  append_bytes(out, std::span<const Head>(&head, 1));
  append_bytes(out, heard);
  const std::size_t width = scores.size() / heard.size();
  const std::vector<float> missing(width, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    append_bytes(out, valid[i] ? scores.subspan(i * width, width) : std::span<const float>(missing));
  }
}

Expected<void> ScoresStream::write(std::span<const char> bytes) {
  while (!bytes.empty()) {
    const std::size_t want =
        sizeof(Head) + (message_.size() < sizeof(Head) ? 0 : head_of(message_).payload_bytes);
    const std::size_t n = std::min(want - message_.size(), bytes.size());
    message_.append(bytes.data(), n);
    bytes = bytes.subspan(n);
    if (message_.size() < sizeof(Head) || message_.size() < sizeof(Head) + head_of(message_).payload_bytes)
      continue;
    auto told = deliver(std::span<const char>(message_).subspan(sizeof(Head)));
    message_.clear();
    if (!told) return told;
  }
  return {};
}

Expected<void> ScoresStream::deliver(std::span<const char> payload) {
  const auto [bytes, rows, channel] = head_of(message_);
  if (rows == 0) return writer_.begin({payload.data(), payload.size()});
  std::vector<Span> heard(rows);
  std::vector<float> scores(rows * width_);
  std::memcpy(heard.data(), payload.data(), rows * sizeof(Span));
  std::memcpy(scores.data(), payload.data() + rows * sizeof(Span), scores.size() * sizeof(float));
  return writer_.rows(channel, heard, scores);
}

}  // namespace nightjar
