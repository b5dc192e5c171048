// `nightjar features` gives what the engine's own stages compute, bit by bit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "stages/features/feature_extractor.h"
#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"
#include "tests/engine/support/stub_model.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"
#include "tools/cli/feature_folder.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class Features : public Workplace {};

TEST_F(Features, are_those_of_the_stages) {
  const std::string path = recording("tone.wav", 7.3);
  ASSERT_EQ(nightjar({"features", "stub", path, "-o", folder_ / "out.npy"}, options()).code, 0);

  const Manifest m = stub_manifest();
  const auto extractor = make_feature_extractor(m);
  SegmentReader reader(
      std::move(*open_recording(path)),
      {.sample_rate_hz = m.sample_rate_hz, .grid = {m.segment_samples, m.hop_samples}, .batch_segments = 1});
  std::string expected;
  std::int64_t segments = 0;
  while (const auto batch = reader.next()) {
    std::vector<float> values(24 * 97);
    extractor->compute(std::span(batch->samples).first(16000), values);
    expected.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    ++segments;
  }
  const std::string file = test::read_text(folder_ / "out.npy");
  EXPECT_EQ(segments, 14);
  EXPECT_THAT(file.substr(0, file.size() - expected.size()), HasSubstr("'shape': (14, 24, 97"));
  EXPECT_TRUE(file.ends_with(expected));
}

TEST_F(Features, of_many_go_to_a_folder_with_an_index_in_input_order) {
  const auto a = recording("a.wav"), b = recording("b.wav", 1);
  std::filesystem::create_directory(folder_ / "other");
  const auto same_name = recording("other/a.wav", 2);
  std::ofstream(folder_ / "list") << a << "\n"
                                  << folder_ / "missing.wav"
                                  << "\n"
                                  << same_name << "\n"
                                  << b << "\n";
  const Ended ended = nightjar(
      {"features", "stub", "--list", folder_ / "list", "-o", folder_ / "out", "--workers", "3"}, options());
  EXPECT_EQ(ended.code, 1);
  std::ifstream index(folder_ / "out/index.jsonl");
  std::vector<json> rows;
  for (std::string line; std::getline(index, line);) rows.push_back(json::parse(line));
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0]["file"], "000000-a.npy");
  EXPECT_EQ(rows[1]["code"], "not_found");
  EXPECT_EQ(rows[2]["file"], "000002-a.npy");
  EXPECT_EQ(rows[3]["segments"], 1);
  for (const int i : {0, 2, 3})
    EXPECT_TRUE(std::filesystem::exists(folder_ / ("out/" + rows[i]["file"].get<std::string>())));
}

TEST_F(Features, need_neither_weights_nor_libtorch) {
  std::filesystem::remove(folder_ / "models/stub/weights.pt");
  ProgramOptions bare = options();
  bare.environment["NIGHTJAR_TORCH_BACKEND"] = "/no/such/object.so";
  EXPECT_EQ(nightjar({"features", "stub", recording("a.wav"), "-o", folder_ / "a.npy"}, bare).code, 0);
}

TEST_F(Features, that_cannot_be_written_are_exit_3) {
  const auto a = recording("a.wav");
  EXPECT_EQ(nightjar({"features", "stub", a, "-o", a + "/a.npy"}, options()).code, 3);
  EXPECT_EQ(nightjar({"features", "stub", a, a, "-o", a + "/folder"}, options()).code, 3);
  EXPECT_EQ(nightjar({"features", "stub", a, a, "-o", "two.npy"}, options()).code, 2);
}

TEST(FeatureFileName, cannot_collide_or_leave_the_folder) {
  EXPECT_EQ(feature_file_name(12, "a/dog bark.flac"), "000012-dog bark.npy");
  EXPECT_EQ(feature_file_name(1234567, "x/../..\n/caf\xc3\xa9.wav"), "1234567-caf__.npy");
}

}  // namespace
}  // namespace nightjar::cli
