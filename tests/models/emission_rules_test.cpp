// stride_samples, context_samples and padding: read, and checked against the segments and the features.
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
using testing::HasSubstr;

using Change = std::function<void(json&)>;

Manifest manifest_after(const Change& change) {
  json manifest = json::parse(R"({
    "format": 1, "name": "test", "description": "rows", "licence": "CC0-1.0", "task": "tags",
    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 64000, "hop_samples": 48000,
    "stride_samples": 320, "context_samples": 1480, "padding": "reflect",
    "batch_segments": 8, "input": {"shape": [64000]},
    "features": {"type": "waveform", "input_scale": 1, "normalization": "none"},
    "labels": ["dog", "speech"],
    "decode": {"type": "tags", "activation": "softmax", "threshold_on": {"default": 0.7},
               "threshold_off": {"default": 0.6}, "top_k": 1, "smoothing_segments": 3,
               "min_duration_s": 0.25, "merge_gap_s": 0.5}})");
  change(manifest);
  const test::TempFolder folder;
  std::ofstream(folder / "manifest.json") << manifest.dump();
  return read_manifest(std::filesystem::path(folder / "manifest.json").parent_path());
}

std::string refusal_after(const Change& change) {
  try {
    manifest_after(change);
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_manifest);
    return error.what();
  }
  return "accepted";
}

const json kLogMel = json::parse(R"({
  "type": "log_mel", "n_fft": 512, "win_samples": 400, "hop_samples": 160, "mel_bands": 64, "f_min_hz": 50,
  "f_max_hz": 7800, "mel_scale": "slaney", "mel_norm": "slaney", "window": "hann", "center": true,
  "pad_mode": "constant", "power": 2, "log": "db", "log_floor": 1e-10, "top_db": 0})");

TEST(EmissionRules, values_are_read_and_default_to_one_row_a_segment) {
  const Manifest m = manifest_after([](json&) {});
  EXPECT_EQ(m.stride_samples, 320);
  EXPECT_EQ(m.context_samples, 1480);
  EXPECT_EQ(m.padding, SegmentPadding::reflect);
  const Manifest plain = manifest_after([](json& j) {
    for (const char* key : {"stride_samples", "context_samples", "padding"}) j.erase(key);
  });
  EXPECT_EQ(plain.stride_samples, 0);
  EXPECT_EQ(plain.context_samples, kUnboundedContext);
  EXPECT_EQ(plain.padding, SegmentPadding::zeros);
  EXPECT_EQ(manifest_after([](json& j) { j["context_samples"] = "unbounded"; }).context_samples,
            kUnboundedContext);
  EXPECT_EQ(manifest_after([](json& j) { j["padding"] = "none"; }).padding, SegmentPadding::none);
}

TEST(EmissionRules, a_value_that_is_none_is_refused_with_what_is_expected) {
  const auto refusal_of = [](const char* key, const json& value) {
    return refusal_after([&](json& j) { j[key] = value; });
  };
  EXPECT_THAT(refusal_of("stride_samples", 0), HasSubstr("from 1 to 48000"));
  EXPECT_THAT(refusal_of("context_samples", -1), HasSubstr("from 0 to 64000 or \"unbounded\""));
  EXPECT_THAT(refusal_of("context_samples", "none"), HasSubstr("from 0 to 64000 or \"unbounded\""));
  EXPECT_THAT(refusal_of("padding", "edge"), HasSubstr("one of \"zeros\", \"reflect\", \"none\""));
}

TEST(EmissionRules, stride_and_context_come_together) {
  EXPECT_THAT(refusal_after([](json& j) { j.erase("context_samples"); }), HasSubstr("\"context_samples\""));
  EXPECT_THAT(refusal_after([](json& j) { j.erase("stride_samples"); }),
              AllOf(HasSubstr("\"context_samples\""), HasSubstr("there is no \"stride_samples\"")));
}

TEST(EmissionRules, hops_lie_on_the_grid_of_strides_and_of_frames) {
  EXPECT_THAT(refusal_after([](json& j) { j["stride_samples"] = 321; }),
              AllOf(HasSubstr("\"stride_samples\""), HasSubstr("a divisor of hop_samples, 48000")));
  EXPECT_THAT(refusal_after([](json& j) {
                j["features"] = kLogMel;
                j["features"]["hop_samples"] = 171;
              }),
              AllOf(HasSubstr("\"hop_samples\""), HasSubstr("a multiple of features.hop_samples, 171")));
}

TEST(EmissionRules, segments_overlap_by_twice_the_context) {
  const auto with = [](std::int64_t hop, std::int64_t context) {
    return [=](json& j) {
      j["hop_samples"] = hop;
      j["context_samples"] = context;
    };
  };
  EXPECT_EQ(refusal_after(with(60'800, 1600)), "accepted");
  EXPECT_THAT(refusal_after(with(60'800, 1601)), HasSubstr("is 3200, and needs to be 3521"));
  EXPECT_EQ(refusal_after(with(60'800, 1480)), "accepted");
  EXPECT_THAT(refusal_after(with(61'120, 1480)), HasSubstr("is 2880, and needs to be 3080"));
  EXPECT_EQ(refusal_after(with(64'000, 0)), "accepted");
}

TEST(EmissionRules, what_features_measure_over_a_segment_has_no_bounded_context) {
  const auto refusal_of = [](const std::function<void(json&)>& change_features) {
    return refusal_after([&](json& j) {
      j["features"] = kLogMel;
      change_features(j["features"]);
    });
  };
  EXPECT_EQ(refusal_of([](json&) {}), "accepted");
  EXPECT_THAT(refusal_of([](json& f) { f["top_db"] = 80; }), HasSubstr("\"unbounded\": features.top_db"));
  EXPECT_THAT(refusal_of([](json& f) {
                f["normalization"] = {{"type", "per_bin"}, {"deviation", "sample"}, {"epsilon", 1e-5}};
              }),
              HasSubstr("features.normalization"));
  EXPECT_THAT(refusal_of([](json& f) {
                f = {{"type", "waveform"}, {"input_scale", 1}, {"normalization", "mean_variance"}};
              }),
              HasSubstr("features.normalization"));
  EXPECT_THAT(refusal_of([](json& f) {
                f = {{"type", "whisper_log_mel"}, {"mel_bands", 80}};
              }),
              HasSubstr("features.type"));
}

TEST(EmissionRules, a_context_holds_a_frame) {
  const auto with_context = [](std::int64_t context) {
    return [=](json& j) {
      j["features"] = kLogMel;
      j["context_samples"] = context;
    };
  };
  EXPECT_THAT(refusal_after(with_context(39)),
              HasSubstr("at least 40, for one frame of the features sees 400"));
  EXPECT_EQ(refusal_after(with_context(40)), "accepted");
}

TEST(EmissionRules, a_last_segment_without_padding_holds_a_frame) {
  const auto with_hop = [](std::int64_t hop) {
    return [=](json& j) {
      j["features"] = kLogMel;
      j["padding"] = "none";
      j["context_samples"] = "unbounded";
      j["hop_samples"] = hop;
    };
  };
  EXPECT_EQ(refusal_after(with_hop(63'360)), "accepted");
  EXPECT_THAT(refusal_after(with_hop(64'000)),
              AllOf(HasSubstr("\"padding\""), HasSubstr("as short as 1 samples")));
}

TEST(EmissionRules, the_lead_is_the_middle_on_the_grid_or_what_the_context_needs) {
  const auto lead = [](std::int64_t hop, const json& context, std::int64_t segment = 64'000) {
    return lead_samples(manifest_after([&](json& j) {
      j["segment_samples"] = segment;
      j["hop_samples"] = hop;
      j["context_samples"] = context;
    }));
  };
  EXPECT_EQ(lead(48'000, 1480), 8000);
  EXPECT_EQ(lead(60'800, 1480), 1600);
  EXPECT_EQ(lead(60'160, 1480), 1920);
  EXPECT_EQ(lead(60'800, 1500, 63'940), 1600);  // on the grid before the middle, 1,570, lies 1,280: too near
  EXPECT_EQ(lead(63'040, "unbounded"), 320);
  EXPECT_EQ(lead(64'000, "unbounded"), 0);
}

TEST(EmissionRules, no_segment_is_shorter_than_a_row_hears_or_than_a_tail_can_be) {
  const auto shortest = [](std::int64_t hop, const json& context) {
    return shortest_samples(manifest_after([&](json& j) {
      j["hop_samples"] = hop;
      j["context_samples"] = context;
    }));
  };
  EXPECT_EQ(shortest(48'000, 1480), 2 * 1480 + 320);
  EXPECT_EQ(shortest(60'800, 1480), 3201);
  EXPECT_EQ(shortest(48'000, "unbounded"), 16'001);
}

}  // namespace
}  // namespace nightjar
