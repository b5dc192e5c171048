#include <filesystem>

#include "tools/cli/bench/sweep.h"

namespace nightjar::cli {

std::vector<SweepPoint> sweep_points(const SweepOptions& options, const std::string& program,
                                     bool has_jemalloc) {
  const std::string malloc_program =
      std::filesystem::path(program).replace_filename("nightjar-malloc").string();
  std::vector<SweepPoint> points;
  for (const std::int64_t threads : options.threads) {
    const auto add = [&](const std::string& name, const std::string& file, const std::string& arrangement,
                         std::int64_t intra_op) {
      points.push_back({name,
                        file,
                        {"bench", "--arrangement", arrangement, "--threads", std::to_string(threads),
                         "--intra-op", std::to_string(intra_op)}});
    };
    for (const std::int64_t intra_op : options.intra_op)
      add(intra_op == 1 ? "naive pinned" : "naive", malloc_program, "naive", intra_op);
    if (has_jemalloc) add("naive pinned jemalloc", program, "naive", 1);
    add("nightjar", program, "nightjar", 1);
  }
  return points;
}

}  // namespace nightjar::cli
