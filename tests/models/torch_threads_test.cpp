// LibTorch in a process whose requests have several threads each.
#include <gtest/gtest.h>

#include <thread>

#include "models/loader/torch_backend.h"

namespace nightjar {
namespace {

TEST(TorchThreads, every_prepared_thread_has_as_many_as_the_backend_was_loaded_for) {
  ASSERT_EQ(torch_devices().back().name, "CPU");  // decides on nothing
  const Backend& backend = load_torch_backend({.intra_op_threads = 3});
  for (int i = 0; i < 2; ++i) {
    std::thread([&backend] {
      backend.prepare_thread();
      EXPECT_EQ(backend.info().intra_op_threads, 3);
      EXPECT_EQ(backend.info().inter_op_threads, 1);
    }).join();
  }
}

}  // namespace
}  // namespace nightjar
