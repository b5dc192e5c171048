#include "engine/output/ordered_output.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace nightjar {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPoll{100};  // how often a stalled sink is asked whether to go on
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
// What a stream and a piece take beyond their bytes, with the allocator's share.
constexpr std::int64_t kStreamBytes = 128;
constexpr std::int64_t kPieceBytes = 96;

std::int64_t size_of(std::string_view bytes) {
  return static_cast<std::int64_t>(bytes.size());
}

}  // namespace

OrderedOutput::OrderedOutput(ByteSink& sink, OrderedOutputOptions options)
    : sink_(sink),
      options_(std::move(options)),
      spill_(options_.spill_folder),
      thread_([this] { drain(); }) {}

OrderedOutput::~OrderedOutput() {
  if (!thread_.joinable()) return;
  {
    const Lock lock(mutex_);
    abandoned_ = true;
  }
  work_.notify_one();
  thread_.join();
}

void OrderedOutput::append(std::size_t stream, std::string_view bytes) {
  if (bytes.empty()) return;
  Lock lock(mutex_);
  unwritten_bytes_ += size_of(bytes);
  if (!status_) return;
  Stream& to = stream_at(stream);
  waiting_bytes_ += size_of(bytes);
  to.waiting_bytes += size_of(bytes);
  if (text_bytes_ + size_of(bytes) <= options_.memory_bytes / 2) {
    keep(to, bytes);
  } else {
    spill(lock, stream, bytes);
  }
  if (stream == turn_) work_.notify_one();
}

void OrderedOutput::close(std::size_t stream) {
  const Lock lock(mutex_);
  if (!status_) return;
  stream_at(stream).closed = true;
  if (stream == turn_) work_.notify_one();
}

OrderedOutput::Stream& OrderedOutput::stream_at(std::size_t stream) {
  assert(stream >= turn_);
  const auto [at, is_new] = streams_.try_emplace(stream);
  if (is_new) bookkeeping_bytes_ += kStreamBytes;
  return at->second;
}

void OrderedOutput::keep(Stream& stream, std::string_view bytes) {
  const bool fits = !stream.pieces.empty() && !stream.pieces.back().extent &&
                    stream.pieces.back().text.size() + bytes.size() <= kBlockBytes;
  if (!fits) {
    stream.pieces.emplace_back();
    bookkeeping_bytes_ += kPieceBytes;
  }
  std::string& text = stream.pieces.back().text;
  const std::size_t before = fits ? text.capacity() : 0;
  text += bytes;
  text_bytes_ += static_cast<std::int64_t>(text.capacity() - before);
}

void OrderedOutput::spill(Lock& lock, std::size_t stream, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto extent = spill_.take(size_of(bytes));
    if (!extent) return fail(lock, extent.error());
    const auto size = static_cast<std::size_t>(extent->size);
    lock.unlock();
    const auto written = spill_.write(*extent, bytes.substr(0, size));
    lock.lock();
    if (!written) return fail(lock, written.error());
    if (!status_) return;
    auto& pieces = streams_.at(stream).pieces;
    Extent* last = pieces.empty() || !pieces.back().extent ? nullptr : &*pieces.back().extent;
    if (last != nullptr && last->offset + last->size == extent->offset) {
      last->size += extent->size;
    } else {
      pieces.push_back({{}, *extent});
      bookkeeping_bytes_ += kPieceBytes;
    }
    bytes.remove_prefix(size);
  }
}

bool OrderedOutput::admits(std::size_t stream) {
  const Lock lock(mutex_);
  if (!status_) return true;  // all is dropped: nothing waits
  if (stream == turn_) {
    const auto own = streams_.find(stream);
    if (own == streams_.end() || own->second.waiting_bytes <= options_.waiting_bytes) return true;
    refused_turn_ = true;
  } else {
    if (waiting_bytes_ <= options_.waiting_bytes && bookkeeping_bytes_ <= options_.memory_bytes / 2)
      return true;
    refused_other_ = true;
  }
  return false;
}

OrderedOutput::Backlog OrderedOutput::backlog() const {
  const Lock lock(mutex_);
  return {waiting_bytes_, text_bytes_ + bookkeeping_bytes_, spill_.file_bytes()};
}

Expected<void> OrderedOutput::status() const {
  const Lock lock(mutex_);
  return status_;
}

std::int64_t OrderedOutput::finish(std::stop_token stop, std::chrono::milliseconds patience) {
  {
    const Lock lock(mutex_);
    finishing_ = true;
    stop_ = std::move(stop);
    patience_ = patience;
  }
  work_.notify_one();
  thread_.join();
  return unwritten_bytes_;
}

void OrderedOutput::fail(Lock& lock, const Error& error) {
  if (!status_) return;
  status_ = Unexpected(error);
  streams_.clear();
  waiting_bytes_ = text_bytes_ = bookkeeping_bytes_ = 0;
  work_.notify_one();
  lock.unlock();
  options_.on_failure(error);
  lock.lock();
}

// The writing thread. It takes a block, or a whole piece of text, at a time.
void OrderedOutput::drain() {
  Lock lock(mutex_);
  while (find_work(lock)) {
    Stream& stream = streams_.begin()->second;
    Piece& front = stream.pieces.front();
    Piece piece;
    if (front.extent && front.extent->size > static_cast<std::int64_t>(kBlockBytes)) {
      constexpr auto kSize = static_cast<std::int64_t>(kBlockBytes);
      piece.extent = Extent{front.extent->offset, kSize};
      *front.extent = {front.extent->offset + kSize, front.extent->size - kSize};
    } else {
      piece = std::move(front);
      stream.pieces.pop_front();
      bookkeeping_bytes_ -= kPieceBytes;
    }
    const auto charged = piece.extent ? 0 : static_cast<std::int64_t>(piece.text.capacity());
    if (!load(lock, piece) || !deliver(lock, piece.text)) return;
    text_bytes_ -= charged;
  }
}

// Waits until the stream whose turn it is has a piece. False: nothing is left to do.
bool OrderedOutput::find_work(Lock& lock) {
  for (;;) {
    if (!status_ || abandoned_) return false;
    const auto first = streams_.begin();
    if (first != streams_.end() && (first->first == turn_ || finishing_)) {
      turn_ = first->first;
      if (!first->second.pieces.empty()) return true;
      if (first->second.closed || finishing_) {
        streams_.erase(first);
        bookkeeping_bytes_ -= kStreamBytes;
        ++turn_;
        notify_if_drained(lock, true);
        continue;
      }
    } else if (finishing_) {
      return false;
    }
    work_.wait(lock);
  }
}

// Reads a piece from the disk, if it is there, and frees its place.
bool OrderedOutput::load(Lock& lock, Piece& piece) {
  if (!piece.extent) return true;
  lock.unlock();
  piece.text.resize(static_cast<std::size_t>(piece.extent->size));
  auto read = spill_.read(*piece.extent, piece.text);
  lock.lock();
  read = read.and_then([&] { return spill_.give(*piece.extent); });
  if (!read) fail(lock, read.error());
  return status_.has_value();
}

bool OrderedOutput::deliver(Lock& lock, std::span<const char> bytes) {
  while (!bytes.empty()) {
    lock.unlock();
    const auto n = sink_.write_some(bytes, kPoll);
    lock.lock();
    if (!n) fail(lock, n.error());
    if (!status_ || abandoned_) return false;
    const auto written = static_cast<std::int64_t>(*n);
    unwritten_bytes_ -= written;
    waiting_bytes_ -= written;
    streams_.begin()->second.waiting_bytes -= written;
    if (gives_up(written > 0)) return false;
    notify_if_drained(lock, false);
    bytes = bytes.subspan(*n);
  }
  return true;
}

bool OrderedOutput::gives_up(bool progress) {
  if (progress || !finishing_ || !stop_.stop_requested()) {
    stalled_since_.reset();
    return false;
  }
  const Clock::time_point now = Clock::now();
  if (!stalled_since_) stalled_since_ = now;
  return now - *stalled_since_ >= patience_;
}

void OrderedOutput::notify_if_drained(Lock& lock, bool turn_changed) {
  const std::int64_t low = options_.waiting_bytes / 2;  // not at once again
  const auto own = streams_.find(turn_);
  const bool turn = refused_turn_ && (own == streams_.end() || own->second.waiting_bytes <= low);
  const bool others =
      refused_other_ && waiting_bytes_ <= low && bookkeeping_bytes_ <= options_.memory_bytes / 4;
  if (!turn && !others && !(turn_changed && (refused_turn_ || refused_other_))) return;
  refused_turn_ = refused_other_ = false;
  lock.unlock();
  options_.on_drained();
  lock.lock();
}

}  // namespace nightjar
