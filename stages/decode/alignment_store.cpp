#include "stages/decode/alignment_store.h"

#include <algorithm>

namespace nightjar {
namespace {

constexpr std::size_t kSpareParts = 8;  // one part in so many is free after collecting, or the arena grows

}  // namespace

// At most 8/7 of what is alive, doubled, and the old half while it is copied; and what is made at least.
std::int64_t AlignmentStore::memory_bytes(std::int64_t alive, std::int64_t reserved) {
  return (4 * alive + 16 * reserved) * static_cast<std::int64_t>(sizeof(Entry) + sizeof(Record) + 1);
}

void AlignmentStore::clear() {
  free_.clear();
  for (std::size_t i = entries_.size(); i-- > 0;) free_.push_back(static_cast<Record>(i));
}

void AlignmentStore::collect(std::span<const Record> ends) {
  marked_.assign(entries_.size(), false);
  for (Record record : ends) {
    for (; record != kNone && !marked_[at(record)]; record = entries_[at(record)].previous) {
      marked_[at(record)] = true;
    }
  }
  free_.clear();
  for (std::size_t i = entries_.size(); i-- > 0;) {
    if (!marked_[i]) free_.push_back(static_cast<Record>(i));
  }
}

void AlignmentStore::reserve(std::size_t count, std::span<const Record> ends) {
  if (free_.size() >= count) return;
  collect(ends);
  // With less free it would soon be full again, and collecting costs.
  if (free_.size() >= count && kSpareParts * free_.size() >= entries_.size()) return;
  const std::size_t size = std::max(2 * entries_.size(), entries_.size() + 8 * count);
  free_.reserve(size);
  marked_.reserve(size);
  for (std::size_t i = size; i-- > entries_.size();) free_.push_back(static_cast<Record>(i));
  entries_.resize(size);
}

AlignmentStore::Record AlignmentStore::add(Record previous, const AlignedToken& token) {
  const Record record = free_.back();
  free_.pop_back();
  entries_[at(record)] = {token, previous, length(previous) + 1};
  return record;
}

void AlignmentStore::read(Record end, std::vector<AlignedToken>& tokens) const {
  tokens.resize(static_cast<std::size_t>(length(end)));
  for (std::size_t i = tokens.size(); i-- > 0; end = entries_[at(end)].previous) {
    tokens[i] = entries_[at(end)].token;
  }
}

AlignmentStore::Record AlignmentStore::common(std::span<const Record> ends) const {
  Record shared = ends.empty() ? kNone : ends.front();
  for (Record end : ends) {
    while (shared != end) {
      // The longer one goes back; both, where they are equally long.
      const std::int32_t shared_length = length(shared);
      if (length(end) >= shared_length) end = entries_[at(end)].previous;
      if (length(end) < shared_length) shared = entries_[at(shared)].previous;
    }
  }
  return shared;
}

void AlignmentStore::drop_front(std::size_t tokens, std::span<Record> ends) {
  const auto dropped = static_cast<std::int32_t>(tokens);
  marked_.assign(entries_.size(), false);
  for (Record& end : ends) {
    if (length(end) <= dropped && !(end != kNone && marked_[at(end)])) {
      end = kNone;
      continue;
    }
    for (Record record = end; record != kNone && !marked_[at(record)];) {
      Entry& entry = entries_[at(record)];
      marked_[at(record)] = true;
      entry.length -= dropped;
      const Record previous = entry.previous;
      if (length(previous) <= dropped && !(previous != kNone && marked_[at(previous)])) {
        entry.previous = kNone;
        break;
      }
      record = previous;
    }
  }
}

}  // namespace nightjar
