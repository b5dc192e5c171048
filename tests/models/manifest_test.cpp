// Each way in which a manifest can be wrong is refused with the code and the words that a user needs.
#include "models/interface/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "models/interface/sha256.h"
#include "nightjar/error.h"
#include "tests/models/log_mel_json.h"
#include "tests/support/temp_folder.h"

namespace nightjar {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

json good_manifest() {
  json manifest = json::parse(R"({
    "format": 1, "name": "test", "description": "two labels", "licence": "CC0-1.0", "task": "tags",
    "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 16000, "hop_samples": 8000,
    "batch_segments": 8, "input": {"shape": [1, 64, 101]},
    "labels": ["dog", "speech"],
    "decode": {"type": "tags", "activation": "softmax", "threshold_on": {"default": 0.7, "speech": 0.6},
               "threshold_off": {"default": 0.6, "dog": 0.7}, "top_k": 1, "smoothing_segments": 3,
               "min_duration_s": 0.25, "merge_gap_s": 0.5}})");
  manifest["features"] = test::log_mel_json();
  return manifest;
}

// A model folder of its own for each test.
class ManifestTest : public testing::Test {
 protected:
  ManifestTest() { write("weights.pt", "weights"); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }

  // The message of the error that `text` as manifest.json causes.
  std::string refusal(const std::string& text, ErrorCode code = ErrorCode::bad_manifest) const {
    write("manifest.json", text);
    try {
      load_manifest(folder);
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), code);
      EXPECT_THAT(error.what(), HasSubstr(folder.string()));
      return error.what();
    }
    return "accepted";
  }

  // The same for the good manifest after `change`.
  std::string refusal_after(const std::function<void(json&)>& change) const {
    json manifest = good_manifest();
    change(manifest);
    return refusal(manifest.dump());
  }

  const test::TempFolder temporary;
  const std::filesystem::path folder = temporary.path();
};

TEST_F(ManifestTest, every_value_is_read) {
  write("manifest.json", good_manifest().dump());
  const Manifest m = load_manifest(folder);
  EXPECT_EQ(m.format, 1);
  EXPECT_EQ(m.name, "test");
  EXPECT_EQ(m.description, "two labels");
  EXPECT_EQ(m.licence, "CC0-1.0");
  EXPECT_EQ(m.task, "tags");
  EXPECT_EQ(m.weights, "weights.pt");
  EXPECT_EQ(m.sample_rate_hz, 16000);
  EXPECT_EQ(m.segment_samples, 16000);
  EXPECT_EQ(m.hop_samples, 8000);
  EXPECT_EQ(m.batch_segments, 8);
  EXPECT_THAT(m.input_shape, ElementsAre(1, 64, 101));
  const auto& log_mel = std::get<LogMelSpec>(m.features);
  EXPECT_EQ(log_mel.n_fft, 512);
  EXPECT_EQ(log_mel.win_samples, 400);
  EXPECT_EQ(log_mel.hop_samples, 160);
  EXPECT_EQ(log_mel.mel_bands, 64);
  EXPECT_EQ(log_mel.f_min_hz, 50);
  EXPECT_EQ(log_mel.f_max_hz, 7800.5);
  EXPECT_EQ(log_mel.mel_scale, "slaney");
  EXPECT_EQ(log_mel.mel_norm, "slaney");
  EXPECT_EQ(log_mel.window, "hann");
  EXPECT_TRUE(log_mel.center);
  EXPECT_EQ(log_mel.pad_mode, "constant");
  EXPECT_EQ(log_mel.power, 2);
  EXPECT_EQ(log_mel.log, "db");
  EXPECT_EQ(log_mel.log_floor, 1e-10);
  EXPECT_EQ(log_mel.top_db, 80);
  EXPECT_THAT(m.labels, ElementsAre("dog", "speech"));
  EXPECT_EQ(m.tags.activation, "softmax");
  EXPECT_THAT(m.tags.thresholds_on, ElementsAre(0.7F, 0.6F));
  EXPECT_THAT(m.tags.thresholds_off, ElementsAre(0.7F, 0.6F));
  EXPECT_EQ(m.tags.top_k, 1);
  EXPECT_EQ(m.tags.smoothing_segments, 3);
  EXPECT_EQ(m.tags.min_duration_s[1], 0.25);
  EXPECT_EQ(m.tags.merge_gap_s[0], 0.5);
  EXPECT_EQ(m.folder, folder);
}

TEST_F(ManifestTest, a_label_may_have_durations_of_its_own) {
  json manifest = good_manifest();
  manifest["decode"]["min_duration_s"] = {{"default", 1}, {"speech", 0.1}};
  manifest["decode"]["merge_gap_s"] = {{"default", 0.5}};
  write("manifest.json", manifest.dump());
  const Manifest m = load_manifest(folder);
  EXPECT_EQ(m.tags.min_duration_s[0], 1);
  EXPECT_EQ(m.tags.min_duration_s[1], 0.1);
  EXPECT_EQ(m.tags.merge_gap_s[1], 0.5);
  EXPECT_THAT(refusal_after([](json& d) {
                d["decode"]["min_duration_s"] = {{"default", 1}, {"cat", 2}};
              }),
              HasSubstr("decode.min_duration_s.cat"));
  EXPECT_THAT(refusal_after([](json& d) {
                d["decode"]["merge_gap_s"] = {{"dog", 1}};
              }),
              HasSubstr("decode.merge_gap_s.default"));
  EXPECT_THAT(refusal_after([](json& d) {
                d["decode"]["merge_gap_s"] = {{"default", -1}};
              }),
              HasSubstr("decode.merge_gap_s.default"));
}

TEST_F(ManifestTest, the_hash_covers_the_manifest_and_then_the_weights) {
  write("manifest.json", good_manifest().dump());
  EXPECT_EQ(load_manifest(folder).sha256, sha256_of_files({folder / "manifest.json", folder / "weights.pt"}));
}

TEST_F(ManifestTest, every_key_is_required) {
  const json good = good_manifest();
  const json flat = good.flatten();
  for (const auto& [key, value] : flat.items()) {
    const json::json_pointer pointer(key);
    if (good[pointer.parent_pointer()].is_array()) continue;  // an entry of a list has no name
    const std::string name = pointer.back();
    if (name == "speech" || name == "dog") continue;  // thresholds of single labels are optional
    const std::string message = refusal_after([&](json& m) { m[pointer.parent_pointer()].erase(name); });
    EXPECT_THAT(message, AllOf(HasSubstr("missing key"), HasSubstr(name)));
  }
  EXPECT_THAT(refusal_after([](json& m) { m.erase("labels"); }), HasSubstr("missing key \"labels\""));
}

TEST_F(ManifestTest, an_unknown_key_is_named_with_its_path_and_the_nearest_known_one) {
  EXPECT_THAT(refusal_after([](json& m) {
                m["features"].erase("n_fft");
                m["features"]["nfft"] = 512;
              }),
              AllOf(HasSubstr("unknown key \"features.nfft\""), HasSubstr("\"features.n_fft\"")));
  EXPECT_THAT(
      refusal_after([](json& m) { m["decode"]["threshold_on"]["speach"] = 0.5; }),
      AllOf(HasSubstr("\"decode.threshold_on.speach\""), HasSubstr("\"decode.threshold_on.speech\"")));
  EXPECT_THAT(refusal_after([](json& m) { m["license"] = "CC0"; }), HasSubstr("\"licence\""));
}

TEST_F(ManifestTest, a_value_of_another_type_is_refused_with_what_was_got_and_expected) {
  struct Case {
    const char* pointer;
    json value;
    const char* got;
    const char* expected;
  };
  const Case cases[] = {
      {"/format", 2, "got 2", "an integer from 1 to 1"},
      {"/name", 5, "got 5", "a text"},
      {"/name", "", "got \"\"", "not empty"},
      {"/sample_rate_hz", 16000.0, "got 16000.0", "an integer from 1 to 384000"},
      {"/sample_rate_hz", 18446744073709551615ULL, "got 18446744073709551615", "an integer"},
      {"/sample_rate_hz", nullptr, "got null", "an integer"},
      {"/features", json::array(), "got []", "an object"},
      {"/features/center", 1, "got 1", "true or false"},
      {"/features/f_min_hz", "50", "got \"50\"", "a number from 0 to 8000"},
      {"/labels", "dog", "got \"dog\"", "a list"},
      {"/labels/1", 7, "\"labels[1]\": got 7", "a text"},
      {"/decode/threshold_on/default", "high", "got \"high\"", "a number from 0 to 1"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(refusal_after([&](json& m) { m[json::json_pointer(c.pointer)] = c.value; }),
                AllOf(HasSubstr(c.got), HasSubstr(c.expected)));
  }
  EXPECT_THAT(refusal("[1, 2]"), HasSubstr("the document: got [1,2], expected an object"));
}

TEST_F(ManifestTest, a_value_out_of_range_is_refused_with_its_path) {
  struct Case {
    const char* pointer;
    json value;
    const char* key;
    const char* expected;
  };
  const Case cases[] = {
      {"/task", "words", "\"task\"", "one of \"tags\""},
      {"/sample_rate_hz", 0, "\"sample_rate_hz\"", "1 to 384000"},
      {"/segment_samples", 0, "\"segment_samples\"", "from 1"},
      {"/hop_samples", 16001, "\"hop_samples\"", "1 to 16000"},
      {"/batch_segments", 6, "\"batch_segments\"", "a power of two"},
      {"/input/shape", json::array(), "\"input.shape\"", "a list of 1 to 3"},
      {"/input/shape/0", 0, "\"input.shape[0]\"", "from 1"},
      {"/features/type", "bark", "\"features.type\"", "one of \"log_mel\""},
      {"/features/n_fft", 511, "\"features.n_fft\"", "an even number"},
      {"/features/win_samples", 513, "\"features.win_samples\"", "1 to 512"},
      {"/features/hop_samples", 0, "\"features.hop_samples\"", "from 1"},
      {"/features/mel_bands", 257, "\"features.mel_bands\"", "1 to 256"},
      {"/features/f_min_hz", -1, "\"features.f_min_hz\"", "0 to 8000"},
      {"/features/f_max_hz", 8001, "\"features.f_max_hz\"", "0 to 8000"},
      {"/features/f_max_hz", 50, "\"features.f_max_hz\"", "more than f_min_hz"},
      {"/features/mel_scale", "bark", "\"features.mel_scale\"", "\"slaney\", \"htk\""},
      {"/features/mel_norm", "area", "\"features.mel_norm\"", "\"slaney\", \"none\""},
      {"/features/window", "boxcar", "\"features.window\"", "\"hann\", \"hamming\""},
      {"/features/pad_mode", "edge", "\"features.pad_mode\"", "\"constant\", \"reflect\""},
      {"/features/power", 3, "\"features.power\"", "1 to 2"},
      {"/features/log", "log2", "\"features.log\"", "\"db\", \"db20\", \"ln\", \"log10\", \"none\""},
      {"/features/log_floor", 0, "\"features.log_floor\"", "1e-30 to 1"},
      {"/features/top_db", -1, "\"features.top_db\"", "0 to 1000"},
      {"/labels", json::array(), "\"labels\"", "a list of 1 to"},
      {"/labels/1", "dog", "\"labels[1]\"", "was not there before"},
      {"/labels/1", "default", "\"labels[1]\"", "another word"},
      {"/decode/activation", "relu", "\"decode.activation\"", "\"softmax\", \"sigmoid\""},
      {"/decode/threshold_on/default", 1.5, "\"decode.threshold_on.default\"", "0 to 1"},
      {"/decode/threshold_off/default", 0.65, "\"decode.threshold_off.default\"",
       "threshold_on of \"speech\""},
      {"/decode/top_k", 3, "\"decode.top_k\"", "0 to 2"},
      {"/decode/smoothing_segments", 4, "\"decode.smoothing_segments\"", "an odd number"},
      {"/decode/min_duration_s", -1, "\"decode.min_duration_s\"", "from 0"},
      {"/decode/merge_gap_s", 1e9, "\"decode.merge_gap_s\"", "to 86400"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(refusal_after([&](json& m) { m[json::json_pointer(c.pointer)] = c.value; }),
                AllOf(HasSubstr(c.key), HasSubstr(c.expected)));
  }
}

TEST_F(ManifestTest, a_key_that_is_there_twice_is_refused) {
  std::string text = good_manifest().dump();
  text.replace(text.find("\"top_db\""), 1, "\"top_db\":80,\"");
  EXPECT_THAT(refusal(text), AllOf(HasSubstr("\"top_db\""), HasSubstr("twice")));
}

TEST_F(ManifestTest, what_is_no_json_is_refused_with_line_and_column) {
  EXPECT_THAT(refusal("{\"format\": 1,\n oops}"), AllOf(HasSubstr("not valid JSON"), HasSubstr("line 2")));
  EXPECT_THAT(refusal(""), HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal("{\"format\": 1e999}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal("{\"name\": \"\xff\"}"), HasSubstr("not valid JSON"));
  EXPECT_THAT(refusal(std::string((1 << 20) + 1, ' ')), HasSubstr("larger than 1048576 bytes"));
  EXPECT_THAT(refusal(std::string(500000, '[')), HasSubstr("not valid JSON"));  // deep, no stack overflow
}

TEST_F(ManifestTest, weights_stay_inside_the_folder) {
  for (const char* name : {"../weights.pt", "/etc/passwd", "sub/weights.pt", "..", ".", "a\\b"}) {
    EXPECT_THAT(refusal_after([&](json& m) { m["weights"] = name; }), HasSubstr("without a path")) << name;
  }
}

TEST_F(ManifestTest, missing_files_are_named) {
  std::filesystem::remove(folder / "weights.pt");
  EXPECT_THAT(refusal(good_manifest().dump(), ErrorCode::bad_model), HasSubstr("weights.pt"));
  try {
    load_manifest(folder / "nowhere");
    FAIL();
  } catch (const SetupError& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_model);
    EXPECT_THAT(error.what(), HasSubstr("nowhere/manifest.json"));
  }
}

TEST_F(ManifestTest, allows_a_reference_a_thousandth_or_what_it_says) {
  json manifest = good_manifest();
  EXPECT_EQ(refusal(manifest.dump()), "accepted");
  EXPECT_EQ(load_manifest(folder).reference_tolerance, 1e-3);
  manifest["reference_tolerance"] = 0.02;
  EXPECT_EQ(refusal(manifest.dump()), "accepted");
  EXPECT_EQ(load_manifest(folder).reference_tolerance, 0.02);
  manifest["reference_tolerance"] = 1.5;
  EXPECT_THAT(refusal(manifest.dump()), HasSubstr("\"reference_tolerance\""));
}

}  // namespace
}  // namespace nightjar
