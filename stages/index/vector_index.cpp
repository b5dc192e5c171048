#include "stages/index/vector_index.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <nanoflann.hpp>
#include <utility>

namespace nightjar {
struct VectorIndex::Tree {
  // As nanoflann wants to see them.
  struct Points {
    KnownVectors known;

    std::size_t kdtree_get_point_count() const { return known.rows.size(); }
    float kdtree_get_pt(std::size_t i, std::size_t dimension) const {
      return known.values[i * static_cast<std::size_t>(known.dimensions) + dimension];
    }
    template <class Box>
    bool kdtree_get_bbox(Box&) const {
      return false;
    }
  };

  explicit Tree(KnownVectors known)
      : points{std::move(known)},
        tree(static_cast<int>(points.known.dimensions), points,
             nanoflann::KDTreeSingleIndexAdaptorParams(16)) {}  // builds the tree

  Points points;
  nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Adaptor<float, Points>, Points> tree;
};

VectorIndex::VectorIndex(KnownVectors known) : tree_(std::make_unique<Tree>(std::move(known))) {}
VectorIndex::~VectorIndex() = default;
VectorIndex::VectorIndex(VectorIndex&&) noexcept = default;
VectorIndex& VectorIndex::operator=(VectorIndex&&) noexcept = default;

Expected<VectorIndex> VectorIndex::load(const std::string& path) {
  auto known = read_vectors(path);
  if (!known) return Unexpected(std::move(known).error());
  return VectorIndex(std::move(*known));
}

const KnownVectors& VectorIndex::known() const {
  return tree_->points.known;
}
KnownVectors VectorIndex::release() && {
  return std::move(tree_->points.known);
}

std::span<const float> VectorIndex::vector(std::size_t i) const {
  const auto width = static_cast<std::size_t>(known().dimensions);
  return std::span(known().values).subspan(i * width, width);
}

std::size_t VectorIndex::nearest(std::span<const float> vector, std::span<Neighbour> out) const {
  assert(std::ssize(vector) == known().dimensions);
  const std::size_t count = std::min(out.size(), known().rows.size());
  if (count == 0) return 0;
  std::vector<std::uint32_t> found(count);
  std::vector<float> squares(count);
  const std::size_t got = tree_->tree.knnSearch(vector.data(), count, found.data(), squares.data());
  for (std::size_t i = 0; i < got; ++i) out[i] = {found[i], std::sqrt(squares[i])};
  return got;
}

std::size_t VectorIndex::sound_of(std::uint32_t vector) const {
  const auto& sounds = known().sounds;
  // The last that begins there: those before it that begin there too are empty.
  const auto after = std::upper_bound(sounds.begin(), sounds.end(), vector,
                                      [](std::uint32_t v, const KnownSound& s) { return v < s.first; });
  return static_cast<std::size_t>(after - sounds.begin()) - 1;
}

}  // namespace nightjar
