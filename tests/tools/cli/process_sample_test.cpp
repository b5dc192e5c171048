#include "tools/cli/soak/process_sample.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "tests/support/temp_folder.h"

namespace nightjar::cli {
namespace {

TEST(ProcessSample, is_what_the_kernel_says) {
  const test::TempFolder root;
  std::filesystem::create_directories(root / "proc/self/fd");
  for (const char* fd : {"0", "1", "2", "7", "the one of the listing"}) {
    std::ofstream(root / "proc/self/fd/" + fd) << "";
  }
  std::ofstream(root / "proc/self/status") << "Name:\tx\nVmHWM:\t   300 kB\nVmRSS:\t   200 kB\nThreads:\t5\n";
  EXPECT_FALSE(sample_process(root.path()).pss_bytes.has_value());
  std::ofstream(root / "proc/self/smaps_rollup") << "00400000-7fff ---p 00000000 00:00 0  [rollup]\n"
                                                    "Rss:   200 kB\nPss:   150 kB\nPss_Anon:   99 kB\n";
  const ProcessSample sample = sample_process(root.path());
  EXPECT_EQ(sample.rss_bytes, 200 * 1024);
  EXPECT_EQ(sample.peak_rss_bytes, 300 * 1024);
  EXPECT_EQ(sample.pss_bytes, 150 * 1024);
  EXPECT_EQ(sample.threads, 5);
  EXPECT_EQ(sample.open_files, 4);
}

TEST(ProcessSample, of_nothing_is_nothing) {
  const test::TempFolder root;
  const ProcessSample sample = sample_process(root.path());
  EXPECT_EQ(sample.rss_bytes, 0);
  EXPECT_EQ(sample.threads, 0);
  EXPECT_EQ(sample.open_files, 0);
}

TEST(ProcessSample, sees_memory_a_thread_and_a_file_come_and_go) {
  const ProcessSample before = sample_process();
  EXPECT_GT(before.rss_bytes, 0);
  EXPECT_GE(before.peak_rss_bytes, before.rss_bytes);
  {
    const std::string block(64U << 20, 'x');
    EXPECT_GT(sample_process().rss_bytes, before.rss_bytes + (32 << 20));
    EXPECT_GT(sample_process().pss_bytes.value_or(before.rss_bytes + (64 << 20)), 32 << 20);
  }
  const int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  std::promise<void> end;
  std::jthread waiting([end = end.get_future()] { end.wait(); });
  const ProcessSample with_both = sample_process();
  end.set_value();
  close(file);
  EXPECT_EQ(with_both.open_files, before.open_files + 1);
  EXPECT_EQ(with_both.threads, before.threads + 1);
  EXPECT_GE(with_both.cpu_s, before.cpu_s);
  EXPECT_EQ(sample_process().open_files, before.open_files);
}

}  // namespace
}  // namespace nightjar::cli
