// Computes the features of sounds for parity.py: features_of_sound FOLDER... with, in each FOLDER,
// manifest.json and sound.npy, float32 [segment_samples]. Writes features.npy, float32 [1, the features'
// shape].
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "stages/features/feature_extractor.h"
#include "stages/features/npy.h"
#include "tests/stages/features/features_support.h"
#include "tests/stages/features/npy_reader.h"

namespace {

template <class T>
T value_of(nightjar::Expected<T> expected) {
  if (!expected) throw std::runtime_error(expected.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*expected);
}

void compute(const std::filesystem::path& folder) {
  const auto extractor = nightjar::make_feature_extractor(nightjar::read_manifest(folder));
  const auto sound = nightjar::test::read_npy((folder / "sound.npy").string());
  const auto features = nightjar::test::features_of(*extractor, sound.values);
  auto file = value_of(nightjar::NpyWriter::create(folder / "features.npy", extractor->shape()));
  value_of(file.append(features));
  value_of(file.close());
}

}  // namespace

int main(int argc, char** argv) try {
  for (int i = 1; i < argc; ++i) compute(argv[i]);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "features_of_sound: %s\n", error.what());
  return 2;
}
