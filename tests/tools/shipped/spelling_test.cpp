// Transcripts with LibTorch: tests/golden/models/spelling.pt hears what was spelled, for segments of any
// length.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/support/spelled_sound.h"
#include "tests/support/temp_folder.h"
#include "tests/tools/cli/program.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;

constexpr int kFileRateHz = 22050;

TEST(Spelling, is_heard_with_its_times_for_segments_of_any_length) {
  const test::TempFolder folder;
  test::SpelledSound sound(kFileRateHz);
  sound.pause(0.37).say("to be or not to be").pause(1.53).say("that is the question").pause(1.1);
  test::write_sound(folder / "a.flac", sound.samples, kFileRateHz, 1, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);

  std::string first;
  for (const std::int64_t segment : {32000, 16000, 80000}) {
    json manifest = test::spelling_manifest();
    manifest["segment_samples"] = segment;
    manifest["hop_samples"] = segment - 640;
    manifest["input"]["shape"][1] = segment / 160 + 1;
    test::write_spelling_model(folder / "model", manifest);
    std::filesystem::copy_file(NIGHTJAR_SOURCE_DIR "/tests/golden/models/spelling.pt",
                               folder / "model/weights.pt",
                               std::filesystem::copy_options::overwrite_existing);
    const Ended run = nightjar({"run", "--quiet", "--model", folder / "model", folder / "a.flac"});
    ASSERT_EQ(run.code, 0) << run.err;

    std::string said;
    std::size_t words = 0;
    for (const json& line : test::parse_json_lines(run.out)) {
      if (line["type"] == "transcript") said += line["text"].get<std::string>() + "\n";
      if (line["type"] != "word") continue;
      ASSERT_LT(words, sound.words.size());
      const auto& spelled = sound.words[words++];
      EXPECT_EQ(line["text"], spelled.text);
      EXPECT_NEAR(line["start_s"].get<double>(), static_cast<double>(spelled.start_frame) / kFileRateHz,
                  0.0225);
      EXPECT_NEAR(line["end_s"].get<double>(), static_cast<double>(spelled.end_frame) / kFileRateHz, 0.0225);
    }
    EXPECT_EQ(said, "to be or not to be\nthat is the question\n");
    EXPECT_EQ(words, sound.words.size());
    const std::string lines = run.out.substr(run.out.find('\n'));  // the first names the model
    if (first.empty()) first = lines;
    EXPECT_EQ(lines, first) << segment;
  }
}

}  // namespace
}  // namespace nightjar::cli
