// What the process has mapped and how many threads it runs, as the kernel says (Linux' /proc).
#pragma once

#include <string>
#include <vector>

namespace nightjar {

// The OpenMP runtimes that are mapped now: paths of libgomp, libiomp5 or libomp, sorted. More than one means
// that each keeps threads of its own, whatever the other is told.
std::vector<std::string> mapped_openmp_runtimes();

// Threads of this process now, the calling one included.
int process_threads();

}  // namespace nightjar
