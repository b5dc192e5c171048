// The best alignments of the prefixes in a beam, as chains of tokens that share their beginnings.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/decode/ctc_search.h"

namespace nightjar {

// Records come from an arena. What no chain holds is collected when the arena is full, which grows when that
// yields too little: in the steady state nothing is allocated. One thread at a time.
class AlignmentStore {
 public:
  using Record = std::int32_t;
  static constexpr Record kNone = -1;  // the empty chain

  void clear();
  // Makes room for `count` calls of add(). Records that are in none of the chains that end in `ends` are gone
  // after it.
  void reserve(std::size_t count, std::span<const Record> ends);
  Record add(Record previous, const AlignedToken& token);

  // The chain's tokens in order.
  void read(Record end, std::vector<AlignedToken>& tokens) const;
  // The longest chain that all of those share.
  Record common(std::span<const Record> ends) const;
  // Takes the first `tokens` off all these chains. One that has no more becomes kNone.
  void drop_front(std::size_t tokens, std::span<Record> ends);

  // An upper bound for so many records in chains, and reserve() for so many.
  static std::int64_t memory_bytes(std::int64_t alive, std::int64_t reserved);

 private:
  struct Entry {
    AlignedToken token;
    Record previous = kNone;
    std::int32_t length = 0;  // of the chain, this one included; 0 is free
  };
  static std::size_t at(Record record) { return static_cast<std::size_t>(record); }
  std::int32_t length(Record record) const { return record == kNone ? 0 : entries_[at(record)].length; }
  void collect(std::span<const Record> ends);

  std::vector<Entry> entries_;
  std::vector<Record> free_;
  std::vector<bool> marked_;
};

}  // namespace nightjar
