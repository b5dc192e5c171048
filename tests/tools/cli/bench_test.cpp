// `nightjar bench`: one point of a sweep, and the sweep itself. What is measured is checked where it has a
// bound that no busy machine breaks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Bench : public Workplace {
 protected:
  json point(const std::vector<std::string>& arguments, const ProgramOptions& with) const {
    std::vector<std::string> all{"bench", "stub", "--arrangement"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ended ended = nightjar(all, with);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 1) << "one line";
    return json::parse(ended.out);
  }
  json point(const std::vector<std::string>& arguments) const { return point(arguments, options()); }

  static json json_file(const std::string& path) {
    std::ifstream in(path);
    return json::parse(in);
  }
};

TEST_F(Bench, two_programs_of_the_same_objects_have_two_allocators) {
  ProgramOptions malloc = options();
  malloc.program = NIGHTJAR_MALLOC_PROGRAM;
  const json with_malloc = json::parse(nightjar({"doctor", "--json"}, malloc).out);
  EXPECT_THAT(with_malloc["allocator"]["name"].get<std::string>(), StartsWith("glibc"));
  const std::string sound = recording("a.wav");
  EXPECT_THAT(nightjar({"bench", "stub", sound}, malloc).out, ContainsRegex("\nallocator +glibc"));
#if NIGHTJAR_HAS_JEMALLOC
  EXPECT_THAT(with_malloc["allocator"]["malloc from"].get<std::string>(), StartsWith("libc"));
  EXPECT_THAT(nightjar({"bench", "stub", sound}, options()).out, ContainsRegex("\nallocator +jemalloc"));
#endif
}

TEST_F(Bench, queue_is_compared_with_one_request_after_another) {
  ProgramOptions slow = options();
  slow.environment["NIGHTJAR_STUB_BATCH_MS"] = "20";  // asleep, so any number of cores run them all at once
  const Ended ended = nightjar({"bench", "stub", "--queue", "--jobs", "2", "--rounds", "1", "--json"}, slow);
  ASSERT_EQ(ended.code, 0) << ended.err;
  const json report = json::parse(ended.out);
  EXPECT_EQ(report["jobs"], 2);
  EXPECT_EQ(report["batch_segments"], 1);
  EXPECT_LE(report["one"]["requests_per_s"], 50);
  EXPECT_GT(report["queue"]["requests_per_s"], 0);
  EXPECT_THAT(nightjar({"bench", "stub", "--queue", "--rounds", "1", "--batch", "2"}, slow).out,
              AllOf(HasSubstr("of 2 segments\n"), ContainsRegex("\ngain +[0-9.]+ x, on ")));
  EXPECT_EQ(nightjar({"bench", "stub", "--queue", "--batch", "3"}, slow).code, 2);
}

TEST_F(Bench, naive_finds_what_nightjar_finds) {
  const std::string sound = recording("a.wav", 31.3);
  const json nightjar_s = point({"nightjar", "--threads", "2", "--intra-op", "1", sound});
  const json naive = point({"naive", "--threads", "3", "--intra-op", "1", sound});
  EXPECT_EQ(naive["batches"], 62);  // segments: one every half second
  EXPECT_EQ(naive["batch_segments"], 1);
  EXPECT_EQ(nightjar_s["batch_segments"], 4);
  EXPECT_GT(naive["found"], 0);
  EXPECT_EQ(naive["found"], nightjar_s["found"]);
  EXPECT_NEAR(naive["sound_s"], 31.3, 1e-6);
  EXPECT_NEAR(nightjar_s["sound_s"], 31.3, 1e-6);
  const json equal_batch = point({"naive", "--threads", "1", "--intra-op", "1", "--batch", "4", sound});
  EXPECT_EQ(equal_batch["batches"], nightjar_s["batches"]);
  EXPECT_EQ(equal_batch["found"], nightjar_s["found"]);
}

TEST_F(Bench, an_arrangement_hears_all_recordings) {
  const std::string a = recording("a.wav", 20), b = recording("b.wav", 7);
  for (const std::string arrangement : {"naive", "nightjar"}) {
    const std::vector<std::string> how{arrangement, "--threads", "2", "--intra-op", "1", "--batch", "1"};
    const auto of = [&](std::vector<std::string> recordings) {
      recordings.insert(recordings.begin(), how.begin(), how.end());
      return point(recordings);
    };
    const json first = of({a}), second = of({b}), both = of({a, b});
    EXPECT_NEAR(both["sound_s"], 27, 1e-6);
    EXPECT_EQ(both["batches"], first["batches"].get<int>() + second["batches"].get<int>());
    EXPECT_EQ(both["found"], first["found"].get<int>() + second["found"].get<int>());
    EXPECT_GT(second["found"], 0);
  }
}

TEST_F(Bench, a_point_tells_what_it_used) {
  for (const std::string arrangement : {"naive", "nightjar"}) {
    const json p = point({arrangement, "--threads", "5", "--intra-op", "1", recording("a.wav", 20)});
    EXPECT_EQ(p["arrangement"], arrangement);
    EXPECT_EQ(p["engine_threads"], 5);
    EXPECT_EQ(p["intra_op_in_force"], 1);
    for (const char* field :
         {"wall_s", "x_real_time", "cpu_s", "cpu_use", "rss_before_bytes", "mean_rss_bytes"})
      EXPECT_GT(p[field].get<double>(), 0) << field;
    EXPECT_GE(p["peak_rss_bytes"], p["mean_rss_bytes"]);
    for (const char* kind : {"latency_ms", "work_ms"}) {
      EXPECT_GT(p[kind]["median"], 0);
      EXPECT_GE(p[kind]["p95"], p[kind]["median"]);
      EXPECT_GE(p[kind]["p99"], p[kind]["p95"]);
    }
    for (const char* stage : {"extract", "infer", "score"}) EXPECT_GT(p["stage_ms"][stage], 0) << stage;
  }
}

// A segment of naive waits for all that were decoded before it; nightjar's for those that are on their way.
TEST_F(Bench, latency_is_that_since_the_sound_was_decoded_and_work_leaves_out_the_wait) {
  constexpr double kBatchMs = 10, kLeast = 0.99;  // the histogram's error
  ProgramOptions slow = options();
  slow.environment["NIGHTJAR_STUB_BATCH_MS"] = "10";
  const std::string sound = recording("a.wav", 10);
  const json naive = point({"naive", "--threads", "1", "--intra-op", "1", sound}, slow);
  EXPECT_GE(naive["work_ms"]["median"].get<double>(), kBatchMs * kLeast);
  EXPECT_GE(naive["latency_ms"]["median"].get<double>(), 9 * kBatchMs * kLeast);
  EXPECT_GE(naive["latency_ms"]["p99"].get<double>(), 19 * kBatchMs * kLeast);
  EXPECT_GE(naive["stage_ms"]["infer"].get<double>(), kBatchMs * kLeast);
  EXPECT_GE(naive["threads"], 2);
  const json nightjar_s = point({"nightjar", "--threads", "1", "--intra-op", "1", sound}, slow);
  EXPECT_GE(nightjar_s["work_ms"]["median"].get<double>(), kBatchMs * kLeast);
  EXPECT_GE(nightjar_s["latency_ms"]["median"], nightjar_s["work_ms"]["median"]);
}

TEST_F(Bench, what_cannot_be_measured_is_exit_2_and_says_why) {
  const std::string a = recording("a.wav");
  std::ofstream(folder_ / "text.wav") << "no sound";
  const std::vector<std::pair<std::vector<std::string>, std::string>> wrong{
      {{a, "--arrangement", "nightjar", "--threads", "1", "--intra-op", "4"}, "give --intra-op 1"},
      {{a, "--arrangement", "naive", "--threads", "1,2", "--intra-op", "1"},
       "takes one number of --threads, got 2"},
      {{a, "--arrangement", "naive", "--threads", "1"}, "takes one number of --intra-op"},
      {{a, "--arrangement", "naive", "--threads", "1", "--intra-op", "1", "--batch", "3"},
       "expected a power of two"},
      {{folder_ / "text.wav", "--arrangement", "naive", "--threads", "1", "--intra-op", "1"}, "text.wav"},
      {{folder_ / "text.wav", "--arrangement", "nightjar", "--threads", "1", "--intra-op", "1"}, "text.wav"},
      {{a, "--arrangement", "tidy"}, "--arrangement"},
      {{a, "--sweep", "--threads", "0"}, "--threads"},
      {{a, "--sweep", "--workers", "2"}, "give --threads"},
      {{a, "--sweep", "-o", folder_ / "sweep.txt"}, "expected a name that ends in .json or .csv"}};
  for (const auto& [arguments, message] : wrong) {
    std::vector<std::string> all{"bench", "stub"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Ended ended = nightjar(all, options());
    EXPECT_EQ(ended.code, 2) << testing::PrintToString(arguments);
    EXPECT_THAT(ended.out, IsEmpty());
    EXPECT_THAT(ended.err, AllOf(StartsWith("nightjar: "), HasSubstr(message)));
  }
}

TEST_F(Bench, sweep_measures_every_arrangement_in_processes_of_their_own) {
  const Ended ended =
      nightjar({"bench", "stub", recording("a.wav"), "--sweep", "--threads", "1,2", "--intra-op", "0,1",
                "--rounds", "2", "-o", folder_ / "s.json", "-o", folder_ / "s.csv"},
               options());
  EXPECT_EQ(ended.code, 0) << ended.err;
  const std::size_t kinds = NIGHTJAR_HAS_JEMALLOC ? 4 : 3;
  const json report = json_file(folder_ / "s.json");
  ASSERT_EQ(report["points"].size(), 2 * kinds);
  EXPECT_EQ(report["runs"].size(), 4 * kinds);
  EXPECT_EQ(report["interrupted"], false);
  EXPECT_EQ(report["runs"][0]["name"], "naive");
  EXPECT_EQ(report["runs"][kinds]["engine_threads"], 2) << "they take turns";
  for (const json& p : report["points"]) {
    EXPECT_EQ(p["rounds"], 2);
    const bool jemalloc = p["name"] == "nightjar" || p["name"] == "naive pinned jemalloc";
    EXPECT_THAT(p["allocator"].get<std::string>(),
                StartsWith(jemalloc && NIGHTJAR_HAS_JEMALLOC ? "jemalloc" : "glibc"));
    EXPECT_THAT(ended.out, HasSubstr("\n" + p["name"].get<std::string>() + " "));
  }
  EXPECT_THAT(ended.err, HasSubstr("1 of " + std::to_string(4 * kinds) + ": naive, threads 1, pool 0\n"));
  std::ifstream csv(folder_ / "s.csv");
  EXPECT_EQ(std::count(std::istreambuf_iterator<char>(csv), {}, '\n'), 2 * kinds + 1);
}

TEST_F(Bench, sweep_makes_its_sound_where_none_is_named) {
  const Ended ended = nightjar({"bench", "stub", "--sweep", "--generate", "0.001", "--threads", "1",
                                "--intra-op", "1", "--rounds", "1", "--json"},
                               options());
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_NEAR(json::parse(ended.out)["points"][0]["sound_s"], 3.6, 1e-3);
}

TEST_F(Bench, sweep_goes_on_after_a_failure_and_says_so) {
  ProgramOptions failing = options();
  failing.environment["NIGHTJAR_STUB_ENDS"] = "exit";
  const Ended ended = nightjar({"bench", "stub", recording("a.wav"), "--sweep", "--threads", "1",
                                "--intra-op", "1", "--rounds", "1", "--json"},
                               failing);
  EXPECT_EQ(ended.code, 1);
  EXPECT_EQ(json::parse(ended.out)["failures"], NIGHTJAR_HAS_JEMALLOC ? 3 : 2);
  EXPECT_THAT(ended.err, HasSubstr("naive pinned, threads 1, pool 1: the measuring process failed"));
}

TEST_F(Bench, interrupted_sweep_keeps_what_was_measured) {
  ProgramOptions with = options();
  with.environment["NIGHTJAR_STUB_BEGUN"] = folder_ / "begun";
  Program program({"bench", "stub", recording("a.wav", 0.4), "--sweep", "--threads", "1", "--intra-op", "1",
                   "--rounds", "1000", "-o", folder_ / "s.json"},
                  with);
  // One runs at a time, and each has one batch: when the third begins, two are done.
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(eventually([&] { return std::filesystem::remove(folder_ / "begun"); }));
  }
  program.signal(SIGINT);
  const Ended ended = program.wait();
  EXPECT_EQ(ended.code, 130);
  EXPECT_THAT(ended.out, HasSubstr("\nnaive pinned "));
  EXPECT_THAT(ended.err, Not(HasSubstr("failed")));
  const json report = json_file(folder_ / "s.json");
  EXPECT_EQ(report["interrupted"], true);
  EXPECT_GE(report["runs"].size(), 1);
}

}  // namespace
}  // namespace nightjar::cli
