// Each finding of `nightjar doctor`, provoked.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temp_folder.h"
#include "tools/cli/doctor/diagnosis.h"
#include "tools/cli/doctor/machine_findings.h"

namespace nightjar::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// A machine of four cores on which all is well, as files.
class MadeUpMachine : public testing::Test {
 protected:
  MadeUpMachine() {
    write("proc/meminfo", "MemTotal: 1000000 kB\nMemFree: 1 kB\nMemAvailable: 600000 kB\n");
    write("proc/self/status", "Name: x\nVmSwap:\t0 kB\nThreads: 1\n");
    write("proc/stat", "cpu 1 2 3\nprocs_running 1\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    for (const char* cpu : {"cpu0", "cpu1"}) governor(cpu, "performance");
  }
  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = folder_ / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void governor(const std::string& cpu, const std::string& name) const {
    write("sys/devices/system/cpu/" + cpu + "/cpufreq/scaling_governor", name + "\n");
  }
  Findings found() const {
    MachineState state = read_machine_state(folder_ / "", 2, 0);
    state.cores = cores_;
    return judge_machine(state);
  }

  const test::TempFolder folder_;
  CoreLimits cores_{.online = 4, .affinity = 4, .cgroup_quota = 0, .usable = 4};
};

TEST_F(MadeUpMachine, on_which_all_is_well_has_no_findings) {
  EXPECT_THAT(found().warnings, IsEmpty());
  EXPECT_THAT(found().notes, IsEmpty());
}

TEST_F(MadeUpMachine, of_which_nothing_can_be_read_has_no_findings) {
  const Findings none = judge_machine(read_machine_state("/no/such/root", 1, 0));
  EXPECT_THAT(none.warnings, IsEmpty());
  EXPECT_THAT(none.notes, IsEmpty());
}

TEST_F(MadeUpMachine, whose_cgroup_gives_less_than_its_cores_is_warned_of) {
  cores_.cgroup_quota = 4;
  EXPECT_THAT(found().warnings, IsEmpty());
  cores_.cgroup_quota = 1.5;
  EXPECT_THAT(found().warnings, ElementsAre(HasSubstr("the cgroup gives 1.50 of 4 cores")));
}

TEST_F(MadeUpMachine, whose_cores_save_power_is_warned_of_once) {
  governor("cpu0", "powersave");
  governor("cpu1", "powersave");
  EXPECT_THAT(found().warnings, ElementsAre(HasSubstr("the frequency governor is powersave")));
}

TEST_F(MadeUpMachine, that_has_swapped_the_program_out_is_warned_of) {
  write("proc/self/status", "VmSwap:\t2048 kB\n");
  EXPECT_THAT(found().warnings, ElementsAre(HasSubstr("2.0 MiB of this program are swapped out")));
}

TEST_F(MadeUpMachine, with_little_memory_left_is_noted) {
  write("proc/meminfo", "MemTotal: 1000000 kB\nMemAvailable: 40000 kB\n");
  EXPECT_THAT(found().notes, ElementsAre(HasSubstr("the machine may swap")));
}

TEST_F(MadeUpMachine, without_huge_pages_is_noted) {
  write("sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]\n");
  EXPECT_THAT(found().notes, ElementsAre(HasSubstr("huge pages are off")));
}

TEST_F(MadeUpMachine, on_which_others_want_all_cores_is_noted) {
  write("proc/stat", "procs_running 5\n");  // one of them asks
  EXPECT_THAT(found().notes, IsEmpty());
  write("proc/stat", "procs_running 6\n");
  EXPECT_THAT(found().notes, ElementsAre(HasSubstr("5.0 threads of other programs want to run on 4 cores")));
}

TEST(Findings, of_instructions_that_libtorch_leaves_unused) {
  EXPECT_EQ(kernel_warning("AVX-512", "AVX512"), "");
  EXPECT_EQ(kernel_warning("AVX2", "AVX2"), "");
  EXPECT_EQ(kernel_warning("SSE4.2", "DEFAULT"), "");
  EXPECT_EQ(kernel_warning("AVX-512", ""), "") << "a library that does not tell";
  EXPECT_THAT(kernel_warning("AVX-512", "AVX2"), HasSubstr("has AVX-512, LibTorch uses AVX2"));
  EXPECT_THAT(kernel_warning("AVX2", "DEFAULT"), HasSubstr("unset ATEN_CPU_CAPABILITY"));
}

TEST(Findings, of_codecs_that_libsndfile_is_without) {
  EXPECT_EQ(libsndfile_warning(libsndfile_formats()), "") << "this one has all";
  EXPECT_THAT(libsndfile_warning({SF_FORMAT_WAV, SF_FORMAT_FLAC}),
              HasSubstr("libsndfile is without Ogg, MP3; take"));
}

TEST(Findings, of_pools_at_their_defaults_and_of_several_openmp_runtimes) {
  EXPECT_EQ(pool_warning({"LibTorch", 1, 1, ""}), "");
  EXPECT_THAT(pool_warning({"LibTorch", 8, 1, ""}), HasSubstr("has 8 threads for each worker"));
  EXPECT_EQ(openmp_warning({"/usr/lib/libgomp.so.1"}), "");
  EXPECT_THAT(
      openmp_warning({"/a/libgomp.so.1", "/b/libiomp5.so"}),
      HasSubstr("2 OpenMP runtimes are mapped, each with threads of its own: /a/libgomp.so.1, /b/lib"));
}

TEST(Findings, of_the_environment) {
  EXPECT_EQ(environment_warning("OMP_NUM_THREADS", nullptr), "");
  EXPECT_EQ(environment_warning("OMP_NUM_THREADS", "1"), "");
  EXPECT_THAT(environment_warning("OMP_NUM_THREADS", "8"), HasSubstr("OMP_NUM_THREADS=8"));
  EXPECT_THAT(environment_warning("OMP_PROC_BIND", "true"), HasSubstr("one core"));
  EXPECT_THAT(environment_warning("LD_PRELOAD", "x.so"), HasSubstr("allocator"));
}

}  // namespace
}  // namespace nightjar::cli
