#include "stages/features/log_mel_check.h"

#include <gmock/gmock.h>

#include <functional>
#include <limits>
#include <string>

#include "nightjar/error.h"
#include "stages/features/feature_extractor.h"
#include "tests/stages/features/features_support.h"
#include "tests/stages/features/spec_refusal.h"

namespace nightjar {
namespace {

using testing::AllOf;
using testing::HasSubstr;

struct Input {
  LogMelSpec spec = test::usual_spec();
  std::int64_t sample_rate_hz = test::kRateHz;
  std::int64_t segment_samples = 16000;
};

std::string message_for(const std::function<void(Input&)>& change) {
  Input input;
  change(input);
  return test::message_for(input.spec, input.sample_rate_hz, input.segment_samples);
}

struct LogMelRefusal {
  const char* name;
  std::function<void(Input&)> change;
  const char* key;       // with the value that was got
  const char* expected;  // a part of what is expected instead
};

const LogMelRefusal kLogMelRefusals[] = {
    {"odd_n_fft", [](Input& i) { i.spec.n_fft = 401; }, "features.n_fft is 401", "even number, 2 to 65536"},
    {"no_n_fft", [](Input& i) { i.spec.n_fft = 0; }, "features.n_fft is 0", "even number"},
    {"negative_n_fft", [](Input& i) { i.spec.n_fft = -512; }, "features.n_fft is -512", "even number"},
    {"huge_n_fft", [](Input& i) { i.spec.n_fft = 65538; }, "features.n_fft is 65538", "65536"},
    {"window_past_n_fft", [](Input& i) { i.spec.win_samples = 513; }, "features.win_samples is 513",
     "1 to 512"},
    {"no_window", [](Input& i) { i.spec.win_samples = 0; }, "features.win_samples is 0", "1 to 512"},
    {"no_hop", [](Input& i) { i.spec.hop_samples = 0; }, "features.hop_samples is 0", "at least 1"},
    {"no_bands", [](Input& i) { i.spec.mel_bands = 0; }, "features.mel_bands is 0", "1 to 256"},
    {"many_bands", [](Input& i) { i.spec.mel_bands = 257; }, "features.mel_bands is 257", "1 to 256"},
    {"f_max_past_nyquist", [](Input& i) { i.spec.f_max_hz = 8001; }, "features.f_max_hz is 8001", "8000"},
    {"no_f_max", [](Input& i) { i.spec.f_max_hz = 0; }, "features.f_max_hz is 0", "above 0"},
    {"f_min_at_f_max", [](Input& i) { i.spec.f_min_hz = 8000; }, "features.f_min_hz is 8000",
     "below f_max_hz"},
    {"negative_f_min", [](Input& i) { i.spec.f_min_hz = -1; }, "features.f_min_hz is -1", "0 or more"},
    {"f_min_not_a_number", [](Input& i) { i.spec.f_min_hz = std::numeric_limits<double>::quiet_NaN(); },
     "features.f_min_hz is nan", "0 or more"},
    {"unknown_scale", [](Input& i) { i.spec.mel_scale = "bark"; }, "features.mel_scale is \"bark\"",
     "\"slaney\" or \"htk\""},
    {"unknown_norm", [](Input& i) { i.spec.mel_norm = ""; }, "features.mel_norm is \"\"",
     "\"slaney\" or \"none\""},
    {"unknown_window", [](Input& i) { i.spec.window = "kaiser"; }, "features.window is \"kaiser\"",
     "\"hann\" or \"hamming\""},
    {"unknown_padding", [](Input& i) { i.spec.pad_mode = "wrap"; }, "features.pad_mode is \"wrap\"",
     "\"constant\" or \"reflect\""},
    {"unknown_log", [](Input& i) { i.spec.log = "log2"; }, "features.log is \"log2\"",
     "\"db\" or \"db20\" or \"ln\" or \"log10\" or \"none\""},
    {"odd_power", [](Input& i) { i.spec.power = 1.5; }, "features.power is 1.5", "1 or 2"},
    {"no_floor", [](Input& i) { i.spec.log_floor = 0; }, "features.log_floor is 0", "normal float"},
    {"subnormal_floor", [](Input& i) { i.spec.log_floor = 1e-40; }, "features.log_floor is 1e-40", "1.2e-38"},
    {"negative_top_db", [](Input& i) { i.spec.top_db = -1; }, "features.top_db is -1", "0 (off) or more"},
    {"top_db_without_db", [](Input& i) { i.spec.log = "ln"; }, "features.top_db is 80",
     "0 where features.log"},
    {"no_sample_rate", [](Input& i) { i.sample_rate_hz = 0; }, "sample_rate_hz is 0", "positive"},
    {"no_segment", [](Input& i) { i.segment_samples = 0; }, "segment_samples is 0", "1 to"},
    {"segment_too_short_to_reflect", [](Input& i) { i.segment_samples = 256; }, "segment_samples is 256",
     "more than features.n_fft / 2, 256"},
    {"segment_shorter_than_a_frame",
     [](Input& i) {
       i.segment_samples = 511;
       i.spec.center = false;
     },
     "segment_samples is 511", "at least features.n_fft, 512"},
};

void PrintTo(const LogMelRefusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class LogMelCheck : public testing::TestWithParam<LogMelRefusal> {};

TEST_P(LogMelCheck, refuses_with_key_value_and_expectation) {
  EXPECT_THAT(message_for(GetParam().change),
              AllOf(HasSubstr(GetParam().key), HasSubstr(GetParam().expected)));
}

INSTANTIATE_TEST_SUITE_P(, LogMelCheck, testing::ValuesIn(kLogMelRefusals),
                         [](const auto& refusal) { return std::string(refusal.param.name); });

TEST(LogMelLimits, are_themselves_accepted) {
  EXPECT_EQ(message_for([](Input& i) { i.spec.mel_bands = 256; }), "accepted");
  EXPECT_EQ(message_for([](Input& i) { i.segment_samples = 257; }), "accepted");
  EXPECT_EQ(message_for([](Input& i) { i.spec.pad_mode = "constant", i.segment_samples = 1; }), "accepted");
  EXPECT_EQ(message_for([](Input& i) { i.spec.center = false, i.segment_samples = 512; }), "accepted");
  EXPECT_EQ(
      message_for([](Input& i) { i.spec.n_fft = i.spec.win_samples = 65536, i.segment_samples = 40000; }),
      "accepted");
}

TEST(FeatureExtractor, refuses_an_input_shape_that_is_not_the_features) {
  Manifest manifest;
  manifest.sample_rate_hz = test::kRateHz;
  manifest.segment_samples = 16000;
  manifest.features = test::usual_spec();
  for (const auto& shape : {std::vector<std::int64_t>{}, {101}, {101, 64}, {2, 64, 101}, {64, 101, 1}}) {
    manifest.input_shape = shape;
    try {
      make_feature_extractor(manifest);
      FAIL() << "accepted";
    } catch (const SetupError& error) {
      EXPECT_EQ(error.code(), ErrorCode::bad_manifest);
      EXPECT_THAT(error.what(), AllOf(HasSubstr("input_shape is ["), HasSubstr("expected [64, 101]")));
    }
  }
}

}  // namespace
}  // namespace nightjar
