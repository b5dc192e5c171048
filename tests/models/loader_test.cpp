#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "models/interface/backend_entry.h"
#include "models/loader/process_info.h"
#include "models/loader/shared_object.h"
#include "models/loader/torch_backend.h"
#include "nightjar/error.h"

namespace nightjar {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::string refusal(const std::string& file) {
  setenv("NIGHTJAR_TORCH_BACKEND", file.c_str(), 1);
  try {
    load_torch_backend();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::backend_unavailable);
    EXPECT_THAT(error.what(), AllOf(HasSubstr(file), HasSubstr("NIGHTJAR_TORCH=ON")));  // where, and a remedy
    return error.what();
  }
  return "loaded";
}

TEST(Loader, looks_beside_the_program_unless_told_otherwise) {
  unsetenv("NIGHTJAR_TORCH_BACKEND");
  const auto program = std::filesystem::canonical("/proc/self/exe");
  const auto candidates = torch_backend_candidates();
  ASSERT_GE(candidates.size(), 2U);
  EXPECT_EQ(candidates[0], program.parent_path() / "libnightjar_torch.so");
  EXPECT_EQ(candidates[1], program.parent_path() / "../lib/nightjar/libnightjar_torch.so");
  setenv("NIGHTJAR_TORCH_BACKEND", "/some/where.so", 1);
  EXPECT_THAT(torch_backend_candidates(), ElementsAre("/some/where.so"));
}

TEST(Loader, says_what_is_wrong_with_an_object_and_recovers) {
  EXPECT_THAT(refusal("/no/such/file.so"), HasSubstr("is not there; looked for"));
  const std::string text = testing::TempDir() + std::to_string(getpid()) + "text.so";
  std::ofstream(text) << "not an object";
  EXPECT_THAT(refusal(text), HasSubstr("file too short"));
  Dl_info libc{};
  ASSERT_NE(dladdr(reinterpret_cast<void*>(&std::fopen), &libc), 0);
  EXPECT_THAT(refusal(libc.dli_fname), HasSubstr("no symbol nightjar_backend_entry"));
  EXPECT_THAT(refusal(OTHER_ABI_BACKEND),
              HasSubstr("interface version 999, expected " + std::to_string(kBackendAbi)));
  EXPECT_EQ(refusal(FAKE_BACKEND), "loaded");
  EXPECT_EQ(refusal("/no/such/file.so"), "loaded");  // once for the process
}

TEST(Loader, one_openmp_thread_while_the_object_is_loaded_and_the_users_choice_after) {
  setenv("NIGHTJAR_TORCH_BACKEND", FAKE_BACKEND, 1);
  setenv("OMP_NUM_THREADS", "7", 1);
  EXPECT_EQ(load_torch_backend().info().library, "1");
  EXPECT_STREQ(std::getenv("OMP_NUM_THREADS"), "7");
}

TEST(Loader, pools_at_their_defaults_leave_the_variable_to_the_user) {
  setenv("NIGHTJAR_TORCH_BACKEND", FAKE_BACKEND, 1);
  setenv("OMP_NUM_THREADS", "7", 1);
  const BackendInfo info = load_torch_backend({.intra_op_threads = 0}).info();
  EXPECT_EQ(info.library, "7");
  EXPECT_EQ(info.intra_op_threads, 0);
}

TEST(Loader, lists_devices_and_decides_on_no_pools) {
  setenv("NIGHTJAR_TORCH_BACKEND", FAKE_BACKEND, 1);
  const std::vector<Device> devices = torch_devices();
  ASSERT_EQ(devices.size(), 2U);
  EXPECT_EQ(devices[0].name, "FAKE");
  EXPECT_EQ(devices[1].name, "CPU");
  EXPECT_EQ(load_torch_backend({.intra_op_threads = 4}).info().intra_op_threads, 4);
}

TEST(Loader, an_exception_of_the_object_can_be_caught_by_its_type) {
  setenv("NIGHTJAR_TORCH_BACKEND", FAKE_BACKEND, 1);
  try {
    load_torch_backend().load(
        {.name = "m", .weights_path = "", .input_shape = {}, .output_shape = {}, .batch_sizes = {}});
    FAIL();
  } catch (const SetupError& error) {
    EXPECT_STREQ(error.what(), "thrown inside the object for m");
  }
}

TEST(ProcessInfo, counts_this_thread) {
  EXPECT_EQ(process_threads(), 1);
}

}  // namespace
}  // namespace nightjar
