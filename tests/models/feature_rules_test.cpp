// The "features" of a manifest: each type's keys, strictly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "models/interface/manifest.h"
#include "nightjar/error.h"
#include "tests/models/log_mel_json.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using nlohmann::json;
using test::log_mel_json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const json kNone = {{"type", "none"}};

json torch_keys() {
  return {{"window_periodic", false},
          {"spectrum_scale", "window"},
          {"mel_grid", "torchaudio"},
          {"log_guard", "add"},
          {"layout", "frames_bands"},
          {"normalization", {{"type", "per_segment"}, {"deviation", "sample"}, {"epsilon", 1e-5}}}};
}

json kaldi(const char* type) {
  json features = json::parse(R"({"win_samples": 400, "hop_samples": 160, "input_scale": 32768, "dither": 0,
    "remove_dc_offset": false, "preemphasis": 0.5, "window": "blackman", "blackman_coeff": 0.5,
    "snip_edges": false, "round_to_power_of_two": false, "mel_bands": 40, "f_min_hz": 60, "f_max_hz": -400,
    "use_energy": true, "raw_energy": false, "energy_floor": 0.5, "htk_compat": true, "layout": "bands_frames",
    "normalization": {"type": "global", "mean": [1.5], "std": [2, 3]}})");
  features["type"] = type;
  return features;
}

json librosa_filters() {
  return {{"type", "librosa"}, {"mel_scale", "htk"}, {"mel_norm", "none"}, {"floor_to_int_bin", true}};
}

json fbank() {
  json features = kaldi("kaldi_fbank");
  features.update({{"use_log_fbank", false}, {"use_power", false}});
  return features;
}

json kaldi_mfcc() {
  json features = kaldi("kaldi_mfcc");
  features.update({{"coefficients", 20}, {"cepstral_lifter", 11.5}});
  return features;
}

json mfcc() {
  json features = log_mel_json();
  features.update({{"type", "mfcc"},
                   {"coefficients", 13},
                   {"dct_type", 3},
                   {"dct_norm", "none"},
                   {"lifter", 22},
                   {"layout", "frames_bands"},
                   {"normalization", kNone}});
  return features;
}

json whisper() {
  return {{"type", "whisper_log_mel"}, {"mel_bands", 128}};
}

json waveform() {
  return {{"type", "waveform"}, {"input_scale", 0.5}, {"normalization", "mean_variance"}};
}

FeatureSpec read(const json& features) {
  json document = json::parse(R"({
    "format": 1, "name": "test", "description": "one label", "licence": "CC0-1.0", "task": "tags",
    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 16000, "hop_samples": 8000,
    "batch_segments": 8, "input": {"shape": [16000]}, "labels": ["dog"],
    "decode": {"type": "tags", "activation": "softmax", "threshold_on": {"default": 0.7},
               "threshold_off": {"default": 0.6}, "top_k": 1, "smoothing_segments": 3,
               "min_duration_s": 0.25, "merge_gap_s": 0.5}})");
  document["features"] = features;
  const test::TempFolder folder;
  std::ofstream(folder / "manifest.json") << document;
  return read_manifest(folder.path()).features;
}

std::string refusal(json features, const char* pointer, const json& value) {
  features[json::json_pointer(pointer)] = value;
  try {
    read(features);
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_manifest);
    return error.what();
  }
  return "accepted";
}

TEST(FeatureRules, read_every_value_of_kaldi_fbank) {
  const auto spec = std::get<KaldiFbankSpec>(read(fbank()));
  EXPECT_EQ(spec.frame.win_samples, 400);
  EXPECT_EQ(spec.frame.hop_samples, 160);
  EXPECT_EQ(spec.frame.input_scale, 32768);
  EXPECT_FALSE(spec.frame.remove_dc_offset);
  EXPECT_EQ(spec.frame.preemphasis, 0.5);
  EXPECT_EQ(spec.frame.window, "blackman");
  EXPECT_EQ(spec.frame.blackman_coeff, 0.5);
  EXPECT_FALSE(spec.frame.snip_edges);
  EXPECT_FALSE(spec.frame.round_to_power_of_two);
  EXPECT_EQ(spec.frame.mel_bands, 40);
  EXPECT_EQ(spec.frame.f_min_hz, 60);
  EXPECT_EQ(spec.frame.f_max_hz, -400);
  EXPECT_TRUE(spec.frame.use_energy);
  EXPECT_FALSE(spec.frame.raw_energy);
  EXPECT_EQ(spec.frame.energy_floor, 0.5);
  EXPECT_TRUE(spec.frame.htk_compat);
  EXPECT_FALSE(spec.use_log_fbank);
  EXPECT_FALSE(spec.use_power);
  EXPECT_EQ(spec.output.layout, "bands_frames");
  EXPECT_EQ(spec.output.normalization.type, "global");
  EXPECT_THAT(spec.output.normalization.mean, ElementsAre(1.5F));
  EXPECT_THAT(spec.output.normalization.std, ElementsAre(2, 3));
}

TEST(FeatureRules, read_every_value_of_the_other_types) {
  const auto ceps = std::get<KaldiMfccSpec>(read(kaldi_mfcc()));
  EXPECT_EQ(ceps.frame.mel_bands, 40);
  EXPECT_EQ(ceps.coefficients, 20);
  EXPECT_EQ(ceps.cepstral_lifter, 11.5);
  const auto librosa = std::get<MfccSpec>(read(mfcc()));
  EXPECT_EQ(librosa.mel.n_fft, 512);
  EXPECT_EQ(librosa.coefficients, 13);
  EXPECT_EQ(librosa.dct_type, 3);
  EXPECT_EQ(librosa.dct_norm, "none");
  EXPECT_EQ(librosa.lifter, 22);
  EXPECT_EQ(librosa.mel.output.layout, "frames_bands");
  EXPECT_EQ(std::get<WhisperLogMelSpec>(read(whisper())).mel_bands, 128);
  const auto sound = std::get<WaveformSpec>(read(waveform()));
  EXPECT_EQ(sound.input_scale, 0.5);
  EXPECT_EQ(sound.normalization, "mean_variance");
}

TEST(FeatureRules, let_log_mel_have_the_keys_of_torchaudio_or_none_of_them) {
  const auto plain = std::get<LogMelSpec>(read(log_mel_json()));
  EXPECT_TRUE(plain.window_periodic);
  EXPECT_EQ(plain.spectrum_scale, "none");
  EXPECT_EQ(plain.mel_grid, "librosa");
  EXPECT_EQ(plain.log_guard, "max");
  EXPECT_EQ(plain.output.layout, "bands_frames");
  EXPECT_EQ(plain.output.normalization.type, "none");
  json features = log_mel_json();
  features.update(torch_keys());
  const auto extended = std::get<LogMelSpec>(read(features));
  EXPECT_FALSE(extended.window_periodic);
  EXPECT_EQ(extended.spectrum_scale, "window");
  EXPECT_EQ(extended.mel_grid, "torchaudio");
  EXPECT_EQ(extended.log_guard, "add");
  EXPECT_EQ(extended.output.layout, "frames_bands");
  EXPECT_EQ(extended.output.normalization.type, "per_segment");
  EXPECT_EQ(extended.output.normalization.deviation, "sample");
  EXPECT_EQ(extended.output.normalization.epsilon, 1e-5);
}

TEST(FeatureRules, let_kaldi_have_other_filters_and_another_guard) {
  const auto plain = std::get<KaldiFbankSpec>(read(fbank()));
  EXPECT_EQ(plain.frame.mel_filters.type, "kaldi");
  EXPECT_EQ(plain.log_guard, "max");
  EXPECT_EQ(plain.log_floor, std::numeric_limits<float>::epsilon());
  json features = fbank();
  features.update({{"mel_filters", librosa_filters()}, {"log_guard", "add"}, {"log_floor", 0.25}});
  const auto changed = std::get<KaldiFbankSpec>(read(features));
  EXPECT_EQ(changed.frame.mel_filters.type, "librosa");
  EXPECT_EQ(changed.frame.mel_filters.mel_scale, "htk");
  EXPECT_EQ(changed.frame.mel_filters.mel_norm, "none");
  EXPECT_TRUE(changed.frame.mel_filters.floor_to_int_bin);
  EXPECT_EQ(changed.log_guard, "add");
  EXPECT_EQ(changed.log_floor, 0.25);
  features["mel_filters"] = {{"type", "torchaudio"}};
  EXPECT_EQ(std::get<KaldiFbankSpec>(read(features)).frame.mel_filters.type, "torchaudio");
  features = kaldi_mfcc();
  features["mel_filters"] = {{"type", "kaldi"}};
  EXPECT_EQ(std::get<KaldiMfccSpec>(read(features)).frame.mel_filters.type, "kaldi");
}

TEST(FeatureRules, refuse_what_no_model_can_be_served_with_and_say_why) {
  EXPECT_THAT(refusal(fbank(), "/dither", 1), AllOf(HasSubstr("features.dither"), HasSubstr("must repeat")));
  EXPECT_THAT(refusal(fbank(), "/vtln_warp", 0.9),
              AllOf(HasSubstr("features.vtln_warp"),
                    HasSubstr("got 0.9, expected 1: a warp belongs to one speaker")));
  EXPECT_EQ(refusal(fbank(), "/vtln_warp", 1), "accepted");
  EXPECT_THAT(refusal(kaldi_mfcc(), "/htk_mode", true),
              AllOf(HasSubstr("features.htk_mode"), HasSubstr("expected false: it repeats a mistake")));
  EXPECT_EQ(refusal(kaldi_mfcc(), "/htk_mode", false), "accepted");
}

TEST(FeatureRules, require_every_key_and_know_no_other) {
  for (const json& features : {log_mel_json(), fbank(), kaldi_mfcc(), mfcc(), whisper(), waveform()}) {
    for (const auto& [key, value] : features.items()) {
      json without = features;
      without.erase(key);
      EXPECT_THAT(refusal(without, "/more", 1), HasSubstr(key == "type" ? "missing key" : "unknown key"));
      without.erase("more");
      try {
        read(without);
        ADD_FAILURE() << features["type"] << " without " << key << " was accepted";
      } catch (const SetupError& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("missing key"), HasSubstr("features." + key)));
      }
    }
  }
}

TEST(FeatureRules, refuse_what_is_out_of_range_with_its_path) {
  EXPECT_THAT(refusal(fbank(), "/win_samples", 401), HasSubstr("round_to_power_of_two"));
  EXPECT_THAT(refusal(fbank(), "/f_max_hz", -7950), HasSubstr("more than f_min_hz"));
  EXPECT_THAT(refusal(fbank(), "/window", "kaiser"), HasSubstr("\"povey\", \"hanning\", \"hann\""));
  EXPECT_THAT(refusal(fbank(), "/layout", "frames"), HasSubstr("\"bands_frames\", \"frames_bands\""));
  EXPECT_THAT(refusal(kaldi_mfcc(), "/coefficients", 41), HasSubstr("1 to 40"));
  EXPECT_THAT(refusal(mfcc(), "/coefficients", 65), HasSubstr("1 to 64"));
  EXPECT_THAT(refusal(mfcc(), "/dct_type", 4), HasSubstr("1 to 3"));
  json one_band = mfcc();
  one_band.update({{"mel_bands", 1}, {"coefficients", 1}});
  EXPECT_THAT(refusal(one_band, "/dct_type", 1), HasSubstr("2 or 3 where mel_bands is 1"));
  EXPECT_THAT(refusal(fbank(), "/log_guard", "floor"), HasSubstr("\"max\", \"add\""));
  EXPECT_THAT(refusal(kaldi_mfcc(), "/log_floor", 0.5), HasSubstr("unknown key \"features.log_floor\""));
  EXPECT_THAT(refusal(fbank(), "/mel_filters", {{"type", "librosa"}}),
              HasSubstr("missing key \"features.mel_filters.mel_scale\""));
  EXPECT_THAT(refusal(fbank(), "/mel_filters", {{"type", "kaldi"}, {"mel_norm", "none"}}),
              HasSubstr("unknown key \"features.mel_filters.mel_norm\""));
  EXPECT_THAT(refusal(whisper(), "/mel_bands", 96), HasSubstr("80 or 128"));
  EXPECT_THAT(refusal(waveform(), "/normalization", "peak"), HasSubstr("\"none\", \"mean_variance\""));
}

TEST(FeatureRules, read_a_normalization_by_its_own_type) {
  EXPECT_THAT(refusal(fbank(), "/normalization/type", "per_frame"),
              AllOf(HasSubstr("features.normalization.type"), HasSubstr("\"per_bin\"")));
  EXPECT_THAT(refusal(fbank(), "/normalization/type", "per_bin"),
              HasSubstr("unknown key \"features.normalization.mean\""));
  EXPECT_THAT(refusal(fbank(), "/normalization", {{"type", "per_bin"}, {"epsilon", 1e-5}}),
              HasSubstr("missing key \"features.normalization.deviation\""));
  EXPECT_THAT(refusal(fbank(), "/normalization/std/1", 0),
              AllOf(HasSubstr("features.normalization.std[1]"), HasSubstr("1e-30")));
}

}  // namespace
}  // namespace nightjar
