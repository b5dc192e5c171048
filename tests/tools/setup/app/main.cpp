// An app that uses an installed Nightjar through its public headers alone: app MODEL RECORDING...
// tests/tools/readme_test compares the lines between the marks with the README's.
#include <cmath>
#include <cstdint>
#include <exception>
#include <future>
#include <iostream>
#include <string>
#include <vector>

// README
#include "nightjar/nightjar.h"

void print(const nightjar::Result& result) {
  std::cout << result.recording.path << ": " << name(result.summary.status) << '\n';
  for (const nightjar::Event& event : result.events)
    std::cout << "  " << event.label << ' ' << event.score << '\n';
}

void recognise(const std::string& model_folder, const std::vector<std::string>& paths) {
  nightjar::Recognizer engine(nightjar::Model::load(model_folder), {.workers = 2});
  engine.recognize(paths, [](nightjar::Result result) { print(result); });  // in input order
  const std::vector<float> pcm(16000 * 5, 0.25f);
  std::future<nightjar::Result> future = engine.submit(pcm, 16000);  // sound already in memory
  print(future.get());
}
// README

int main(int argc, char** argv) try {
  if (argc < 3) throw std::runtime_error("usage: app MODEL RECORDING...");
  recognise(argv[1], {argv + 2, argv + argc});
} catch (const nightjar::SetupError& e) {
  std::cerr << name(e.code()) << ": " << e.what() << '\n';
  return 2;
}
