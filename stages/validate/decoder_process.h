// A program that decodes a recording for us: its sound comes through a pipe, and it ends with this object.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "nightjar/error.h"

namespace nightjar {

// One thread at a time; any number of objects at once. Nothing of this process changes: no signal handlers,
// no environment, no working folder.
class DecoderProcess {
 public:
  // No program of that name: Error::code is backend_unavailable. Any other failure to start: unreadable.
  // `arguments[0]` is a name that PATH is searched for; no shell is involved. `input` becomes the program's
  // standard input; it is borrowed for the call. The program inherits no other descriptor of this process,
  // gets at most kMemoryBytes of address space, writes no file, and is in a group of its own, so that a
  // Ctrl-C in a terminal does not end it before its user. When this process dies, its pipe breaks, and so it
  // ends too.
  static Expected<DecoderProcess> start(const std::vector<std::string>& arguments, int input,
                                        std::chrono::milliseconds patience, std::stop_token stop = {});

  DecoderProcess(DecoderProcess&& other) noexcept;
  DecoderProcess& operator=(DecoderProcess&& other) noexcept;
  ~DecoderProcess();  // kills and reaps it

  // Fills `out` from the program's standard output and returns how many bytes came: fewer only at its end, or
  // where it gave nothing for as long as `patience`, or `stop` was requested: then it is killed.
  std::int64_t read(std::span<std::uint8_t> out);

  // After the output's end: waits for the program's own end (for `patience` at most, then kills it), and says
  // what was wrong: empty where it ended with status 0 and had nothing to say on its standard error.
  std::string complaint();

  static constexpr std::int64_t kMemoryBytes = std::int64_t{2} << 30;

 private:
  DecoderProcess() = default;
  bool wait_for(bool output);
  void drain_errors();
  void kill();
  int reap();

  pid_t pid_ = -1;
  int output_ = -1;
  int errors_ = -1;
  std::chrono::milliseconds patience_{};
  std::stop_token stop_;
  std::string last_words_;  // the end of its standard error
  bool stalled_ = false;
};

}  // namespace nightjar
