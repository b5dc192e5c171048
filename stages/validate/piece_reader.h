// A recording in the pieces that its format stores it in: one packet's sound each, at its place in time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/regular_file.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {

// A position so far ahead of all before is damage: or a few bytes would make years of silence.
inline constexpr std::int64_t kMaxHoleSeconds = 86'400;

struct Piece {
  // Frames. They may begin before frame 0, or before the end of an earlier piece: only what follows counts.
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::vector<float> sound;  // float32 [end - begin, channels], or empty: see next()
  // Why what lies between the end of the pieces before and this one's begin is missing.
  ErrorCode code = ErrorCode::lost_samples;
  std::string message;
};

// Reads a file once, from its start to its end. One thread at a time.
class PieceReader {
 public:
  virtual ~PieceReader() = default;

  // Fills `piece`; false at the end. A piece that ends at or before frame `wanted` may come without its
  // sound. The last piece may be empty, to say where the recording ends. Errors: unreadable; the next call
  // goes on.
  virtual Expected<bool> next(std::int64_t wanted, Piece& piece) = 0;

  // From this frame on times are estimates: bytes were lost, and the format does not say how much they held.
  virtual std::optional<std::int64_t> uncertain_from() const { return std::nullopt; }

  // At the end: what is wrong with the whole, as in Damage.
  virtual std::optional<Error> flaw() const { return std::nullopt; }
};

// What is said of sound that is lost before byte `offset`, and of a recording that must have gone on after
// its end. `what` names what was met, or is not there.
Error broken_stream(ErrorCode code, const RegularFile& file, const std::string& what, std::int64_t offset);
Error ended_early(const RegularFile& file, const std::string& what);
// Of a recording that was read whole, and is not what its checksum, of the kind `name`, was made for.
Error wrong_checksum(const RegularFile& file, const std::string& name);

// Each reads the headers and no more, completes `layout` by what they say. Errors:
// bad_header, unsupported_format, unreadable.
Expected<std::unique_ptr<PieceReader>> open_ogg(SharedFile file, SoundLayout& layout);
Expected<std::unique_ptr<PieceReader>> open_flac(SharedFile file, SoundLayout& layout);
Expected<std::unique_ptr<PieceReader>> open_mpeg(SharedFile file, SoundLayout& layout);

}  // namespace nightjar
