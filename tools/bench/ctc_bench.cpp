// Measures the CTC decoder on one thread: prints how many frames of emissions it takes in a second.
//
//   nightjar_ctc_bench FILE VOCABULARY BEAM [WORDS.arpa]
//
// FILE: float32 [frames, VOCABULARY], natural log-probabilities. Token 0 is blank, token 1 separates words,
// the rest are letters from 'a' on, in one byte or two. BEAM 0 is greedy search.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "nightjar/ctc.h"

namespace {

std::vector<float> read_floats(const char* path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) throw std::runtime_error(std::string(path) + " cannot be read");
  std::vector<float> values(static_cast<std::size_t>(in.tellg()) / sizeof(float));
  in.seekg(0);
  in.read(reinterpret_cast<char*>(values.data()),
          static_cast<std::streamsize>(values.size() * sizeof(float)));
  return values;
}

nightjar::CtcVocabulary vocabulary(std::size_t size) {
  nightjar::CtcVocabularySpec spec{.tokens = {"<blank>", "|"}};
  for (std::size_t i = 2; i < size; ++i) {
    const std::size_t letter = i - 2;
    std::string text(1, static_cast<char>('a' + letter % 26));
    if (letter >= 26) text += std::to_string(letter / 26);
    spec.tokens.push_back(text);
  }
  return nightjar::CtcVocabulary(spec);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc > 5) {
    std::fprintf(stderr, "usage: nightjar_ctc_bench FILE VOCABULARY BEAM [WORDS.arpa]\n");
    return 2;
  }
  try {
    const auto emissions = read_floats(argv[1]);
    const auto size = static_cast<std::size_t>(std::atoi(argv[2]));
    nightjar::CtcOptions options{.beam_width = std::atoi(argv[3]), .n_best = 5};
    if (argc == 5) options.language_model = nightjar::NgramModel::load_arpa(argv[4]);
    std::size_t words = 0;
    nightjar::CtcDecoder decoder(vocabulary(size), options,
                                 [&](nightjar::CtcUtterance&& u) { words += u.words.size(); });
    decoder.push(emissions);  // touches the memory
    const auto start = std::chrono::steady_clock::now();
    decoder.push(emissions);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    decoder.finish();
    std::printf("%.0f frames/s, %zu words\n", static_cast<double>(emissions.size() / size) / wall.count(),
                words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "nightjar_ctc_bench: %s\n", error.what());
    return 2;
  }
  return 0;
}
