#include "tools/cli/soak/endless_recording.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "nightjar/error.h"
#include "stages/validate/audio_source.h"
#include "tools/cli/bench_sound.h"

namespace nightjar::cli {
namespace {

constexpr double kTapeSeconds = 60;
constexpr std::int64_t kFrameBytes = 2;
constexpr std::int64_t kHeaderBytes = 80;
constexpr std::int64_t kPieceFrames = std::int64_t{1} << 17;
constexpr std::int64_t kBehindFrames = 60 * EndlessRecording::kRateHz;  // readers look back a little

std::int64_t offset_of(std::int64_t frame) {
  return kHeaderBytes + frame * kFrameBytes;
}

TemporaryFile opened_file(std::int64_t bytes) {
  const std::string folder = sound_folder();
  if (auto file = TemporaryFile::create(folder); file && file->truncate(bytes)) return std::move(*file);
  throw SetupError(
      ErrorCode::bad_option,
      "an endless recording could not be made in " + folder +
          "; set TMPDIR to a folder that can be written and holds large files, or give a shorter "
          "--audio");
}

}  // namespace

EndlessRecording::EndlessRecording(std::int64_t frames, std::int64_t ahead_frames, std::uint64_t seed)
    : frames_(std::min(frames, kMostFrames)),
      ahead_frames_(ahead_frames),
      file_(opened_file(offset_of(frames_))) {
  try {
    write_header();
    write_tape(seed);
    make_up_to(ahead_frames_);
  } catch (const std::runtime_error& error) {
    throw SetupError(ErrorCode::bad_option, error.what());
  }
}

void EndlessRecording::write(std::span<const char> bytes, std::int64_t offset) {
  if (!file_.write(bytes, offset))
    throw std::runtime_error("an endless recording could not be gone on with: the disk of TMPDIR is full");
}

void EndlessRecording::write_header() {
  std::vector<char> header;
  const auto text = [&header](const char* four) { header.insert(header.end(), four, four + 4); };
  const auto number = [&header](std::int64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) header.push_back(static_cast<char>(value >> (8 * i)));
  };
  constexpr std::int64_t kIn64Bits = 0xffffffff;  // see ds64
  const std::int64_t data_bytes = frames_ * kFrameBytes;
  text("RF64"), number(kIn64Bits, 4), text("WAVE");
  text("ds64"), number(28, 4);
  number(kHeaderBytes - 8 + data_bytes, 8), number(data_bytes, 8), number(frames_, 8), number(0, 4);
  text("fmt "), number(16, 4), number(1, 2), number(1, 2);
  number(kRateHz, 4), number(kRateHz * kFrameBytes, 4), number(kFrameBytes, 2), number(16, 2);
  text("data"), number(kIn64Bits, 4);
  write(header, 0);
}

void EndlessRecording::write_tape(std::uint64_t seed) {
  const double seconds = std::min(kTapeSeconds, std::ceil(static_cast<double>(frames_) / double{kRateHz}));
  const SyntheticRecording tape(seconds, seed);
  const auto source = open_recording(tape.path());
  if (!source) throw std::runtime_error(source.error().message);
  std::vector<float> sound(kPieceFrames);
  std::vector<std::int16_t> piece;
  while (made_ < frames_) {
    const auto got = (*source)->read(made_, sound);
    if (!got) throw std::runtime_error(got.error().message);
    if (*got == 0) break;
    piece.clear();
    for (const float value :
         std::span(sound).first(static_cast<std::size_t>(std::min(*got, frames_ - made_))))
      piece.push_back(static_cast<std::int16_t>(std::lround(std::clamp(value, -1.0F, 1.0F) * 32767)));
    write({reinterpret_cast<const char*>(piece.data()), piece.size() * sizeof piece[0]}, offset_of(made_));
    made_ += std::ssize(piece);
  }
  tape_frames_ = taken_away_ = made_;
}

void EndlessRecording::heard(std::int64_t frame) {
  make_up_to(frame + ahead_frames_);
  take_away_before(frame - kBehindFrames);
}

void EndlessRecording::make_up_to(std::int64_t frame) {
  std::vector<char> piece;
  while (made_ < std::min(frame, frames_)) {
    const std::int64_t from = made_ % tape_frames_;
    const std::int64_t count = std::min({kPieceFrames, tape_frames_ - from, frames_ - made_});
    piece.resize(static_cast<std::size_t>(count * kFrameBytes));
    if (!file_.read(piece, offset_of(from)))
      throw std::runtime_error("an endless recording could not be read from TMPDIR");
    write(piece, offset_of(made_));
    made_ += count;
  }
}

void EndlessRecording::take_away_before(std::int64_t frame) {
  if (frame - taken_away_ < kPieceFrames) return;
  file_.discard(offset_of(taken_away_), (frame - taken_away_) * kFrameBytes);
  taken_away_ = frame;
}

}  // namespace nightjar::cli
