#include "tools/cli/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace nightjar::cli {
namespace {

struct Spawned {
  pid_t id = 0;
  int output = -1;  // the end of its standard output that is to be read
};

Spawned spawn(const std::string& program, const std::vector<std::string>& arguments, bool heeds_interrupts) {
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
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t blocked;
  sigemptyset(&blocked);
  if (!heeds_interrupts) sigaddset(&blocked, SIGINT);
  posix_spawnattr_setsigmask(&attributes, &blocked);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  Spawned child{.output = pipe_fds[0]};
  const int failed = posix_spawn(&child.id, program.c_str(), &files, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  close(pipe_fds[1]);
  if (failed == 0) return child;
  close(pipe_fds[0]);
  throw std::runtime_error("the measuring process " + program + " could not be started");
}

std::string output_of(const Spawned& child, const std::stop_token& stop) {
  std::string output;
  {
    const std::stop_callback end(stop, [&child] { kill(child.id, SIGKILL); });
    std::array<char, 4096> block{};
    for (ssize_t n; (n = read(child.output, block.data(), block.size())) > 0;)
      output.append(block.data(), static_cast<std::size_t>(n));
  }
  close(child.output);
  int status = -1;
  if (waitpid(child.id, &status, 0) != child.id || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw std::runtime_error("the measuring process failed; its own message says why");
  }
  return output;
}

}  // namespace

std::string output_of_nightjar(const std::vector<std::string>& arguments) {
  return output_of(spawn("/proc/self/exe", arguments, true), {});
}

std::string output_of_program(const std::string& program, const std::vector<std::string>& arguments,
                              const std::stop_token& stop) {
  return output_of(spawn(program, arguments, false), stop);
}

}  // namespace nightjar::cli
