// Many streams of bytes, written to one output one after the other.
//
// Streams are numbered from 0, and leave in that order; what comes for a later one waits, in memory up to a
// budget and past it in an unlinked temporary file. append() never waits for the output, so that no worker is
// ever stuck behind a slow reader; back-pressure is a question, admits(), that is asked before new work is
// begun.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "engine/output/byte_sink.h"
#include "engine/output/spill.h"

namespace nightjar {

struct OrderedOutputOptions {
  std::int64_t memory_bytes = std::int64_t{8} << 20;   // half for what waits in memory, half for bookkeeping
  std::int64_t waiting_bytes = std::int64_t{1} << 30;  // past it new work is not admitted
  std::string spill_folder = temporary_folder();

  // Called without any lock, from append() or the writing thread. The first: once, with the first error; from
  // then on all bytes are dropped. The second: what admits() refused may be admitted now, so ask again.
  std::function<void(const Error&)> on_failure = [](const Error&) {};
  std::function<void()> on_drained = [] {};
};

// All calls may come from many threads; those for one stream one after the other.
class OrderedOutput {
 public:
  // `sink` is borrowed, and called by one thread of this object.
  OrderedOutput(ByteSink& sink, OrderedOutputOptions options);
  ~OrderedOutput();  // without finish(): what waits is lost

  void append(std::size_t stream, std::string_view bytes);

  // Nothing more comes for `stream`. A stream without bytes must be closed too, or those after it wait.
  void close(std::size_t stream);

  // Whether work for `stream` may begin. No, while more than waiting_bytes wait, or so many streams that
  // their bookkeeping has its half of the memory. The stream whose turn it is, which all others wait for, is
  // refused only while its own bytes are more than waiting_bytes. So at most twice waiting_bytes wait, and
  // what comes of work that was begun.
  bool admits(std::size_t stream);

  struct Backlog {
    std::int64_t waiting_bytes = 0;  // appended and not yet written
    std::int64_t memory_bytes = 0;   // of it in memory, with the bookkeeping for all
    std::int64_t file_bytes = 0;     // the size of the temporary file
  };
  Backlog backlog() const;

  Expected<void> status() const;  // the first error

  // Writes what waits, streams that were not closed included, and ends. After `stop` was requested it gives
  // up when the sink takes nothing for `patience`. Returns how many bytes were not written. Call once, after
  // the last append().
  std::int64_t finish(std::stop_token stop = {},
                      std::chrono::milliseconds patience = std::chrono::milliseconds(500));

 private:
  struct Piece {
    std::string text;                // in memory,
    std::optional<Extent> extent{};  // or on the disk
  };
  struct Stream {
    std::list<Piece> pieces;
    std::int64_t waiting_bytes = 0;
    bool closed = false;
  };
  using Lock = std::unique_lock<std::mutex>;

  Stream& stream_at(std::size_t stream);
  void keep(Stream& stream, std::string_view bytes);
  void spill(Lock& lock, std::size_t stream, std::string_view bytes);
  void fail(Lock& lock, const Error& error);

  void drain();
  bool find_work(Lock& lock);
  bool load(Lock& lock, Piece& piece);
  bool deliver(Lock& lock, std::span<const char> bytes);
  bool gives_up(bool progress);
  void notify_if_drained(Lock& lock, bool turn_changed);

  ByteSink& sink_;
  const OrderedOutputOptions options_;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::map<std::size_t, Stream> streams_;  // those that have bytes, or are closed, and are not yet written
  std::size_t turn_ = 0;
  Spill spill_;
  std::int64_t waiting_bytes_ = 0;
  std::int64_t text_bytes_ = 0;
  std::int64_t bookkeeping_bytes_ = 0;
  std::int64_t unwritten_bytes_ = 0;  // waiting or dropped
  bool refused_turn_ = false;
  bool refused_other_ = false;
  Expected<void> status_;

  bool finishing_ = false;
  bool abandoned_ = false;
  std::stop_token stop_;
  std::chrono::milliseconds patience_{0};
  std::optional<std::chrono::steady_clock::time_point> stalled_since_;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace nightjar
