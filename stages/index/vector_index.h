// The vectors of known sounds, and which of them lie nearest to another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nightjar/error.h"

namespace nightjar {

// A known recording: some of the vectors, one after the other.
struct KnownSound {
  std::string id;  // bytes; the path that it was read from
  std::uint32_t first = 0;
  std::uint32_t vectors = 0;  // 0: it is nowhere to be found
};

// What an index is made of.
struct KnownVectors {
  std::string model;         // the name of the model that made them
  std::string model_sha256;  // 64 hexadecimal digits
  std::int64_t dimensions = 0;
  std::vector<KnownSound> sounds{};
  std::vector<std::uint32_t> rows{};  // [vectors] the row (RowGrid) of its sound; rising in a sound
  std::vector<float> values{};        // float32 [vectors, dimensions], each at most kLargestValue
  // How far vectors are from the others, sorted: calibrate(). Empty where there are too few.
  std::vector<float> own_distances{};
};

inline constexpr float kLargestValue = 1e15F;  // squares of differences add up to a finite number
inline constexpr std::int64_t kMostDimensions = 8192;
inline constexpr std::int64_t kMostVectors = std::int64_t{1} << 24;  // 97 days of sound at two a second

// As one file: see vector_index_file.cpp. What is read is checked in every field. Errors as of MatchIndex.
Expected<KnownVectors> read_vectors(const std::string& path);
Expected<void> write_vectors(const KnownVectors& known, const std::string& path);

struct Neighbour {
  std::uint32_t vector = 0;
  float distance = 0;  // Euclidean
};

// Exact search in a k-d tree (J. L. Bentley, Multidimensional binary search trees used for associative
// searching, 1975; nanoflann). An index of approximate neighbours (HNSW and the like) is faster from a
// million vectors on, but its graph depends on the order of threads, it loses vectors that have many copies,
// as silence has, and it cannot be read from a file that is not trusted. Const calls are concurrent. Memory:
// the vectors, and some 40 bytes for each.
class VectorIndex {
 public:
  explicit VectorIndex(KnownVectors known);
  ~VectorIndex();
  VectorIndex(VectorIndex&&) noexcept;
  VectorIndex& operator=(VectorIndex&&) noexcept;

  const KnownVectors& known() const;
  KnownVectors release() &&;  // without a copy
  std::int64_t vectors() const { return std::ssize(known().rows); }
  std::span<const float> vector(std::size_t i) const;

  // The nearest vectors to `vector` ([dimensions], each at most kLargestValue), by rising distance, as many
  // as `out` has room for; returns how many. Of vectors equally far away the choice depends on the index
  // alone.
  std::size_t nearest(std::span<const float> vector, std::span<Neighbour> out) const;

  std::size_t sound_of(std::uint32_t vector) const;  // an index of known().sounds

  // What read_vectors() gives.
  static Expected<VectorIndex> load(const std::string& path);

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace nightjar
