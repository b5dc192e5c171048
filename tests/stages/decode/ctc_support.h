// Emissions whose every probability a test decides, and what the decoder makes of them.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "nightjar/ctc.h"

namespace nightjar::test {

using Emissions = std::vector<float>;  // float32 [frames, vocabulary]

// Blank is 0, then the letters; '|' separates words.
inline CtcVocabulary letters(const std::string& text) {
  CtcVocabularySpec spec{.tokens = {"_"}};
  for (const char letter : text) spec.tokens.emplace_back(1, letter);
  if (text.find('|') == std::string::npos) spec.word_separator = "";
  return CtcVocabulary(spec);
}

// One frame for each character of `said` ('_' is blank): it has probability `p`, the others share the rest.
inline Emissions say(const std::string& alphabet, const std::string& said, double p = 0.9) {
  const std::string all = "_" + alphabet;
  Emissions out;
  for (const char c : said) {
    const double rest = (1 - p) / static_cast<double>(all.size() - 1);
    for (const char token : all) out.push_back(static_cast<float>(std::log(token == c ? p : rest)));
  }
  return out;
}

inline Emissions probabilities(std::initializer_list<double> values) {
  Emissions out;
  for (const double p : values) out.push_back(static_cast<float>(std::log(p)));
  return out;
}

// Rows of logits of a model that is unsure.
inline Emissions random_logits(std::size_t frames, std::size_t vocabulary, unsigned seed, double spread = 2) {
  std::mt19937 random(seed);
  Emissions out(frames * vocabulary);
  for (float& value : out) {
    value = static_cast<float>(spread * (static_cast<double>(random() % 20001) / 10000 - 1));
  }
  return out;
}

// A beam that holds every prefix.
inline CtcOptions exact_search() {
  CtcOptions options;
  options.beam_width = 10000;
  options.n_best = 1000;
  options.beam_threshold = 600;
  options.token_min_log_prob = -600;
  options.max_tokens = 10000;
  options.utterance_gap_frames = 1000;
  return options;
}

inline std::vector<CtcUtterance> decode(const CtcVocabulary& vocabulary, const CtcOptions& options,
                                        std::span<const float> emissions) {
  std::vector<CtcUtterance> out;
  CtcDecoder decoder(vocabulary, options, [&](CtcUtterance&& u) { out.push_back(std::move(u)); });
  decoder.push(emissions);
  decoder.finish();
  return out;
}

// Every field with every bit, so that two results can be compared as texts.
inline std::string describe_words(const std::vector<CtcWord>& words) {
  std::string out;
  for (const CtcWord& word : words) {
    out += " [" + word.text + " " + std::to_string(word.start_frame) + "-" + std::to_string(word.end_frame) +
           " " + std::to_string(std::bit_cast<std::uint32_t>(word.score));
    for (const CtcTokenSpan& token : word.tokens) {
      out += " " + std::to_string(token.token) + ":" + std::to_string(token.start_frame) + "-" +
             std::to_string(token.end_frame) + ":" +
             std::to_string(std::bit_cast<std::uint32_t>(token.score));
    }
    out += "]";
  }
  return out;
}

inline std::string describe(const std::vector<CtcUtterance>& utterances) {
  std::string out;
  for (const CtcUtterance& u : utterances) {
    out += std::to_string(u.start_frame) + "-" + std::to_string(u.end_frame) + " \"" + u.text + "\" " +
           std::to_string(std::bit_cast<std::uint32_t>(u.score)) + (u.continues ? " continues" : "") +
           describe_words(u.words);
    for (const CtcAlternative& a : u.n_best) {
      out += " {" + a.text + " " + std::to_string(std::bit_cast<std::uint64_t>(a.score)) + " " +
             std::to_string(std::bit_cast<std::uint64_t>(a.log_probability)) + "}";
    }
    out += "\n";
  }
  return out;
}

}  // namespace nightjar::test
