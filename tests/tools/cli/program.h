// The built program, run as a user runs it.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace nightjar::cli {

struct ProgramOptions {
  std::string program{};                             // a file; empty: the one that was built
  std::map<std::string, std::string> environment{};  // added to the test's own
  std::string input{};                               // of standard input
  std::string output_file{};                         // for standard output; empty: a pipe that the test reads
  int pipe_bytes = 0;                                // its size; 0: the system's
  int terminal_columns = 0;                          // not 0: standard error is a terminal so wide,
  bool output_to_terminal = false;    // and standard output too, of which Ended has both in `err`
  std::vector<int> closed{};          // standard streams that it is not given
  bool bound_by_permissions = false;  // as files' owners are, also where root runs the test
};

struct Ended {
  int code = -1;  // the exit code, or -1 after a signal
  std::string out;
  std::string err;
};

class Program {
 public:
  explicit Program(const std::vector<std::string>& arguments, const ProgramOptions& options = {});
  ~Program();  // ends it, if it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string read_line();  // of standard output; empty at its end
  int bytes_ready() const;  // in the pipe
  void close_output();      // as `head -1` does
  void close_terminal();    // as a connection that is lost
  void signal(int number) const;
  pid_t pid() const { return pid_; }
  bool running();
  Ended wait();  // reads the rest, if the output was not closed
  Ended wait_without_reading();

 private:
  pid_t pid_ = 0;
  int out_fd_ = -1;
  int err_fd_ = -1;  // an unnamed file, so that it never fills up; or a terminal's other end
  bool terminal_ = false;
  int status_ = 0;
  bool reaped_ = false;
};

// Runs to the end.
Ended nightjar(const std::vector<std::string>& arguments, const ProgramOptions& options = {});

// Polls every few milliseconds; false after half a minute.
bool eventually(const std::function<bool()>& condition);

}  // namespace nightjar::cli
