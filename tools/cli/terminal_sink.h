// Standard output that may be the terminal on which the progress is drawn.
#pragma once

#include "engine/output/fd_sink.h"

namespace nightjar::cli {

// Like an FdSink. On a terminal whole lines are written where that is possible, and the progress (console())
// is away until a line is whole.
class TerminalSink : public ByteSink {
 public:
  TerminalSink(int fd, std::string name);
  Expected<std::size_t> write_some(std::span<const char> bytes, std::chrono::milliseconds patience) override;

 private:
  FdSink out_;
  const bool terminal_;
};

}  // namespace nightjar::cli
