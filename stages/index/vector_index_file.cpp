// An index of vectors as a file (sealed_file.h); its items are vectors. The body:
//
//   the model's SHA-256 in hexadecimal (64), bytes of its name (2), the name, dimensions (4), C (4)
//   R times: vectors (4), bytes of the id (2), the id
//   N times: row (4)
//   N times: dimensions float32
//   C times: distance, float32, sorted; C is N or 0
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>

#include "stages/index/sealed_file.h"
#include "stages/index/vector_index.h"

namespace nightjar {
namespace {

static_assert(std::endian::native == std::endian::little, "floats are written as they are in memory");

constexpr std::size_t kShaBytes = 64;
constexpr std::int64_t kHeadBytes = kShaBytes + 2 + 4 + 4;  // without the name
constexpr std::int64_t kSoundBytes = 6;                     // without the id
constexpr std::int64_t kMostIdBytes = 65535;

// What is at least there; the rest is checked field by field.
bool fits(std::int64_t sounds, std::uint64_t vectors, std::int64_t bytes) {
  return vectors <= static_cast<std::uint64_t>(kMostVectors) &&
         bytes >= kHeadBytes + sounds * kSoundBytes + static_cast<std::int64_t>(vectors) * 8;
}

std::vector<float> floats(Bytes bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

bool all_in_range(std::span<const float> values, float least) {
  return std::all_of(values.begin(), values.end(),
                     [least](float x) { return x >= least && x <= kLargestValue; });
}

void put_floats(std::string& out, std::span<const float> values) {
  out.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

// Each returns what is wrong, or "".
std::string read_head(SealedFields& fields, KnownVectors& known, std::size_t& calibrated) {
  known.model_sha256 = fields.text(kShaBytes);
  const std::uint32_t name_bytes = fields.integer(2);
  if (!fields.has(name_bytes + std::size_t{8})) return "the index is cut short";
  known.model = fields.text(name_bytes);
  // It will be looked for among the models: never a path.
  if (known.model.empty() || known.model.find_first_of(std::string_view("/\0", 2)) != std::string::npos)
    return "the name of its model is none";
  known.dimensions = fields.integer(4);
  calibrated = fields.integer(4);
  if (known.dimensions < 1 || known.dimensions > kMostDimensions) {
    return "vectors of " + std::to_string(known.dimensions) + " dimensions, expected 1 to " +
           std::to_string(kMostDimensions);
  }
  return "";
}

std::string read_sounds(SealedFields& fields, std::int64_t sounds, std::int64_t vectors,
                        KnownVectors& known) {
  std::int64_t first = 0;
  for (std::int64_t i = 0; i < sounds; ++i) {
    if (!fields.has(kSoundBytes)) return "the index is cut short";
    const std::uint32_t count = fields.integer(4), id_bytes = fields.integer(2);
    if (!fields.has(id_bytes)) return "the index is cut short";
    if (first + count > vectors) return "recording " + std::to_string(i) + " has more vectors than the index";
    known.sounds.push_back({fields.text(id_bytes), static_cast<std::uint32_t>(first), count});
    first += count;
  }
  return first == vectors ? "" : "vectors of no recording";
}

std::string read_rows(SealedFields& fields, std::int64_t vectors, std::size_t calibrated,
                      KnownVectors& known) {
  const auto count = static_cast<std::size_t>(vectors);
  if (calibrated != 0 && calibrated != count) return "the calibration is of another number of vectors";
  const std::size_t value_bytes = count * static_cast<std::size_t>(known.dimensions) * sizeof(float);
  const std::size_t bytes = count * 4 + value_bytes + calibrated * sizeof(float);
  if (!fields.has(bytes) || fields.has(bytes + 1))
    return "the index is cut short, or has bytes after its end";
  for (std::size_t i = 0; i < count; ++i) known.rows.push_back(fields.integer(4));
  for (const KnownSound& sound : known.sounds) {
    for (std::uint32_t i = sound.first + 1; i < sound.first + sound.vectors; ++i) {
      if (known.rows[i] <= known.rows[i - 1]) return "vector " + std::to_string(i) + " is out of order";
    }
  }
  known.values = floats(fields.take(value_bytes));
  known.own_distances = floats(fields.take(calibrated * sizeof(float)));
  if (!all_in_range(known.values, -kLargestValue)) return "a vector is out of range";
  // No distance is above 2 sqrt(dimensions) kLargestValue, so none is refused that was written.
  for (std::size_t i = 0; i < calibrated; ++i) {
    const float distance = known.own_distances[i];
    if (!std::isfinite(distance) || distance < (i == 0 ? 0 : known.own_distances[i - 1]))
      return "the calibration is out of order";
  }
  return "";
}

}  // namespace

Expected<KnownVectors> read_vectors(const std::string& path) {
  const auto body = read_sealed(path, kVectorIndex, fits);
  if (!body) return Unexpected(body.error());
  SealedFields fields(body->bytes);
  KnownVectors known;
  std::size_t calibrated = 0;
  std::string wrong = read_head(fields, known, calibrated);
  if (wrong.empty()) wrong = read_sounds(fields, body->references, body->items, known);
  if (wrong.empty()) wrong = read_rows(fields, body->items, calibrated, known);
  if (!wrong.empty()) return refused_index(path, wrong);
  return known;
}

Expected<void> write_vectors(const KnownVectors& known, const std::string& path) {
  std::string body = known.model_sha256;
  body.resize(kShaBytes, ' ');
  const std::string name = known.model.substr(0, kMostIdBytes);
  put_integer(body, name.size(), 2);
  body += name;
  put_integer(body, static_cast<std::uint64_t>(known.dimensions), 4);
  put_integer(body, known.own_distances.size(), 4);
  for (const KnownSound& sound : known.sounds) {
    put_integer(body, sound.vectors, 4);
    put_integer(body, sound.id.size(), 2);
    body += sound.id;
  }
  for (const std::uint32_t row : known.rows) put_integer(body, row, 4);
  put_floats(body, known.values);
  put_floats(body, known.own_distances);
  return write_sealed(path, kVectorIndex, known.sounds.size(), known.rows.size(), body);
}

}  // namespace nightjar
