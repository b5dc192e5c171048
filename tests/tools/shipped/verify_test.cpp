// `nightjar verify`, run as a user runs it, on models whose context is known.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const std::string kScene = NIGHTJAR_SOURCE_DIR "/data/samples/mixed_scene.flac";

// A folder with one of tests/golden/models: a row every 320 samples, from 1,480 more on either side.
class Verify : public testing::Test {
 protected:
  std::string model(const std::string& weights, std::int64_t hop, const json& context) const {
    const std::string folder = folder_ / "model";
    std::filesystem::create_directories(folder);
    std::filesystem::copy_file(NIGHTJAR_SOURCE_DIR "/tests/golden/models/" + weights + ".pt",
                               folder + "/weights.pt");
    json manifest = json::parse(R"({
      "format": 1, "name": "rows", "description": "-", "licence": "-", "task": "tags",
      "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 64000, "padding": "none",
      "batch_segments": 2, "stride_samples": 320, "input": {"shape": [24, 401]},
      "features": {"type": "log_mel", "n_fft": 512, "win_samples": 400, "hop_samples": 160, "mel_bands": 24,
                   "f_min_hz": 0, "f_max_hz": 8000, "mel_scale": "htk", "mel_norm": "none", "window": "hann",
                   "center": true, "pad_mode": "reflect", "power": 2, "log": "db", "log_floor": 1e-10,
                   "top_db": 0},
      "labels": ["a", "b", "c"],
      "decode": {"type": "tags", "activation": "softmax", "threshold_on": {"default": 0.5},
                 "threshold_off": {"default": 0.4}, "top_k": 1, "smoothing_segments": 5, "min_duration_s": 0.1,
                 "merge_gap_s": 0.1}})");
    manifest["hop_samples"] = hop;
    manifest["context_samples"] = context;
    std::ofstream(folder + "/manifest.json") << manifest.dump();
    return folder;
  }

  const test::TempFolder folder_;
};

TEST_F(Verify, says_that_a_context_holds) {
  const Ended all = nightjar({"verify", model("strided", 60'800, 1480), kScene});
  EXPECT_EQ(all.code, 0) << all.err;
  for (const char* length : {"4.000 s", "7.000 s", "10.000 s", "30.000 s"})
    EXPECT_THAT(all.out, HasSubstr(length));
  EXPECT_THAT(all.out, HasSubstr("the context holds"));
  const Ended one =
      nightjar({"verify", folder_ / "model", "--segments", "5", kScene, "--first", "20", "--json"});
  const json line = json::parse(one.out);
  EXPECT_EQ(line["segment_s"], 5);
  EXPECT_EQ(line["rows"], 1000);
  EXPECT_LE(line["largest"], 1e-4);
  EXPECT_EQ(line["rows_beyond"], 0);
}

TEST_F(Verify, says_that_a_context_is_too_small) {
  const Ended ended = nightjar({"verify", model("strided", 63'360, 200), kScene});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("THE CONTEXT DOES NOT HOLD"));
}

TEST_F(Verify, tells_the_change_of_an_unbounded_context) {
  const Ended ended = nightjar({"verify", model("wide", 60'800, "unbounded"), kScene, "--segments", "4"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("unbounded context: being cut into segments changes its rows by up to"));
}

TEST_F(Verify, refuses_what_it_cannot_compare) {
  const Ended one_row = nightjar({"verify", "sounds", kScene});
  EXPECT_EQ(one_row.code, 2);
  EXPECT_THAT(one_row.err, HasSubstr("gives one row of scores for a whole segment"));
  const std::string folder = model("strided", 60'800, 1480);
  const Ended short_segments = nightjar({"verify", folder, kScene, "--segments", "0.1"});
  EXPECT_EQ(short_segments.code, 2);
  EXPECT_THAT(short_segments.err, HasSubstr("expected at least 3520"));
  const Ended missing = nightjar({"verify", folder, "missing.wav"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_THAT(missing.err, HasSubstr("missing.wav"));
  EXPECT_EQ(nightjar({"verify", folder}).code, 2);
}

// The same rows give the events, for any number of workers and whatever the segments.
TEST_F(Verify, is_of_the_rows_that_run_makes_events_of) {
  const auto events = [](const std::string& folder, const std::string& workers) {
    const Ended run = nightjar({"run", "--quiet", "--model", folder, "--workers", workers, kScene});
    EXPECT_EQ(run.code, 0) << run.err;
    return run.out.substr(run.out.find("\"type\":\"event\""));
  };
  const std::string folder = model("strided", 60'800, 1480);
  const std::string once = events(folder, "1");
  EXPECT_EQ(events(folder, "3"), once);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(events(model("strided", 32'000, 1480), "2"), once);
}

}  // namespace
}  // namespace nightjar::cli
