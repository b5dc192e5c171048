// Damaged recordings through the whole engine: what is said of them, and when.
#include <sndfile.h>

#include <algorithm>

#include "tests/engine/recognizer/recognizer_fixture.h"
#include "tests/support/packet_files.h"

namespace nightjar {
namespace {

constexpr int kRateHz = 16'000;
constexpr std::int64_t kHop = 8'000;  // of the stub

class DamagedRecording : public RecognizerTest {
 protected:
  // 40 s with low tones of 1.5 s at uneven places; empty where the encoder is missing.
  test::FileBytes make(int sndfile_format) {
    if (!test::can_write_sound(kRateHz, 1, sndfile_format)) return {};
    std::vector<float> samples(40 * kRateHz);
    const auto low = tone(300, 1.5, kRateHz);
    for (const double at : {2.0, 5.5, 10.0, 13.0, 18.5, 22.0, 26.5, 31.0, 36.5}) {
      std::copy(low.begin(), low.end(), samples.begin() + static_cast<std::ptrdiff_t>(at * kRateHz));
    }
    test::write_sound(folder_ / "whole", samples, kRateHz, 1, sndfile_format);
    return test::read_bytes(folder_ / "whole");
  }

  Result recognize(const test::FileBytes& bytes) {
    test::write_bytes(folder_ / "a", bytes);
    Recognizer engine(stub_model(backend_), {.workers = 2});
    Result r = engine.recognize(folder_ / "a");
    EXPECT_EQ(r.summary.processed + r.summary.gap + r.summary.skipped, r.summary.frames);
    return r;
  }
};

TEST_F(DamagedRecording, keeps_the_times_of_later_events_or_marks_them) {
  for (const auto& [format, has_positions] :
       {std::pair{SF_FORMAT_OGG | SF_FORMAT_VORBIS, true}, std::pair{SF_FORMAT_OGG | SF_FORMAT_OPUS, true},
        std::pair{SF_FORMAT_FLAC | SF_FORMAT_PCM_16, true},
        std::pair{SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, false}}) {
    const test::FileBytes bytes = make(format);
    if (bytes.empty()) continue;
    const Result whole = recognize(bytes);
    EXPECT_EQ(whole.summary.status, Status::ok);
    EXPECT_EQ(whole.events.size(), 9U);
    for (const test::Harm harm : test::kHarms) {
      SCOPED_TRACE(std::to_string(format) + " " + test::name(harm));
      const Result r = recognize(test::harmed(bytes, harm, bytes.size() * 2 / 5, bytes.size() / 5, 1));
      int later = 0;
      for (const Event& event : r.events) {
        const bool cut = std::ranges::any_of(r.gaps, [&](const Gap& g) {
          return g.end_frame >= event.start_frame - kHop && g.start_frame <= event.end_frame;
        });
        later += event.start_frame > 22 * kRateHz ? 1 : 0;
        if (event.time_uncertain || cut) continue;
        EXPECT_TRUE(std::ranges::any_of(whole.events, [&](const Event& e) {
          return std::abs(e.start_frame - event.start_frame) <= kHop;
        })) << event.start_frame;
      }
      EXPECT_GE(later, 1);
      EXPECT_FALSE(r.events.front().time_uncertain);
      EXPECT_EQ(r.events.back().time_uncertain, !has_positions);
      if (has_positions) {
        EXPECT_EQ(r.summary.frames, whole.summary.frames);
        EXPECT_EQ(r.summary.status, harm == test::Harm::twice ? Status::ok : Status::partial);
      }
    }
  }
}

TEST_F(DamagedRecording, of_unknown_length_that_is_cut_short_is_partial_with_an_empty_gap) {
  test::FileBytes bytes = make(SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  bytes.resize(bytes.size() / 2);
  const Result r = recognize(bytes);
  EXPECT_EQ(r.summary.status, Status::partial);
  ASSERT_FALSE(r.gaps.empty());
  EXPECT_EQ(r.gaps.back().code, ErrorCode::truncated);
  EXPECT_EQ(r.gaps.back().start_frame, r.summary.frames);
  EXPECT_EQ(r.gaps.back().end_frame, r.summary.frames);
  EXPECT_GT(r.summary.frames, 5 * kRateHz);
}

}  // namespace
}  // namespace nightjar
