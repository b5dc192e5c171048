#include "models/torchscript/process_settings.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/version.h>

namespace nightjar {

namespace {

void size_pools(int intra_op_threads) {
  at::set_num_threads(intra_op_threads);
  try {
    at::set_num_interop_threads(1);
  } catch (const c10::Error&) {
    // It was set before, or the pool exists: an app uses LibTorch itself. Our networks leave that pool alone.
  }
}

}  // namespace

void apply_process_settings(const PoolOptions& pools) {
  if (pools.intra_op_threads > 0) size_pools(pools.intra_op_threads);

  // Graphs run as they were prepared at load time. Else the first runs are profiled and replaced by others,
  // so that results would depend on how often a network ran, and new shapes would cost seconds in the middle
  // of the work.
  torch::jit::getProfilingMode() = false;

  // float32 means float32: no bfloat16 or TF32 inside oneDNN.
  at::globalContext().setFloat32Precision(at::Float32Backend::GENERIC, at::Float32Op::ALL,
                                          at::Float32Precision::IEEE);
}

void apply_thread_settings() {
  thread_local const bool done = (at::init_num_threads(), true);
  static_cast<void>(done);
}

BackendInfo backend_info() {
  return {.library = std::string("LibTorch ") + TORCH_VERSION,
          .intra_op_threads = at::get_num_threads(),
          .inter_op_threads = static_cast<int>(at::get_num_interop_threads()),
          .cpu_capability = at::get_cpu_capability()};
}

}  // namespace nightjar
