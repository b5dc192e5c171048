// The whole engine but LibTorch: real files, features and decoding, with a stub for the network.
#include "nightjar/recognizer.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <limits>
#include <sstream>
#include <thread>

#include "tests/engine/recognizer/recognizer_fixture.h"
#include "tests/engine/support/expect_accounted.h"

namespace nightjar {
namespace {

std::string text(const Result& r) {
  std::ostringstream out;
  out << r.recording.path << ' ' << name(r.summary.status) << ' ' << r.summary.frames << ' ' << r.summary.gap
      << '\n';
  for (const Event& e : r.events)
    out << e.label << ' ' << e.start_frame << ' ' << e.end_frame << ' ' << e.score << '\n';
  for (const Gap& g : r.gaps)
    out << "gap " << g.start_frame << ' ' << g.end_frame << ' ' << name(g.code) << '\n';
  if (r.error) out << name(r.error->code) << ' ' << r.error->message << '\n';
  return out.str();
}

TEST_F(RecognizerTest, finds_sounds_where_they_are) {
  Recognizer engine(stub_model(backend_), {.workers = 2});
  for (const int rate_hz : {8000, 16000, 44100, 48000}) {
    const Result r = engine.recognize(write("scene.wav", scene(rate_hz), rate_hz));
    expect_accounted(r);
    EXPECT_EQ(r.summary.status, Status::ok);
    EXPECT_EQ(r.summary.frames, 12 * rate_hz);
    ASSERT_FALSE(r.events.empty());
    EXPECT_EQ(r.events[0].label, "low");
    EXPECT_EQ(r.events[0].start_frame, 0);
    EXPECT_NEAR(static_cast<double>(r.events[0].end_frame), 4.0 * rate_hz, 0.6 * rate_hz);
    if (rate_hz == 8000) continue;  // 6 kHz is above its half
    EXPECT_EQ(r.events.back().label, "high");
    EXPECT_NEAR(static_cast<double>(r.events.back().start_frame), 8.0 * rate_hz, 0.6 * rate_hz);
    EXPECT_EQ(r.events.back().end_frame, r.summary.frames);
  }
}

TEST_F(RecognizerTest, gives_results_in_input_order_and_bad_files_as_results) {
  std::vector<std::string> paths;
  for (int i = 0; i < 40; ++i) {
    paths.push_back(i % 5 == 2
                        ? folder_ / "missing.wav"
                        : write("f" + std::to_string(i) + ".wav", tone(300, i % 7 == 0 ? 20 : 1.3, 16000)));
  }
  Recognizer engine(stub_model(backend_), {.workers = 4});
  std::vector<std::string> got;
  engine.recognize(paths, [&](Result r) {
    expect_accounted(r);
    EXPECT_EQ(r.summary.status == Status::refused, got.size() % 5 == 2);
    EXPECT_EQ(r.error.has_value(), got.size() % 5 == 2);
    got.push_back(r.recording.path);
  });
  EXPECT_EQ(got, paths);
}

TEST_F(RecognizerTest, gives_the_same_results_for_any_workers_and_memory) {
  std::vector<std::string> paths = {write("a.wav", scene()), write("b.wav", scene(44100), 44100)};
  auto broken = scene();
  broken[50000] = std::numeric_limits<float>::quiet_NaN();
  paths.push_back(write("c.wav", broken));
  std::filesystem::resize_file(paths[0], std::filesystem::file_size(paths[0]) * 2 / 3);
  std::vector<std::string> outputs;
  for (const std::size_t workers : {1u, 2u, 3u, 8u}) {
    for (const std::int64_t memory : {kLeastMemory, std::int64_t{1} << 30}) {
      Recognizer engine(stub_model(backend_), {.workers = workers, .memory_bytes = memory});
      std::string all;
      engine.recognize(paths, [&all](Result r) { all += text(r); });
      outputs.push_back(all);
    }
  }
  EXPECT_THAT(outputs, testing::Each(outputs[0]));
}

TEST_F(RecognizerTest, makes_a_gap_of_a_batch_whose_inference_fails_or_throws) {
  for (const bool raise : {false, true}) {
    std::atomic<int> calls = 0;
    *backend_.hook = [&](ConstTensorView, std::span<float>) -> Expected<void> {
      if (calls++ != 1) return {};
      if (raise) throw std::runtime_error("no");
      return Unexpected(Error{ErrorCode::inference_failed, "no", {}, -1});
    };
    // One batch in flight: the second call is the second batch.
    Recognizer engine(stub_model(backend_), {.workers = 1, .memory_bytes = kLeastMemory});
    const Result r = engine.recognize(write("long.wav", tone(300, 20, 16000)));
    expect_accounted(r);
    EXPECT_EQ(r.summary.status, Status::partial);
    ASSERT_EQ(r.gaps.size(), 1u);
    EXPECT_EQ(r.gaps[0].code, raise ? ErrorCode::internal_error : ErrorCode::inference_failed);
    EXPECT_EQ(r.gaps[0].end_frame - r.gaps[0].start_frame, 4 * 8000) << "one batch of four segments";
    EXPECT_EQ(r.events.size(), 2u) << "one before, one after the gap";
  }
}

TEST_F(RecognizerTest, makes_a_gap_of_a_segment_whose_scores_are_not_finite) {
  std::atomic<int> calls = 0;
  *backend_.hook = [&](ConstTensorView, std::span<float> out) -> Expected<void> {
    if (calls++ == 1) out[3 + 1] = std::numeric_limits<float>::quiet_NaN();  // the batch's second segment
    return {};
  };
  // One batch in flight: the second call is the second batch.
  Recognizer engine(stub_model(backend_), {.workers = 1, .memory_bytes = kLeastMemory});
  const Result r = engine.recognize(write("long.wav", tone(300, 20, 16000)));
  expect_accounted(r);
  ASSERT_EQ(r.gaps.size(), 1u);
  EXPECT_EQ(r.gaps[0].code, ErrorCode::non_finite_scores);
  EXPECT_EQ(r.gaps[0].start_frame, 5 * 8000 + 4000);
  EXPECT_EQ(r.gaps[0].end_frame, 6 * 8000 + 4000);
}

TEST_F(RecognizerTest, refuses_a_model_that_was_loaded_for_latency) {
  const Model model(stub_model(backend_).loaded(), {.hint = Hint::latency});
  try {
    const Recognizer engine(model);
    FAIL();
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::bad_option);
    EXPECT_THAT(e.what(), testing::HasSubstr("load it for throughput"));
  }
}

TEST_F(RecognizerTest, recognises_sound_in_memory) {
  Recognizer engine(stub_model(backend_), {.workers = 2});
  auto first = engine.submit(scene(), 16000);
  auto second = engine.submit(tone(300, 2, 48000), 24000, 2);
  const Result r = first.get();
  expect_accounted(r);
  EXPECT_EQ(r.events.front().label, "low");
  EXPECT_EQ(second.get().summary.frames, 48000);
  EXPECT_THROW(engine.submit({0.f}, 0), SetupError);
}

TEST_F(RecognizerTest, passes_on_what_the_callback_throws_and_goes_on_working) {
  const std::vector<std::string> paths(50, write("a.wav", tone(300, 2, 16000)));
  Recognizer engine(stub_model(backend_), {.workers = 2});
  int calls = 0;
  EXPECT_THROW(engine.recognize(paths,
                                [&calls](Result) {
                                  if (++calls == 3) throw std::logic_error("mine");
                                }),
               std::logic_error);
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(engine.recognize(paths[0]).summary.status, Status::ok);
}

TEST_F(RecognizerTest, stop_ends_the_open_as_interrupted_and_the_rest_as_not_started) {
  const std::vector<std::string> paths(30, write("a.wav", tone(300, 60, 16000)));
  Recognizer engine(stub_model(backend_), {.workers = 2});
  *backend_.hook = [&engine](ConstTensorView, std::span<float>) -> Expected<void> {
    engine.stop();
    return {};
  };
  std::vector<Result> results;
  engine.recognize(paths, [&results](Result r) { results.push_back(std::move(r)); });
  ASSERT_EQ(results.size(), 30u);
  for (const Result& r : results) expect_accounted(r);
  EXPECT_EQ(results.front().summary.status, Status::interrupted);
  EXPECT_TRUE(std::ranges::any_of(results, [](const Result& r) { return r.summary.processed > 0; }))
      << "what was complete is delivered";
  EXPECT_EQ(results.front().summary.frames, 60 * 16000);
  EXPECT_EQ(results.back().summary.status, Status::not_started);
}

TEST_F(RecognizerTest, stop_leaves_no_recording_partial) {
  // Two leave credits to read both to the end before the batch of the second is given up.
  const std::vector<std::string> paths(2, write("a.wav", tone(300, 1, 16000)));
  Recognizer engine(stub_model(backend_), {.workers = 1});
  *backend_.hook = [&engine](ConstTensorView, std::span<float>) -> Expected<void> {
    engine.stop();
    return {};
  };
  std::vector<Result> results;
  engine.recognize(paths, [&results](Result r) { results.push_back(std::move(r)); });
  EXPECT_TRUE(std::ranges::any_of(results, [](const Result& r) { return r.summary.gap > 0; }));
  for (const Result& r : results) {
    expect_accounted(r);
    EXPECT_NE(r.summary.status, Status::partial);
    if (r.summary.gap > 0) {
      EXPECT_EQ(r.summary.status, Status::interrupted);
    }
  }
}

TEST_F(RecognizerTest, serves_callers_from_many_threads) {
  const std::string path = write("a.wav", scene());
  Recognizer engine(stub_model(backend_), {.workers = 3});
  const std::string expected = text(engine.recognize(path));
  std::vector<std::thread> callers;
  std::atomic<int> right = 0;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      for (int k = 0; k < 5; ++k) right += text(engine.recognize(path)) == expected ? 1 : 0;
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(right, 40);
}

TEST_F(RecognizerTest, prepares_every_worker_once) {
  { Recognizer engine(stub_model(backend_), {.workers = 5}); }
  EXPECT_EQ(backend_.threads_prepared, 5);
}

TEST_F(RecognizerTest, names_the_minimum_of_memory_and_works_with_it) {
  try {
    Recognizer(stub_model(backend_), {.workers = 2, .memory_bytes = 1});
    FAIL();
  } catch (const SetupError& e) {
    EXPECT_EQ(e.code(), ErrorCode::memory_too_small);
    EXPECT_THAT(e.what(), testing::ContainsRegex("minimum is [0-9]+ MiB"));
  }
  Recognizer engine(stub_model(backend_), {.workers = 2, .memory_bytes = kLeastMemory});
  EXPECT_EQ(engine.batches_in_flight(), 1u);
  EXPECT_EQ(engine.recognize(write("a.wav", scene())).summary.status, Status::ok);
}

TEST_F(RecognizerTest, refuses_wrong_options) {
  const Model model = stub_model(backend_);
  EXPECT_THROW(Recognizer(model, {.workers = 100000}), SetupError);
  EXPECT_THROW(Recognizer(model, {.memory_bytes = -5}), SetupError);
  EXPECT_THROW(Recognizer(model, {.max_event_s = 0}), SetupError);
}

}  // namespace
}  // namespace nightjar
