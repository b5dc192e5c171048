#include "stages/validate/ffmpeg_source.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "stages/validate/bytes.h"
#include "stages/validate/decoder_process.h"
#include "stages/validate/ffmpeg_probe.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

constexpr std::size_t kAuHeaderBytes = 24;
constexpr std::size_t kMaxAuHeaderBytes = 4096;  // with a note, which ffmpeg keeps short
constexpr std::uint64_t kAuFloat = 6;
constexpr std::size_t kPieceFloats = 4096;
// No codec makes more of a byte; what does is made to keep us busy.
constexpr std::int64_t kMaxFfmpegFramesPerByte = 65536;
// Containers round their lengths, and count a packet that decoders drop, or not.
constexpr double kLengthSlackSeconds = 0.25;
// Where packets are missing, or sound starts late, aresample puts zeros as long as their times say, once
// these are off by more than a packet's usual length. Before it adenorm adds -351 dB to all sound, 3e-18,
// which no sample but a zero can hold: so a frame of zeros was put in.
constexpr const char* kFilters =
    "adenorm=level=-351:type=dc,aresample=async=1:min_hard_comp=0.02:first_pts=0";
constexpr float kAddedMost = 1e-17F;
// Of one read. The last covers all that follow.
constexpr std::size_t kMaxMissing = 16;
constexpr char kLostMessage[] =
    "packets that are missing, or that ffmpeg could not decode; expected an unbroken stream; copy the file "
    "again from its source";

// Frames one after another, without a time: behind what is lost, ffmpeg can only guess.
bool has_times(std::string_view demuxer) {
  return demuxer != "aac" && demuxer != "amr";
}

class FfmpegSource final : public AudioSource {
 public:
  FfmpegSource(RegularFile file, const FileMagic& magic, const ProbedSound& sound, std::stop_token stop)
      : file_(std::move(file)),
        magic_(magic),
        stop_(std::move(stop)),
        most_frames_(most_frames(file_.size(), kMaxFfmpegFramesPerByte)) {
    info_ = {file_.path(), magic.demuxer, sound.codec, sound.sample_rate_hz, sound.channels, std::nullopt};
    if (sound.seconds) {
      const double frames = *sound.seconds * static_cast<double>(sound.sample_rate_hz);
      expected_frames_ = std::llround(std::min(frames, static_cast<double>(most_frames_)));
    }
  }

  const RecordingInfo& info() const override { return info_; }
  std::int64_t available_frames() const override {
    // One more, so that damage is told of also where the end is that of what a reader took before.
    if (error_) return *end_ + 1;
    return end_.value_or(expected_frames_ > 0 ? expected_frames_ : most_frames_);
  }
  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override;
  const Damage& damage() const override { return damage_; }

 private:
  Expected<void> start();
  // How many frames there were until the end.
  std::int64_t read_on(std::span<float> out);
  void find_missing(std::span<float> frames);
  void lose(std::int64_t frame);
  Expected<void> skip_to(std::int64_t frame);
  void end_at(std::int64_t frame);

  RegularFile file_;
  FileMagic magic_;
  std::stop_token stop_;
  RecordingInfo info_;
  std::int64_t most_frames_;
  std::int64_t expected_frames_ = 0;  // by what the container says; 0 where it does not
  std::optional<DecoderProcess> process_;
  std::int64_t frame_ = 0;           // the next that the process gives
  std::optional<std::int64_t> end_;  // known once it was reached
  std::optional<Error> error_;       // what was wrong with it
  bool heard_ = false;               // sound has begun: what is put in before it is not missing
  Damage damage_;                    // of the last read_on()s since it was cleared
};

Expected<void> FfmpegSource::start() {
  std::vector<std::string> arguments = {"ffmpeg",   "-nostdin", "-hide_banner", "-loglevel", "error",
                                        "-threads", "1"};
  for (const std::string& argument : ffmpeg_input(magic_)) arguments.push_back(argument);
  for (const char* argument : {"-map", "0:a:0", "-map_metadata", "-1", "-af", kFilters, "-c:a", "pcm_f32be",
                               "-bitexact", "-f", "au", "pipe:1"}) {
    arguments.push_back(argument);
  }
  auto process = DecoderProcess::start(arguments, file_.descriptor(), kDecoderPatience, stop_);
  if (!process) {
    return refusal(ErrorCode::unreadable, file_.path(), process.error().message,
                   "expected it to start; install ffmpeg, free memory, or allow more processes");
  }
  process_ = std::move(*process);
  frame_ = 0;
  heard_ = false;
  std::array<std::uint8_t, kMaxAuHeaderBytes> header{};
  const std::span<std::uint8_t> bytes(header);
  const std::int64_t got = process_->read(bytes.first(kAuHeaderBytes));
  const std::uint64_t offset = read_be(header, 4, 4);
  const bool is_au = got == kAuHeaderBytes && has_text(header, 0, ".snd") && offset >= kAuHeaderBytes &&
                     offset <= kMaxAuHeaderBytes && read_be(header, 12, 4) == kAuFloat &&
                     read_be(header, 16, 4) == static_cast<std::uint64_t>(info_.sample_rate_hz) &&
                     read_be(header, 20, 4) == static_cast<std::uint64_t>(info_.channels);
  if (is_au) {
    process_->read(bytes.first(offset - kAuHeaderBytes));
    return {};
  }
  std::string complaint = process_->complaint();
  process_.reset();
  if (complaint.empty()) complaint = got == 0 ? "it gave nothing" : "its sound is not what ffprobe announced";
  return refusal(ErrorCode::decode_error, file_.path(),
                 "sound that ffmpeg cannot decode (" + printable(complaint) + ")",
                 "expected an undamaged file; copy it again from its source");
}

std::int64_t FfmpegSource::read_on(std::span<float> out) {
  const auto channels = static_cast<std::size_t>(info_.channels);
  std::array<std::uint8_t, kPieceFloats * sizeof(float)> bytes{};
  std::size_t done = 0;
  while (done < out.size()) {
    const std::size_t floats = std::min(kPieceFloats, out.size() - done);
    const std::int64_t got = process_->read(std::span(bytes).first(floats * sizeof(float)));
    const std::size_t whole = static_cast<std::size_t>(got) / sizeof(float);
    for (std::size_t i = 0; i < whole; ++i) {
      out[done + i] = std::bit_cast<float>(static_cast<std::uint32_t>(read_be(bytes, i * sizeof(float), 4)));
    }
    done += whole;
    if (whole < floats) break;
  }
  find_missing(out.first(done / channels * channels));
  return static_cast<std::int64_t>(done / channels);
}

// Takes from `frames`, which follow frame_, what adenorm added, and notes which aresample put in.
void FfmpegSource::find_missing(std::span<float> frames) {
  const auto channels = static_cast<std::size_t>(info_.channels);
  for (; !frames.empty(); frames = frames.subspan(channels)) {
    bool put_in = true;
    for (float& sample : frames.first(channels)) {
      put_in = put_in && sample == 0.0F;
      if (std::fabs(sample) < kAddedMost) sample = 0.0F;
    }
    heard_ = heard_ || !put_in;
    if (put_in && heard_) lose(frame_);
    ++frame_;
  }
}

void FfmpegSource::lose(std::int64_t frame) {
  std::vector<Gap>& missing = damage_.missing;
  const bool goes_on = !missing.empty() && missing.back().end_frame == frame;
  if (!goes_on && missing.size() < kMaxMissing)
    missing.push_back({frame, frame, ErrorCode::lost_samples, kLostMessage});
  missing.back().end_frame = frame + 1;
  if (!has_times(magic_.demuxer) && !damage_.uncertain_from) damage_.uncertain_from = frame;
}

Expected<void> FfmpegSource::skip_to(std::int64_t frame) {
  if (!process_ || frame < frame_) {
    auto started = start();
    if (!started) return started;
  }
  const std::int64_t channels = info_.channels;
  std::vector<float> skipped(kPieceFloats);
  while (frame_ < frame) {
    const std::int64_t frames = std::min(static_cast<std::int64_t>(kPieceFloats) / channels, frame - frame_);
    if (read_on(std::span(skipped).first(static_cast<std::size_t>(frames * channels))) < frames) return {};
  }
  return {};
}

// The process has given all it had, or too much.
void FfmpegSource::end_at(std::int64_t frame) {
  end_ = frame;
  const bool endless = frame >= most_frames_;
  std::string complaint = endless ? "no end of its sound" : process_->complaint();
  process_.reset();
  const auto short_of =
      static_cast<double>(expected_frames_ - frame) / static_cast<double>(info_.sample_rate_hz);
  if (!complaint.empty()) {
    error_ = refusal(ErrorCode::decode_error, file_.path(),
                     "damage that ffmpeg met (" + printable(complaint) + ")",
                     "expected an undamaged file; copy it again from its source")
                 .value();
  }
  // Only now, since it may be off by a little: a reader then tells of the rest as cut off.
  if (short_of > kLengthSlackSeconds) info_.declared_frames = expected_frames_;
}

Expected<std::int64_t> FfmpegSource::read(std::int64_t begin, std::span<float> out) {
  const std::int64_t asked = static_cast<std::int64_t>(out.size()) / info_.channels;
  std::int64_t got = 0;
  damage_.missing.clear();
  if (!end_ || begin < *end_) {
    const auto there = skip_to(begin);
    if (!there) {
      // It would fail for every unit of a length that nobody knows.
      if (!end_) end_ = begin;
      error_ = there.error();
      return Unexpected(*error_);
    }
    damage_.missing.clear();  // of what was passed over
    if (frame_ == begin) got = read_on(out.first(static_cast<std::size_t>(asked * info_.channels)));
    if (!end_ && (got < asked || frame_ >= most_frames_)) end_at(frame_);
  }
  // What was wrong shows only at the end, and stands there.
  if (error_ && begin + asked > *end_) return Unexpected(*error_);
  return got;
}

}  // namespace

Expected<std::unique_ptr<AudioSource>> open_with_ffmpeg(RegularFile file, const FileMagic& magic,
                                                        const Error& unread, std::stop_token stop) {
  const auto sound = probe_with_ffmpeg(file, magic, unread, stop);
  if (!sound) return Unexpected(sound.error());
  return std::make_unique<FfmpegSource>(std::move(file), magic, *sound, std::move(stop));
}

}  // namespace nightjar
