// A program of its own: the first load decides for the process.
#include <gmock/gmock.h>

#include <cstdlib>

#include "models/loader/torch_backend.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

TEST(LoaderThreads, the_first_load_decides_how_many_a_request_has_and_others_are_refused) {
  setenv("NIGHTJAR_TORCH_BACKEND", FAKE_BACKEND, 1);
  const BackendInfo info = load_torch_backend({.intra_op_threads = 3}).info();
  EXPECT_EQ(info.intra_op_threads, 3);
  EXPECT_EQ(info.library, "3") << "OMP_NUM_THREADS while it was loaded";
  EXPECT_EQ(&load_torch_backend({.intra_op_threads = 3}), &load_torch_backend({.intra_op_threads = 3}));
  try {
    load_torch_backend();
    FAIL();
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::bad_option);
    EXPECT_THAT(e.what(), testing::HasSubstr("each request has 3 of"));
    EXPECT_THAT(e.what(), testing::HasSubstr("; 1 are asked for now: use one hint"));
  }
}

}  // namespace
}  // namespace nightjar
