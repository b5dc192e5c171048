// A recording that is mostly music, in which words are spelled; a model that spells, and one that is a gate.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/recognizer/hearing.h"
#include "nightjar/recognizer.h"
#include "tests/engine/support/expect_accounted.h"
#include "tests/engine/support/loud_model.h"
#include "tests/engine/support/spelling_model.h"
#include "tests/support/temp_folder.h"

namespace nightjar {

// Counts what is computed.
class CountingBackend : public test::SpellingBackend {
 public:
  struct CountingNetwork : test::SpellingNetwork {
    CountingNetwork(std::int64_t frames, std::atomic<std::int64_t>& counter)
        : SpellingNetwork(frames), count(counter) {}
    Expected<std::vector<float>> run(ConstTensorView input) const override {
      count += input.shape[0];
      return SpellingNetwork::run(input);
    }
    std::atomic<std::int64_t>& count;
  };
  std::unique_ptr<Network> load(const NetworkSpec& spec) const override {
    return std::make_unique<CountingNetwork>(spec.input_shape.back(), segments);
  }
  mutable std::atomic<std::int64_t> segments = 0;
};

class Only : public testing::Test {
 protected:
  Only() { test::write_spelling_model(folder_ / "model"); }

  // Too low to be a letter, and too soft for the gate.
  static test::SpelledSound& play(test::SpelledSound& sound, double seconds) {
    const auto rate = static_cast<double>(sound.rate_hz);
    const auto begin = sound.samples.size();
    sound.pause(seconds);
    for (std::size_t i = begin; i < sound.samples.size(); ++i)
      sound.samples[i] = static_cast<float>(0.1 * std::sin(2 * M_PI * 150 * static_cast<double>(i) / rate));
    return sound;
  }

  static test::SpelledSound mostly_music(std::int64_t rate_hz = 16000) {
    test::SpelledSound sound(rate_hz);
    play(sound, 17.3).say("to wit").pause(1.3).say("to woo");
    play(sound, 12.1).pause(25).say("owl");
    play(sound, 41).say("nightjar");
    return play(sound, 8);
  }

  Model model() {
    return Model(std::make_shared<const LoadedModel>(load_manifest(folder_ / "model"), spelling_));
  }
  RecognizerOptions only(RecognizerOptions options = {}) {
    options.only = only_loud(loud_);
    return options;
  }
  Listener loud_listener() const {
    const auto loaded = std::make_shared<const LoadedModel>(loud_manifest(), loud_);
    return {loaded, make_decoding(loaded->manifest, {})};
  }

  Result recognize(const std::vector<float>& samples, std::int64_t channels, RecognizerOptions options,
                   std::int64_t rate_hz = 16000) {
    if (options.memory_bytes == 0) options.memory_bytes = 1 << 30;
    Recognizer engine(model(), std::move(options));
    return engine.submit(samples, rate_hz, channels).get();
  }
  Result recognize(const test::SpelledSound& sound, RecognizerOptions options = {}) {
    Result r = recognize(sound.samples, 1, std::move(options), sound.rate_hz);
    expect_accounted(r);
    return r;
  }

  // Words and utterances with their times.
  static std::string said(const Result& r) {
    std::string out;
    const auto add = [&out](const auto& record) {
      out += std::to_string(record.start_frame) + "-" + std::to_string(record.end_frame) + " " + record.text +
             " " + std::to_string(record.score) + " " + std::to_string(record.channel) + "\n";
    };
    for (const Word& word : r.words) add(word);
    for (const Transcript& transcript : r.transcripts) add(transcript);
    return out;
  }
  static std::string all_of(const Result& r) {
    std::string out = said(r);
    for (const Skipped& span : r.skipped)
      out += std::to_string(span.start_frame) + "-" + std::to_string(span.end_frame) + "\n";
    return out;
  }

  const test::TempFolder folder_;
  CountingBackend spelling_;
  LoudBackend loud_;
};

}  // namespace nightjar
