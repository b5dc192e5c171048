#include "tools/cli/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace nightjar::cli {

std::string output_of_nightjar(const std::vector<std::string>& arguments) {
  std::vector<std::string> words{"nightjar"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  std::array<int, 2> pipe_fds{};
  if (pipe2(pipe_fds.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe: too many open files?");
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, pipe_fds[1], STDOUT_FILENO);
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/proc/self/exe", &files, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  close(pipe_fds[1]);

  std::string output;
  std::array<char, 4096> block{};
  for (ssize_t n; !failed && (n = read(pipe_fds[0], block.data(), block.size())) > 0;) {
    output.append(block.data(), static_cast<std::size_t>(n));
  }
  close(pipe_fds[0]);
  int status = -1;
  if (failed || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error("the measuring process failed; its own message says why");
  }
  return output;
}

}  // namespace nightjar::cli
