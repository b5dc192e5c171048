#include "stages/validate/wav_chunks.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>

#include "stages/validate/bytes.h"
#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

using namespace std::string_view_literals;

// The three dialects differ in what their chunks look like; a GUID starts with four letters too.
struct Dialect {
  const char* container;
  std::int64_t first_chunk;  // offset of the first chunk: after RIFF + size + WAVE
  ChunkShape chunk;
  bool has_ds64;  // sizes of 64 bits stand in a chunk of their own

  std::int64_t header_bytes() const { return chunk.id_bytes + chunk.size_bytes; }
};

constexpr Dialect kRiff{"wav", 12, {4, 4, false, 0, 2}, false};
constexpr Dialect kRf64{"rf64", 12, {4, 4, false, 0, 2}, true};
constexpr Dialect kW64{"w64", 40, {16, 8, false, 24, 8}, false};
constexpr auto kW64GuidTail = "\xF3\xAC\xD3\x11\x8C\xD1\x00\xC0\x4F\x8E\xDB\x8A"sv;

// "Not said here": see ds64, or the writer never came back to say it.
constexpr std::uint32_t kOpen32 = 0xFFFFFFFF;
constexpr std::uint64_t kOpen64 = 0xFFFFFFFFFFFFFFFF;
constexpr std::int64_t kMinFormatBytes = 16;  // WAVEFORMAT with bits per sample
constexpr std::int64_t kMaxFormatBytes = 40;  // WAVEFORMATEXTENSIBLE
constexpr std::int64_t kFactBytes = 4;
constexpr std::int64_t kDs64Bytes = 16;  // riffSize and dataSize; sampleCount and the table tell nothing new
// Recorders write some ten chunks before the sound. A file made of empty chunks must not keep us for hours.
constexpr int kMaxChunks = 4096;

struct Chunk {
  std::string id;            // four letters, or empty for a GUID that is none of WAVE's own
  std::uint64_t stated = 0;  // the size field as it stands
  std::int64_t payload = 0;  // offset
};

class ChunkReader {
 public:
  ChunkReader(const RegularFile& file, const Dialect& dialect) : file_(file), dialect_(dialect) {}

  Expected<WavChunks> find();

 private:
  Unexpected bad(const std::string& what, const std::string& advice, std::int64_t offset) const {
    return refusal(ErrorCode::bad_header, file_.path(), what, advice, offset);
  }
  // Up to `count` (<= kMaxFormatBytes) bytes at `offset`; fewer at the end of the file.
  Expected<std::vector<std::uint8_t>> bytes_at(std::int64_t offset, std::int64_t count) const;
  Expected<Chunk> chunk_at(std::int64_t offset) const;
  // A chunk's payload in bytes; refused where it passes the end of the file.
  Expected<std::int64_t> payload_bytes(const Chunk& chunk) const;
  Expected<void> read_format(const Chunk& chunk);
  Expected<void> read_ds64(const Chunk& chunk);
  Expected<void> read_fact(const Chunk& chunk);
  Expected<void> read_data(const Chunk& chunk);
  Expected<std::int64_t> after(const Chunk& chunk) const;
  // The file's size as its header says; 0 where a writer never came back to say it.
  std::uint64_t stated_total() const;

  const RegularFile& file_;
  const Dialect& dialect_;
  WavChunks found_;
  std::uint64_t riff_size_ = 0;
  std::optional<std::uint64_t> ds64_data_size_;
};

Expected<std::vector<std::uint8_t>> ChunkReader::bytes_at(std::int64_t offset, std::int64_t count) const {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(count));
  const auto got = file_.read_at(offset, bytes);
  if (!got) return Unexpected(got.error());
  bytes.resize(static_cast<std::size_t>(*got));
  return bytes;
}

Expected<Chunk> ChunkReader::chunk_at(std::int64_t offset) const {
  const auto header = bytes_at(offset, dialect_.header_bytes());
  if (!header) return Unexpected(header.error());
  if (static_cast<std::int64_t>(header->size()) < dialect_.header_bytes()) {
    return bad("no 'data' chunk",
               "expected one before the end of the file; the file is cut short or was never finished",
               offset);
  }
  Chunk chunk;
  const bool ours = dialect_.chunk.id_bytes == 4 || has_text(*header, 4, kW64GuidTail);
  if (ours) chunk.id.assign(header->begin(), header->begin() + 4);
  chunk.stated = read_le(*header, static_cast<std::size_t>(dialect_.chunk.id_bytes),
                         static_cast<std::size_t>(dialect_.chunk.size_bytes));
  chunk.payload = offset + dialect_.header_bytes();
  return chunk;
}

Expected<std::int64_t> ChunkReader::payload_bytes(const Chunk& chunk) const {
  const auto counted = static_cast<std::uint64_t>(dialect_.chunk.counted_header);
  const auto left = static_cast<std::uint64_t>(file_.size() - chunk.payload);
  // Compared before it is added to anything: a size near 2^64 would wrap around to an offset inside the file.
  if (chunk.stated < counted || chunk.stated - counted > left) {
    return bad(
        "chunk '" + printable(chunk.id) + "' of " + std::to_string(chunk.stated) + " bytes",
        "expected at most the " + std::to_string(left) + " bytes left in the file; copy the file again",
        chunk.payload - dialect_.header_bytes());
  }
  return static_cast<std::int64_t>(chunk.stated - counted);
}

Expected<void> ChunkReader::read_format(const Chunk& chunk) {
  const auto size = payload_bytes(chunk);
  if (!size) return Unexpected(size.error());
  if (*size < kMinFormatBytes) {
    return bad("a 'fmt ' chunk of " + std::to_string(*size) + " bytes",
               "expected at least 16; the file is damaged or not a WAV", chunk.payload);
  }
  auto bytes = bytes_at(chunk.payload, std::min(*size, kMaxFormatBytes));
  if (!bytes) return Unexpected(bytes.error());
  found_.format = std::move(*bytes);
  found_.format_offset = chunk.payload;
  return {};
}

Expected<void> ChunkReader::read_ds64(const Chunk& chunk) {
  const auto size = payload_bytes(chunk);
  if (!size) return Unexpected(size.error());
  if (*size < kDs64Bytes) {
    return bad("a 'ds64' chunk of " + std::to_string(*size) + " bytes",
               "expected at least 28; the file is damaged", chunk.payload);
  }
  const auto bytes = bytes_at(chunk.payload, kDs64Bytes);
  if (!bytes) return Unexpected(bytes.error());
  riff_size_ = read_le(*bytes, 0, 8);
  ds64_data_size_ = read_le(*bytes, 8, 8);
  return {};
}

// The number of frames, which WAV needs for codecs whose last block is padded. Wave64 has 64 bits for it.
Expected<void> ChunkReader::read_fact(const Chunk& chunk) {
  const auto bytes = bytes_at(chunk.payload, kFactBytes);
  if (!bytes) return Unexpected(bytes.error());
  if (std::ssize(*bytes) == kFactBytes) found_.fact_frames = static_cast<std::int64_t>(read_le(*bytes, 0, 4));
  return {};
}

// Where the next chunk starts.
Expected<std::int64_t> ChunkReader::after(const Chunk& chunk) const {
  const auto size = payload_bytes(chunk);
  if (!size) return Unexpected(size.error());
  const std::int64_t end = chunk.payload + *size;
  const std::int64_t aligned =
      (end + dialect_.chunk.alignment - 1) / dialect_.chunk.alignment * dialect_.chunk.alignment;
  if (dialect_.chunk.id_bytes != 4 || aligned == end) return aligned;
  // Some writers forget the padding: then the next chunk's name stands there, which padding never does.
  const auto follows = bytes_at(end, 4);
  if (!follows) return Unexpected(follows.error());
  for (const auto* name : {"fmt ", "data", "fact", "LIST", "bext", "cue ", "PEAK"}) {
    if (has_text(*follows, 0, name)) return end;
  }
  return aligned;
}

std::uint64_t ChunkReader::stated_total() const {
  const std::int64_t uncounted = dialect_.chunk.counted_header > 0 ? 0 : kRiff.header_bytes();
  return riff_size_ == 0 ? 0 : riff_size_ + static_cast<std::uint64_t>(uncounted);
}

Expected<void> ChunkReader::read_data(const Chunk& chunk) {
  if (found_.format.empty()) {
    return bad("a 'data' chunk before 'fmt '", "expected 'fmt ' first; the file is damaged", chunk.payload);
  }
  found_.data_offset = chunk.payload;
  found_.file_bytes = stated_total();
  std::uint64_t size = chunk.stated;
  bool open = size == (dialect_.chunk.size_bytes == 8 ? kOpen64 : kOpen32);
  if (open && dialect_.has_ds64) {
    if (!ds64_data_size_) {
      return bad("no 'ds64' chunk", "expected the size of the sound there; the file is damaged",
                 chunk.payload);
    }
    size = *ds64_data_size_;
    open = size == kOpen64;
  }
  const auto counted = static_cast<std::uint64_t>(dialect_.chunk.counted_header);
  // Writers fill in the total when they close a file. So a size of 0 is true only where the total is.
  const bool closed = found_.file_bytes == static_cast<std::uint64_t>(file_.size());
  if (open || (size <= counted && !closed)) return {};
  if (size < counted || size > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return bad("a 'data' chunk of " + std::to_string(size) + " bytes", "expected a size; the file is damaged",
               chunk.payload);
  }
  found_.data_bytes = static_cast<std::int64_t>(size - counted);
  return {};
}

Expected<WavChunks> ChunkReader::find() {
  found_.container = dialect_.container;
  found_.next = dialect_.chunk;
  const auto total = bytes_at(dialect_.chunk.id_bytes, dialect_.chunk.size_bytes);
  if (!total) return Unexpected(total.error());
  if (static_cast<std::int64_t>(total->size()) == dialect_.chunk.size_bytes)
    riff_size_ = read_le(*total, 0, total->size());

  std::int64_t offset = dialect_.first_chunk;
  for (int n = 0; n < kMaxChunks; ++n) {
    const auto chunk = chunk_at(offset);
    if (!chunk) return Unexpected(chunk.error());
    Expected<void> read;
    if (chunk->id == "data") {
      read = read_data(*chunk);
      if (!read) return Unexpected(read.error());
      return found_;
    }
    // The first 'fmt ' counts: the sound that follows was written by it.
    if (chunk->id == "fmt " && found_.format.empty()) read = read_format(*chunk);
    if (chunk->id == "fact") read = read_fact(*chunk);
    if (chunk->id == "ds64" && dialect_.has_ds64) read = read_ds64(*chunk);
    if (!read) return Unexpected(read.error());

    const auto next = after(*chunk);
    if (!next) return Unexpected(next.error());
    offset = *next;
  }
  return bad("more than " + std::to_string(kMaxChunks) + " chunks before the sound",
             "expected some ten; the file is damaged", offset);
}

}  // namespace

Expected<WavChunks> find_wav_chunks(const RegularFile& file) {
  std::vector<std::uint8_t> start(4);
  const auto got = file.read_at(0, start);
  if (!got) return Unexpected(got.error());
  const Dialect& dialect = has_text(start, 0, "riff") ? kW64 : has_text(start, 0, "RIFF") ? kRiff : kRf64;
  return ChunkReader(file, dialect).find();
}

}  // namespace nightjar
