// What `bench --sweep` measures, and `bench --arrangement`, which is one point of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tools/cli/command.h"

namespace nightjar::cli {

struct SweepOptions {
  bool sweep = false;
  std::string arrangement;  // "naive", "nightjar"; empty: no single point
  std::vector<std::int64_t> threads{1, 2, 4, 8, 16};
  std::vector<std::int64_t> intra_op{0, 1, 4, 8, 16};  // 0: pools at their defaults
  std::size_t batch = 0;                               // segments; 0: 1 in naive, the model's own in nightjar
  std::size_t rounds = 3;
  std::vector<std::string> output;  // files
};

// `options` must outlive the command.
void add_sweep(Command& command, SweepOptions& options);

}  // namespace nightjar::cli
