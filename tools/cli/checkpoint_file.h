// The file of a Checkpoint: one line of text that says what its scores are of, and a record for each batch.
//
// A record is its head (number, next segment, rows, values), uint8 [rows], float32 [values] and a checksum
// over all of this, in the machine's byte order. Records are only ever appended. One that was cut off, or
// damaged, and all that follow it are taken away when the file is opened again.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "nightjar/error.h"
#include "nightjar/score_store.h"

namespace nightjar::cli {

// read() and append() may be called at once from two threads. Errors: output_failed, with the file and the
// cause.
class CheckpointFile {
 public:
  // `subject`: the line, without its end. Takes up the records that are there if `resume` says so and the
  // line is the same, and begins anew if not. Memory does not grow with the file.
  static Expected<CheckpointFile> open(const std::string& path, const std::string& subject, bool resume);
  CheckpointFile(CheckpointFile&& other) noexcept;
  CheckpointFile& operator=(CheckpointFile&&) = delete;
  ~CheckpointFile();  // the file stays

  std::int64_t batches() const { return found_; }  // that were there
  std::int64_t next_segment() const { return next_segment_; }

  Expected<StoredScores> read();  // those, in order
  Expected<void> append(std::span<const std::uint8_t> valid, std::span<const float> scores,
                        std::int64_t next_segment);
  Expected<void> flush();  // to the disk: what is there outlives a loss of power
  void remove() const;

 private:
  struct Head;
  CheckpointFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  bool is_about(const std::string& line) const;
  void find_records(std::int64_t begin, std::int64_t file_bytes);
  bool get(std::int64_t at, std::span<std::uint8_t> bytes) const;
  bool put(std::int64_t at, std::span<const std::uint8_t> bytes) const;

  std::string path_;
  int fd_ = -1;
  std::int64_t found_ = 0;
  std::int64_t next_segment_ = 0;
  std::int64_t read_at_ = 0;   // bytes
  std::int64_t write_at_ = 0;  // bytes
  std::int64_t written_ = 0;   // records in the file
};

}  // namespace nightjar::cli
