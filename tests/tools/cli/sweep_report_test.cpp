// What is measured in a sweep, and what is made of it.
#include "tools/cli/bench/sweep_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/cli/bench/sweep.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;

Json run_of(const std::string& name, int threads, int pool, double work_ms, double infer_ms) {
  return {{"name", name},
          {"engine_threads", threads},
          {"intra_op_threads", pool},
          {"wall_s", work_ms / 10},
          {"x_real_time", 100},
          {"cpu_use", 0.5},
          {"latency_ms", {{"median", 1.0}, {"p95", 2.0}, {"p99", 3.0}}},
          {"work_ms", {{"median", work_ms}, {"p95", 2.0}, {"p99", 3.0}}},
          {"stage_ms", {{"extract", 1.0}, {"infer", infer_ms}, {"score", 0.1}}},
          {"threads", threads},
          {"voluntary_switches", 10},
          {"involuntary_switches", 5},
          {"peak_rss_bytes", 3 << 20},
          {"mean_rss_bytes", 2 << 20}};
}

TEST(SweepReport, has_the_medians_of_each_points_runs) {
  const Json points = sweep_medians({run_of("naive", 1, 0, 10, 4), run_of("nightjar", 1, 1, 8, 4),
                                     run_of("naive", 1, 0, 30, 6), run_of("nightjar", 1, 1, 9, 4),
                                     run_of("naive", 1, 0, 12, 20)});
  ASSERT_EQ(points.size(), 2);
  EXPECT_EQ(points[0]["name"], "naive");
  EXPECT_EQ(points[0]["rounds"], 3);
  EXPECT_EQ(points[0]["work_ms"]["median"], 12);
  EXPECT_EQ(points[0]["stage_ms"]["infer"], 6);
  EXPECT_EQ(points[0]["engine_threads"], 1);
  EXPECT_EQ(points[1]["work_ms"]["median"], 8.5);
}

TEST(SweepReport, growth_is_that_over_the_fewest_engine_threads_of_the_same_arrangement) {
  const Json points = sweep_medians({run_of("naive", 4, 0, 40, 6), run_of("naive", 1, 0, 10, 2),
                                     run_of("naive", 1, 8, 7, 1), run_of("nightjar", 1, 0, 5, 1)});
  EXPECT_EQ(points[0]["growth"]["work"], 4);
  EXPECT_EQ(points[0]["growth"]["infer"], 3);
  for (const int i : {1, 2, 3}) EXPECT_EQ(points[i]["growth"]["work"], 1);
}

TEST(SweepReport, is_a_table_with_a_line_a_point_and_a_csv_with_every_field) {
  const Json points = sweep_medians({run_of("naive", 1, 0, 10, 4), run_of("naive pinned", 16, 1, 8, 4)});
  const std::string table = sweep_table(points);
  EXPECT_THAT(table, HasSubstr("\nnaive                        1 default    1.00"));
  EXPECT_THAT(table, HasSubstr("\nnaive pinned                16       1    0.80"));
  const std::string csv = sweep_csv(points);
  EXPECT_THAT(csv, testing::StartsWith("name,engine_threads,intra_op_threads,wall_s,"));
  EXPECT_THAT(csv, HasSubstr(",latency_ms_p99,"));
  EXPECT_THAT(csv, HasSubstr("\nnaive pinned,16,1,0.8,"));
}

TEST(SweepReport, of_nothing_is_empty) {
  const Json points = sweep_medians({});
  EXPECT_TRUE(points.empty());
  EXPECT_THAT(sweep_table(points), testing::StartsWith("arrangement"));
  EXPECT_EQ(sweep_csv(points), "");
}

std::vector<std::string> told(const std::vector<SweepPoint>& points) {
  std::vector<std::string> lines;
  for (const SweepPoint& p : points)
    lines.push_back(p.program + ": " + p.name + ", " + p.arguments[2] + " " + p.arguments[4] + " " +
                    p.arguments[6]);
  return lines;
}

TEST(SweepPoints, take_each_arrangement_in_turn_and_the_program_that_has_its_allocator) {
  SweepOptions options;
  options.threads = {1, 8};
  options.intra_op = {0, 1};
  EXPECT_THAT(told(sweep_points(options, "/bin/nightjar", true)),
              ElementsAre("/bin/nightjar-malloc: naive, naive 1 0",           //
                          "/bin/nightjar-malloc: naive pinned, naive 1 1",    //
                          "/bin/nightjar: naive pinned jemalloc, naive 1 1",  //
                          "/bin/nightjar: nightjar, nightjar 1 1",            //
                          "/bin/nightjar-malloc: naive, naive 8 0",           //
                          "/bin/nightjar-malloc: naive pinned, naive 8 1",    //
                          "/bin/nightjar: naive pinned jemalloc, naive 8 1",  //
                          "/bin/nightjar: nightjar, nightjar 8 1"));
  options.threads = {1};
  EXPECT_THAT(
      told(sweep_points(options, "/bin/nightjar", false)),
      ElementsAre("/bin/nightjar-malloc: naive, naive 1 0", "/bin/nightjar-malloc: naive pinned, naive 1 1",
                  "/bin/nightjar: nightjar, nightjar 1 1"));
}

}  // namespace
}  // namespace nightjar::cli
