// `run --only` from outside: one model says where the other one listens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/engine/support/stub_model.h"
#include "tests/support/json_lines.h"
#include "tests/support/sound_files.h"
#include "tests/tools/cli/workplace.h"

namespace nightjar::cli {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The model "low" is a copy of the stub: its labels are low, middle and high.
class OnlyRun : public Workplace {
 protected:
  OnlyRun() {
    json manifest = json::parse(test::read_text(folder_ / "models/stub/manifest.json"));
    manifest["name"] = "low";
    write_model("low", manifest);
  }

  void write_model(const std::string& name, const json& manifest) {
    std::filesystem::create_directories(folder_ / ("models/" + name));
    std::ofstream(folder_ / ("models/" + name + "/manifest.json")) << manifest.dump();
    std::ofstream(folder_ / ("models/" + name + "/weights.pt")) << "the stub needs none";
  }

  // Low, then high for ten seconds, then low: four seconds each.
  std::string low_high_low(const std::string& name = "a.wav") {
    auto sound = tone(300, 4, 16000);
    for (const auto& part : {tone(6000, 10, 16000), tone(300, 4, 16000)})
      sound.insert(sound.end(), part.begin(), part.end());
    std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
    test::write_sound(folder_ / name, sound, 16000, 1, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
    return folder_ / name;
  }

  Ended run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--model", "stub"});
    return nightjar(arguments, options());
  }
  std::string refusal(const std::string& only) {
    const Ended ended = run({"--only", only, recording("r.wav")});
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.out, "");
    return ended.err;
  }
};

TEST_F(OnlyRun, says_what_it_left_out_and_why) {
  const Ended ended = run({"--only", "low", low_high_low()});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const auto lines = test::parse_json_lines(ended.out);
  ASSERT_THAT(test::types_of(lines),
              ElementsAre("run", "recording", "event", "skipped", "event", "end", "done"));
  EXPECT_EQ(lines[0]["only"], "low");
  EXPECT_EQ(lines[0]["only_model"], "low");
  EXPECT_EQ(lines[0]["only_model_sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(lines[3]["code"], "class_not_heard");
  EXPECT_EQ(lines[3]["message"], "model low heard no \"low\" there");
  const auto skipped = lines[3]["end_sample"].get<int>() - lines[3]["start_sample"].get<int>();
  EXPECT_GT(skipped, 7 * 16000);
  EXPECT_LT(skipped, 10 * 16000);
  EXPECT_EQ(lines[5]["skipped"], skipped);
  EXPECT_EQ(lines[5]["unheard"], skipped);
  EXPECT_EQ(lines[5]["processed"].get<int>() + skipped, lines[5]["frames"]);
  EXPECT_EQ(lines[6]["skipped_s"], skipped / 16000.0);
  EXPECT_EQ(lines[6]["reasons"], json::parse(R"([{"code": "class_not_heard", "recordings": 1, "seconds": )" +
                                             std::to_string(skipped / 16000.0) + "}]"));
  EXPECT_THAT(ended.err, HasSubstr(" left out, 0 gaps"));
}

TEST_F(OnlyRun, takes_another_label_and_an_only_one) {
  const std::string path = low_high_low();
  EXPECT_EQ(run({"--only", "low:low", path}).out, run({"--only", "low", path}).out);
  const auto high = test::parse_json_lines(run({"--only", folder_ / "models/stub" + ":high", path}).out);
  EXPECT_EQ(high[0]["only"], "high");
  EXPECT_GT(high.back()["skipped_s"], 6);
  EXPECT_LT(high.back()["skipped_s"], 8);
  json manifest = json::parse(test::read_text(folder_ / "models/stub/manifest.json"));
  manifest["labels"] = {"tone"};
  write_model("tones", manifest);
  EXPECT_EQ(test::parse_json_lines(run({"--only", "tones", path}).out)[0]["only"], "tone");
}

TEST_F(OnlyRun, refusals_say_what_could_be_meant) {
  EXPECT_THAT(refusal("high"),
              HasSubstr("--only high: no model of that name; expected MODEL:LABEL: low:high, "
                        "stub:high"));
  EXPECT_THAT(refusal("owls"), HasSubstr("--only owls: no such model; expected MODEL or MODEL:LABEL"));
  EXPECT_THAT(refusal("nobody:low"), HasSubstr("--only nobody:low: no such model"));
  EXPECT_THAT(refusal("stub"), HasSubstr("--only stub: which of its classes? Expected a label after it, such "
                                         "as stub:low; it has low, middle, high"));
  EXPECT_THAT(refusal("low:owl"),
              HasSubstr("model low has no label \"owl\"; expected one of \"low\", \"middle\", \"high\""));
}

TEST_F(OnlyRun, comes_from_a_configuration_file_too) {
  const std::string path = low_high_low();
  const Ended printed = run({"--only", "low", "--print-config", path});
  EXPECT_THAT(printed.out, HasSubstr("only = \"low\""));
  std::ofstream(folder_ / "options.toml") << printed.out;
  EXPECT_EQ(nightjar({"run", "--config", folder_ / "options.toml"}, options()).out,
            run({"--only", "low", path}).out);
}

TEST_F(OnlyRun, is_resumed_with_the_same_totals_and_only_with_the_same_class) {
  low_high_low("in/a.wav");
  const auto into = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"--out", folder_ / "out", "--from", "1", folder_ / "in"});
    return run(more);
  };
  const Ended first = into({"--only", "low"});
  const Ended again = into({"--only", "low", "--resume"});
  EXPECT_EQ(again.out, first.out);
  EXPECT_THAT(first.out, HasSubstr("outside_range"));
  EXPECT_THAT(again.err, HasSubstr("1 recording done before"));
  EXPECT_EQ(into({"--only", "low:high", "--resume"}).err.find("done before"), std::string::npos);
}

TEST_F(OnlyRun, costs_memory_that_min_and_check_know_of) {
  const std::string path = low_high_low();
  const auto least = [&](const std::string& only) {
    const std::string stats = folder_ / "stats.json";
    std::vector<std::string> arguments{"--memory", "min", "--stats", stats, path};
    if (!only.empty()) arguments.insert(arguments.begin(), {"--only", only});
    EXPECT_EQ(run(arguments).code, 0);
    return json::parse(test::read_text(stats))["memory_ceiling_bytes"].get<std::int64_t>();
  };
  EXPECT_GT(least("low"), least("") + (1 << 20));
  const Ended checked =
      nightjar({"check", "--model", "stub", "--only", "low", "--measure", "0.2", path}, options());
  EXPECT_EQ(checked.code, 0) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("of memory at its peak"));
  EXPECT_THAT(nightjar({"check", "--only", "low", path}, options()).err, HasSubstr("--model MODEL"));
}

}  // namespace
}  // namespace nightjar::cli
