// A recording made of one period repeated: each period's events are those of the one before, shifted by
// exactly its length. Ten minutes, or in the long tier all 24 hours.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

long period_count() {
  return test::thorough() ? 1407 : 10;  // 24 h and 48 s
}

constexpr long kRate = 16000;
constexpr long kPeriod = 60 * 16384;  // samples: 60 hops of the model

struct CloseSound {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using Sound = std::unique_ptr<SNDFILE, CloseSound>;

// A minute of the mixed scene that is shipped, again and again.
void write_periods(const std::string& path, long count) {
  SF_INFO info{};
  const Sound scene(sf_open(NIGHTJAR_SOURCE_DIR "/data/samples/mixed_scene.flac", SFM_READ, &info));
  ASSERT_TRUE(scene);
  ASSERT_EQ(info.samplerate, kRate);
  ASSERT_EQ(info.channels, 1);
  std::vector<float> period(kPeriod);
  ASSERT_EQ(sf_readf_float(scene.get(), period.data(), kPeriod), kPeriod);
  SF_INFO written{.frames = 0,
                  .samplerate = kRate,
                  .channels = 1,
                  .format = SF_FORMAT_WAV | SF_FORMAT_PCM_U8,
                  .sections = 0,
                  .seekable = 0};
  const Sound day(sf_open(path.c_str(), SFM_WRITE, &written));
  ASSERT_TRUE(day);
  for (long i = 0; i < count; ++i) ASSERT_EQ(sf_writef_float(day.get(), period.data(), kPeriod), kPeriod);
}

struct Found {
  long start, end;
  std::string label;
  double score;
};

TEST(Periods, have_the_same_events_each_shifted_by_exactly_a_period) {
  const test::TempFolder folder;
  const long count = period_count();
  write_periods(folder / "day.wav", count);
  const Ended run = nightjar({"run", "--quiet", folder / "day.wav"});
  ASSERT_EQ(run.code, 0) << run.err;
  std::vector<std::vector<Found>> periods(static_cast<std::size_t>(count));
  std::istringstream lines(run.out);
  for (std::string line; std::getline(lines, line);) {
    const auto record = nlohmann::json::parse(line);
    if (record["type"] != "event") continue;
    ASSERT_FALSE(record.contains("continues"));
    const long start = record["start_sample"], period = start / kPeriod;
    periods[static_cast<std::size_t>(period)].push_back({start - period * kPeriod,
                                                         record["end_sample"].get<long>() - period * kPeriod,
                                                         record["label"], record["score"]});
  }
  // The first and the last differ by their edges.
  const std::vector<Found>& expected = periods[1];
  EXPECT_GT(expected.size(), 5u);
  for (std::size_t p = 2; p + 1 < periods.size(); ++p) {
    ASSERT_EQ(periods[p].size(), expected.size()) << "period " << p;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Found &a = periods[p][i], &b = expected[i];
      ASSERT_EQ(std::tie(a.start, a.end, a.label), std::tie(b.start, b.end, b.label)) << "period " << p;
      ASSERT_NEAR(a.score, b.score, 1.5e-4) << "period " << p;
    }
  }
}

}  // namespace
}  // namespace nightjar::cli
