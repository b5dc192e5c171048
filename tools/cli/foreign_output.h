// What libraries print to standard error while a run lasts.
#pragma once

#include <thread>

namespace nightjar::cli {

// While it lives, file descriptor 2 is a pipe whose lines become warnings in the log, so that they do not
// tear the progress line, and a log file has them; our own messages (console()) go where they went before.
// Where a library ends the program, by a fatal signal or by exit(), what it said last is still passed on. One
// object at a time. Where there are no descriptors left, or a sanitizer is at work (it ends the program in a
// way of its own), nothing is caught.
class ForeignOutput {
 public:
  ForeignOutput();
  ~ForeignOutput();
  ForeignOutput(const ForeignOutput&) = delete;
  ForeignOutput& operator=(const ForeignOutput&) = delete;

 private:
  void log_lines() const;

  int end_fd_ = -1;  // an eventfd: it is over. A pipe's end is not, since a child may hold it
  std::thread thread_;
};

// Where our own messages go, whether an object lives or not. May be called by a signal handler.
int real_standard_error();

}  // namespace nightjar::cli
