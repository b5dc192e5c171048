// Writes to an open file, pipe, terminal or socket without ever being stuck in it.
#pragma once

#include <string>

#include "engine/output/byte_sink.h"

namespace nightjar {

// O_NONBLOCK would do, but it belongs to the open file, which others may share (the shell's terminal, say).
// So: poll() until there is room, then write at most PIPE_BUF bytes, for which a pipe that polls as writable
// has room. (Another process that fills the same pipe between the two calls can still make one write wait.)
//
// A write to a closed pipe raises SIGPIPE before it returns an error: a program that wants the error ignores
// the signal.
class FdSink : public ByteSink {
 public:
  // `fd` stays the caller's. `name` is for messages: "standard output", or a path.
  FdSink(int fd, std::string name);

  Expected<std::size_t> write_some(std::span<const char> bytes, std::chrono::milliseconds patience) override;

 private:
  int fd_;
  std::string name_;
  std::size_t most_at_once_;
  bool is_socket_;
};

}  // namespace nightjar
