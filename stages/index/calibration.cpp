#include "stages/index/calibration.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <thread>

namespace nightjar {
namespace {

float own_distance(const VectorIndex& index, std::size_t vector, std::int64_t rows_apart,
                   std::vector<Neighbour>& neighbours) {
  const auto& known = index.known();
  const KnownSound& sound = known.sounds[index.sound_of(static_cast<std::uint32_t>(vector))];
  const std::size_t found = index.nearest(index.vector(vector), neighbours);
  std::size_t others = 0;
  for (std::size_t i = 0; i < found; ++i) {
    const std::uint32_t other = neighbours[i].vector;
    const bool same_sound = other >= sound.first && other - sound.first < sound.vectors;
    const std::int64_t apart = std::int64_t{known.rows[other]} - std::int64_t{known.rows[vector]};
    if (same_sound && std::abs(apart) < rows_apart) continue;
    if (++others == kNormalNeighbour) return neighbours[i].distance;
  }
  return 0;  // not reached: at most 2 * rows_apart - 1 are left out
}

}  // namespace

std::int64_t calibration_needs(std::int64_t rows_apart) {
  return 2 * rows_apart - 1 + static_cast<std::int64_t>(kNormalNeighbour);
}

std::vector<float> calibrate(const VectorIndex& index, std::int64_t rows_apart, std::size_t threads) {
  const std::int64_t needed = calibration_needs(rows_apart);
  if (index.vectors() < needed) return {};
  std::vector<float> distances(static_cast<std::size_t>(index.vectors()));
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    std::vector<Neighbour> neighbours(static_cast<std::size_t>(needed));
    for (std::size_t i; (i = next++) < distances.size();)
      distances[i] = own_distance(index, i, rows_apart, neighbours);
  };
  {
    std::vector<std::jthread> pool(std::max<std::size_t>(threads, 1) - 1);
    for (std::jthread& thread : pool) thread = std::jthread(work);
    work();
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

float quantile(std::span<const float> sorted, double share) {
  const double rank = std::ceil(share * static_cast<double>(sorted.size()));
  const auto last = static_cast<std::ptrdiff_t>(sorted.size()) - 1;
  return sorted[static_cast<std::size_t>(
      std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(rank) - 1, 0, last))];
}

}  // namespace nightjar
