// Every kind of features against its reference library, by way of the manifest that asks for it;
// tests/golden/features/contracts/make_golden.py made the values and justifies the tolerances.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <string>

#include "stages/features/feature_extractor.h"
#include "tests/stages/features/features_support.h"
#include "tests/stages/features/golden_cases.h"
#include "tests/stages/features/npy_reader.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using nlohmann::json;

using test::GoldenCase;
using test::kGoldenFolder;

const std::string kFolder = kGoldenFolder + "contracts/";

std::vector<float> sound_of(const json& values) {
  const auto once = test::read_npy(kGoldenFolder + "sound.npy").values;
  const std::size_t start = values.at("start"), samples = values.at("segment_samples");
  std::vector<float> sound;
  for (std::size_t i = start; i < start + samples; ++i) sound.push_back(once[i % once.size()]);
  return sound;
}

Manifest manifest_of(const GoldenCase& one) {
  const json document = {{"format", 1},
                         {"name", one.name()},
                         {"description", "golden"},
                         {"licence", "none"},
                         {"task", "tags"},
                         {"weights", "weights.pt"},
                         {"sample_rate_hz", one.values.at("sample_rate_hz")},
                         {"segment_samples", one.values.at("segment_samples")},
                         {"hop_samples", 1},
                         {"batch_segments", 1},
                         {"input", {{"shape", one.values.at("shape")}}},
                         {"features", one.values.at("features")},
                         {"labels", {"sound"}},
                         {"decode",
                          {{"type", "tags"},
                           {"activation", "sigmoid"},
                           {"threshold_on", {{"default", 0.5}}},
                           {"threshold_off", {{"default", 0.4}}},
                           {"top_k", 0},
                           {"smoothing_segments", 1},
                           {"min_duration_s", 0},
                           {"merge_gap_s", 0}}}};
  const test::TempFolder folder;
  std::ofstream(folder / "manifest.json") << document;
  return read_manifest(folder.path());
}

// One value for each of the golden ones: of all frames, or of those that were kept.
std::vector<float> kept(const json& values, const std::vector<float>& all) {
  const auto frames = values.at("kept_frames").get<std::vector<std::size_t>>();
  if (frames.empty()) return all;
  std::vector<float> some;
  const std::size_t bands = values.at("shape")[0], count = values.at("shape")[1];
  for (std::size_t b = 0; b < bands; ++b) {
    for (const std::size_t t : frames) some.push_back(all[b * count + t]);
  }
  return some;
}

// The highest value of each value's frame.
std::vector<float> frame_maxima(const json& values, const test::NpyArray& golden) {
  const bool frames_first = values.at("features").value("layout", "bands_frames") == "frames_bands";
  const auto rows = static_cast<std::size_t>(golden.shape[0]), columns = golden.values.size() / rows;
  const std::size_t frames = frames_first ? rows : columns;
  const auto frame_of = [&](std::size_t i) { return frames_first ? i / columns : i % columns; };
  std::vector<float> highest(frames, -1e30F), maxima;
  for (std::size_t i = 0; i < golden.values.size(); ++i) {
    highest[frame_of(i)] = std::max(highest[frame_of(i)], golden.values[i]);
  }
  for (std::size_t i = 0; i < golden.values.size(); ++i) maxima.push_back(highest[frame_of(i)]);
  return maxima;
}

class FeatureContract : public testing::TestWithParam<GoldenCase> {};

TEST_P(FeatureContract, equals_its_reference_library) {
  const json& values = GetParam().values;
  const auto golden = test::read_npy(kFolder + GetParam().name() + ".npy");
  const auto extractor = make_feature_extractor(manifest_of(GetParam()));  // checks the shape
  const auto got = kept(values, test::features_of(*extractor, sound_of(values)));
  ASSERT_EQ(got.size(), golden.values.size());

  const double near = values.at("tolerance"), far = values.at("tolerance_far");
  const bool has_far = !values.at("far_below").is_null(), relative = values.at("relative");
  const double far_below = has_far ? values.at("far_below").get<double>() : 0.0;
  const auto maxima = frame_maxima(values, golden);
  double worst = 0;  // difference over what is allowed
  std::size_t where = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double value = golden.values[i];
    const bool is_far = has_far && value < maxima[i] - far_below;
    const double allowed = relative ? far + 1e-3 * std::abs(value) : (is_far ? far : near);
    const double difference = std::abs(got[i] - value);
    const double part = difference == 0 ? 0 : difference / allowed;
    if (!(part <= worst)) worst = part, where = i;  // a NaN is worst
  }
  RecordProperty("worst", std::to_string(worst));
  EXPECT_LE(worst, 1.0) << "at " << where << ": got " << got[where] << ", the reference has "
                        << golden.values[where];
}

INSTANTIATE_TEST_SUITE_P(, FeatureContract, testing::ValuesIn(test::golden_cases(kFolder)),
                         [](const auto& one) { return one.param.name(); });

}  // namespace
}  // namespace nightjar
