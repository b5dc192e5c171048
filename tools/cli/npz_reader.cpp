// The .npy header: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html (version 1.0).
#include "tools/cli/npz_reader.h"

#include <minizip/unzip.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "nightjar/error.h"
#include "tools/cli/printable.h"

namespace nightjar::cli {
namespace {

static_assert(std::endian::native == std::endian::little, "values are taken as they lie in the file");

constexpr std::string_view kNpyMagic("\x93NUMPY\x01\x00", 8);
constexpr std::size_t kNpyPrefix = kNpyMagic.size() + 2;  // and the header's size
constexpr int kExactCase = 1;

// Takes `token` from the front of `text`, or leaves both alone.
bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

struct NpyHeader {
  std::string type;
  std::vector<std::int64_t> shape;
};

// "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", as NumPy writes it.
std::optional<NpyHeader> parse_npy_header(std::string_view text) {
  NpyHeader header;
  if (!take(text, "{'descr': '")) return std::nullopt;
  header.type = text.substr(0, text.find('\''));
  if (!take(text, header.type) || !take(text, "', 'fortran_order': False, 'shape': (")) return std::nullopt;
  while (!take(text, ")")) {
    std::int64_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc() || size < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    header.shape.push_back(size);
    if (!take(text, ", ") && !take(text, ",") && !text.starts_with(')')) return std::nullopt;
  }
  if (!take(text, ", }") || text.find_first_not_of(" \n") != std::string_view::npos) return std::nullopt;
  return header;
}

// How many bytes the values take, or none where that is beyond what is read.
std::optional<std::size_t> bytes_of(const std::vector<std::int64_t>& shape, std::size_t value_bytes) {
  std::size_t bytes = value_bytes;
  for (const std::int64_t size : shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::size_t>(size), &bytes) ||
        bytes > NpzReader::kMostBytes)
      return std::nullopt;
  }
  return bytes;
}

std::string text_of(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t size : shape)
    text += (text.empty() ? "" : ", ") + (size < 0 ? std::string("any") : std::to_string(size));
  return '[' + text + ']';
}

bool fits(const std::vector<std::int64_t>& got, const std::vector<std::int64_t>& expected) {
  return std::ranges::equal(got, expected,
                            [](std::int64_t a, std::int64_t b) { return b < 0 ? a > 0 : a == b; });
}

}  // namespace

void NpzReader::CloseZip::operator()(void* zip) const {
  unzClose(zip);
}

NpzReader::NpzReader(std::filesystem::path file, std::size_t most_bytes)
    : file_(std::move(file)), most_bytes_(most_bytes) {
  std::error_code ignored;
  if (std::filesystem::is_regular_file(file_, ignored)) zip_.reset(unzOpen64(file_.c_str()));
  if (!zip_) {
    throw SetupError(ErrorCode::bad_model, printable(file_.string()) +
                                               " is no .npz file that can be read; expected one of "
                                               "numpy.savez: import the model again");
  }
}

bool NpzReader::has(const std::string& name) const {
  return unzLocateFile(zip_.get(), (name + ".npy").c_str(), kExactCase) == UNZ_OK;
}

std::vector<float> NpzReader::floats(const std::string& name, const std::vector<std::int64_t>& shape) const {
  const Array found = array(name);
  if (found.type != "<f4" || !fits(found.shape, shape)) {
    refuse(name, "is " + printable(found.type) + ' ' + text_of(found.shape) + "; expected float32 (<f4) " +
                     text_of(shape));
  }
  std::vector<float> values(found.bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), found.bytes.data(), found.bytes.size());
  return values;
}

std::string NpzReader::text(const std::string& name) const {
  Array found = array(name);
  if (found.type != "|u1" || found.shape.size() != 1) {
    refuse(name,
           "is " + printable(found.type) + ' ' + text_of(found.shape) + "; expected uint8 (|u1) [bytes]");
  }
  return std::move(found.bytes);
}

NpzReader::Array NpzReader::array(const std::string& name) const {
  std::string bytes = contents(name);
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  if (bytes.size() < kNpyPrefix || !bytes.starts_with(kNpyMagic))
    refuse(name, "does not begin as an array of NumPy, format 1.0");
  const std::size_t values = kNpyPrefix + byte(8) + 256 * byte(9);
  auto header = values <= bytes.size()
                    ? parse_npy_header(std::string_view(bytes).substr(kNpyPrefix, values - kNpyPrefix))
                    : std::nullopt;
  if (!header) refuse(name, "has a header that NumPy does not write for an array in C order");
  bytes.erase(0, values);
  const auto promised = bytes_of(header->shape, header->type == "|u1" ? 1 : sizeof(float));
  if (promised != bytes.size()) {
    refuse(name, "has " + std::to_string(bytes.size()) + " bytes of values; expected those of " +
                     printable(header->type) + ' ' + text_of(header->shape));
  }
  return {std::move(header->type), std::move(header->shape), std::move(bytes)};
}

std::string NpzReader::contents(const std::string& name) const {
  if (!has(name)) refuse(name, "is missing");
  if (unzOpenCurrentFile(zip_.get()) != UNZ_OK) refuse(name, "cannot be read");
  std::string bytes;
  std::string block(1 << 16, '\0');
  int got = 0;
  while ((got = unzReadCurrentFile(zip_.get(), block.data(), static_cast<unsigned>(block.size()))) > 0) {
    bytes.append(block, 0, static_cast<std::size_t>(got));
    if (bytes.size() > most_bytes_) refuse(name, "is larger than " + std::to_string(most_bytes_) + " bytes");
  }
  const bool whole = unzCloseCurrentFile(zip_.get()) == UNZ_OK && got == 0;
  if (!whole) refuse(name, "is damaged: it cannot be read to its end, or has another checksum");
  return bytes;
}

void NpzReader::refuse(const std::string& name, const std::string& what) const {
  throw SetupError(ErrorCode::bad_model, printable(file_.string()) + ": array \"" + name + "\" " + what +
                                             "; import the model again");
}

}  // namespace nightjar::cli
