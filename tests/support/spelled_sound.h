// A model that hears spelling, where each letter is a tone, as a folder; and sound that spells.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace nightjar::test {

inline constexpr std::string_view kLetters = "|abcdefghijklmnopqrstuvwxyz";
inline constexpr std::int64_t kSpellingRateHz = 16000;
inline constexpr std::int64_t kSpellingStride = 320;
inline constexpr std::int64_t kSpellingBands = std::ssize(kLetters);

// Segments of 2 s every 1.6 s. The tokens are a blank and the letters; each has a mel band of its own.
inline nlohmann::json spelling_manifest() {
  return nlohmann::json::parse(R"({
    "format": 1, "name": "spelling", "description": "Letters that are tones", "licence": "CC0-1.0",
    "task": "transcripts", "weights": "weights.pt", "sample_rate_hz": 16000, "segment_samples": 32000,
    "hop_samples": 25600, "stride_samples": 320, "context_samples": 200, "batch_segments": 4,
    "input": {"shape": [27, 201]},
    "features": {"type": "log_mel", "n_fft": 512, "win_samples": 400, "hop_samples": 160, "mel_bands": 27,
                 "f_min_hz": 400, "f_max_hz": 7600, "mel_scale": "htk", "mel_norm": "none", "window": "hann",
                 "center": true, "pad_mode": "constant", "power": 2, "log": "db", "log_floor": 1e-10,
                 "top_db": 0},
    "decode": {"type": "ctc", "vocabulary": "tokens.json", "blank": "<pad>", "style": "characters",
               "word_separator": "|", "unwritten": [], "casing": "as_is", "emissions": "logits",
               "word_margin_s": 0}})");
}

inline void write_spelling_model(const std::string& folder,
                                 const nlohmann::json& manifest = spelling_manifest()) {
  std::filesystem::create_directories(folder);
  nlohmann::json tokens = {"<pad>"};
  for (const char letter : kLetters) tokens.push_back(std::string(1, letter));
  std::ofstream(folder + "/tokens.json") << tokens.dump();
  std::ofstream(folder + "/manifest.json") << manifest.dump();
  std::ofstream(folder + "/weights.pt") << "the stub needs none";
}

// The middle of the letter's band, on the mel scale of HTK.
inline double letter_hz(char letter) {
  const auto mel = [](double hz) { return 2595 * std::log10(1 + hz / 700); };
  const auto band = static_cast<double>(kLetters.find(letter));
  const double middle = mel(400) + (band + 1) * (mel(7600) - mel(400)) / (kSpellingBands + 1.0);
  return 700 * (std::pow(10, middle / 2595) - 1);
}

// Sound in which words are spelled, and what was said when.
struct SpelledSound {
  struct SpelledWord {
    std::string text;
    std::int64_t start_frame;
    std::int64_t end_frame;
  };
  std::int64_t rate_hz = kSpellingRateHz;
  std::vector<float> samples;
  std::vector<SpelledWord> words;

  explicit SpelledSound(std::int64_t rate = kSpellingRateHz) : rate_hz(rate) {}

  SpelledSound& pause(double seconds) {
    samples.resize(samples.size() + frames_of(seconds));
    return *this;
  }

  // Letters of 80 ms with pauses of 60 ms; a space is a tone too. "[ab]" is one of both, so brief that
  // it is heard once.
  SpelledSound& say(const std::string& text) {
    words.push_back({"", std::ssize(samples), 0});
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == ' ') {
        tones("|");
        words.push_back({"", 0, 0});
      } else {
        const std::size_t end = text[i] == '[' ? text.find(']', i) : i;
        const std::string letters = end == i ? text.substr(i, 1) : text.substr(i + 1, end - i - 1);
        if (words.back().text.empty()) words.back().start_frame = std::ssize(samples);
        tones(letters);
        words.back().text += letters.front();
        words.back().end_frame = std::ssize(samples);
        i = end;
      }
      pause(0.06);
    }
    return *this;
  }

 private:
  std::size_t frames_of(double seconds) const {
    return static_cast<std::size_t>(std::llround(seconds * static_cast<double>(rate_hz)));
  }

  void tones(const std::string& letters) {
    const std::size_t count = frames_of(letters.size() > 1 ? 0.03 : 0.08);
    const double fade = 0.005 * static_cast<double>(rate_hz);
    for (std::size_t i = 0; i < count; ++i) {
      const double edge = std::min(1.0, static_cast<double>(std::min(i, count - 1 - i)) / fade);
      double value = 0;
      for (const char letter : letters) {
        value +=
            std::sin(2 * M_PI * letter_hz(letter) * static_cast<double>(i) / static_cast<double>(rate_hz));
      }
      samples.push_back(static_cast<float>(0.4 * edge * value));
    }
  }
};

}  // namespace nightjar::test
