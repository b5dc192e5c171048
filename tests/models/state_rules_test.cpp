// "state", the arguments of forward(), and how events of steps are told: read, and checked against the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using StateChange = std::function<void(json&)>;

Manifest state_manifest_after(const StateChange& change) {
  json manifest = json::parse(R"({
    "format": 1, "name": "test", "description": "steps", "licence": "MIT", "task": "tags",
    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 512, "hop_samples": 512,
    "batch_segments": 64, "input": {"shape": [512], "arguments": [16000, -0.5]},
    "state": {"reset": "reset_states"},
    "features": {"type": "waveform", "input_scale": 1, "normalization": "none"},
    "labels": ["speech"],
    "decode": {"type": "tags", "activation": "none", "threshold_on": {"default": 0.5},
               "threshold_off": {"default": 0.35}, "top_k": 0, "smoothing_segments": 1,
               "min_duration_s": 0.25, "merge_gap_s": 0, "min_silence_s": 0.1, "pad_s": 0.03}})");
  change(manifest);
  const test::TempFolder folder;
  std::ofstream(folder / "manifest.json") << manifest.dump();
  return read_manifest(std::filesystem::path(folder / "manifest.json").parent_path());
}

std::string state_refusal_after(const StateChange& change) {
  try {
    state_manifest_after(change);
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_manifest);
    return error.what();
  }
  return "accepted";
}

TEST(StateRules, values_are_read_and_default_to_none) {
  const Manifest m = state_manifest_after([](json&) {});
  EXPECT_TRUE(m.keeps_state());
  EXPECT_EQ(m.reset_method, "reset_states");
  EXPECT_THAT(m.input_arguments, ElementsAre(16000, -0.5));
  EXPECT_EQ(m.tags.activation, "none");
  EXPECT_EQ(m.tags.min_silence_s, 0.1);
  EXPECT_EQ(m.tags.pad_s, 0.03);
  const Manifest plain = state_manifest_after([](json& j) {
    j.erase("state");
    j["input"].erase("arguments");
    j["decode"].erase("min_silence_s");
    j["decode"].erase("pad_s");
  });
  EXPECT_FALSE(plain.keeps_state());
  EXPECT_TRUE(plain.input_arguments.empty());
  EXPECT_EQ(plain.tags.min_silence_s, 0);
  EXPECT_EQ(plain.tags.pad_s, 0);
}

TEST(StateRules, keys_are_strict) {
  EXPECT_THAT(state_refusal_after([](json& j) { j["state"]["rest"] = "x"; }),
              AllOf(HasSubstr("state.rest"), HasSubstr("reset")));
  EXPECT_THAT(state_refusal_after([](json& j) { j["state"].erase("reset"); }), HasSubstr("state.reset"));
  EXPECT_THAT(state_refusal_after([](json& j) { j["state"] = "module"; }), HasSubstr("state"));
  EXPECT_THAT(state_refusal_after([](json& j) { j["state"]["reset"] = ""; }), HasSubstr("state.reset"));
  EXPECT_THAT(state_refusal_after([](json& j) { j["input"]["arguments"] = {"16000"}; }),
              HasSubstr("input.arguments[0]"));
  EXPECT_THAT(state_refusal_after([](json& j) { j["input"]["arguments"] = json::array(); }),
              HasSubstr("input.arguments"));
}

TEST(StateRules, segments_that_would_be_heard_twice_or_in_part_are_refused_with_the_reason) {
  EXPECT_THAT(state_refusal_after([](json& j) { j["hop_samples"] = 256; }),
              AllOf(HasSubstr("hop_samples"), HasSubstr("512"), HasSubstr("hears each sample once")));
  for (const char* padding : {"reflect", "none"}) {
    EXPECT_THAT(state_refusal_after([&](json& j) { j["padding"] = padding; }),
                AllOf(HasSubstr("padding"), HasSubstr("\"zeros\""), HasSubstr("\"state\"")));
  }
  EXPECT_THAT(state_refusal_after([](json& j) {
                j["stride_samples"] = 256;
                j["context_samples"] = 0;
              }),
              AllOf(HasSubstr("context_samples"), HasSubstr("\"unbounded\"")));
  EXPECT_EQ(state_refusal_after([](json& j) {
              j["stride_samples"] = 256;
              j["context_samples"] = "unbounded";
            }),
            "accepted");
}

TEST(StateRules, one_silence_is_enough) {
  EXPECT_THAT(state_refusal_after([](json& j) { j["decode"]["merge_gap_s"] = 0.2; }),
              AllOf(HasSubstr("decode.min_silence_s"), HasSubstr("merge_gap_s")));
  EXPECT_THAT(state_refusal_after([](json& j) {
                j["decode"]["merge_gap_s"] = {{"default", 0}, {"speech", 0.2}};
              }),
              AllOf(HasSubstr("decode.min_silence_s"), HasSubstr("merge_gap_s")));
  EXPECT_EQ(state_refusal_after([](json& j) { j["decode"]["merge_gap_s"] = {{"default", 0}}; }), "accepted");
}

}  // namespace
}  // namespace nightjar
