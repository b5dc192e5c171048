#include "stages/validate/sndfile_source.h"

#include <sndfile.h>

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>
#include <vector>

#include "stages/validate/refusal.h"

namespace nightjar {
namespace {

constexpr std::int64_t kSkipFrames = 4096;

struct CloseSndfile {
  void operator()(SNDFILE* decoder) const { sf_close(decoder); }
};
using Decoder = std::unique_ptr<SNDFILE, CloseSndfile>;

// What libsndfile is shown: a preface of ours, then a part of the file; with its position in it. Of a WAV
// that part is the samples alone: its header has been read already, so there are no two parsers to disagree,
// and nothing after the samples can confuse.
struct FileWindow {
  const RegularFile* file = nullptr;
  std::span<const std::uint8_t> preface;
  std::int64_t begin = 0;  // of the part of the file
  std::int64_t bytes = 0;  // with the preface
  std::int64_t position = 0;
  bool met_end = false;        // since the last seek of the decoder's user
  std::optional<Error> error;  // of the last read that failed
};

sf_count_t window_length(void* user) {
  return static_cast<FileWindow*>(user)->bytes;
}
sf_count_t window_tell(void* user) {
  return static_cast<FileWindow*>(user)->position;
}

sf_count_t window_seek(sf_count_t offset, int whence, void* user) {
  auto& window = *static_cast<FileWindow*>(user);
  const std::int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? window.position : window.bytes;
  // `offset` comes from the file's contents: clamped before it is added, it cannot overflow.
  window.position = base + std::clamp<std::int64_t>(offset, -base, window.bytes - base);
  return window.position;
}

sf_count_t window_read(void* out, sf_count_t count, void* user) {
  auto& window = *static_cast<FileWindow*>(user);
  const std::int64_t want = std::clamp<std::int64_t>(count, 0, window.bytes - window.position);
  const std::span<std::uint8_t> bytes(static_cast<std::uint8_t*>(out), static_cast<std::size_t>(want));
  const auto preface_bytes = static_cast<std::int64_t>(window.preface.size());
  const std::int64_t ours = std::clamp<std::int64_t>(preface_bytes - window.position, 0, want);
  if (ours > 0) std::copy_n(window.preface.begin() + window.position, ours, bytes.begin());
  const auto got = window.file->read_at(window.begin + window.position + ours - preface_bytes,
                                        bytes.subspan(static_cast<std::size_t>(ours)));
  if (!got) {
    window.error = got.error();
    return 0;
  }
  window.position += ours + *got;
  // A file that became shorter while it is read ends where its bytes do.
  if (ours + *got < want || window.position >= window.bytes) window.met_end = true;
  return ours + *got;
}

sf_count_t window_write(const void*, sf_count_t, void*) {
  return 0;
}

class SndfileSource final : public AudioSource {
 public:
  SndfileSource(SharedFile file, SoundLayout layout)
      : file_(std::move(file)), layout_(std::move(layout)), available_frames_(layout_.available_frames) {
    info_ = {file_->path(),          layout_.container, layout_.codec,
             layout_.sample_rate_hz, layout_.channels,  layout_.declared_frames};
    if (layout_.times_in_doubt) damage_.uncertain_from = 0;
    damage_.flaw = layout_.flaw;
  }

  const RecordingInfo& info() const override { return info_; }
  std::int64_t available_frames() const override { return available_frames_; }
  Expected<std::int64_t> read(std::int64_t begin, std::span<float> out) override;
  const Damage& damage() const override { return damage_; }

  Expected<void> open_decoder();

 private:
  Unexpected failed(const std::string& why);
  Expected<void> seek(std::int64_t frame);
  // Some codecs carry their state from block to block. One gets to their frames by decoding all before, which
  // no reader in sequence needs.
  Expected<void> skip_to(std::int64_t frame);

  SharedFile file_;
  SoundLayout layout_;
  RecordingInfo info_;
  std::int64_t available_frames_;
  Damage damage_;
  FileWindow window_;
  Decoder decoder_;
  std::int64_t frame_ = 0;  // where the decoder stands
};

Expected<void> SndfileSource::open_decoder() {
  const auto shown = static_cast<std::int64_t>(layout_.preface.size()) + layout_.bytes;
  window_ = {file_.get(), layout_.preface, layout_.begin, shown, 0, false, std::nullopt};
  frame_ = 0;
  SF_INFO format{};
  if (layout_.sndfile_format != 0) {
    format.format = layout_.sndfile_format;
    format.samplerate = static_cast<int>(layout_.sample_rate_hz);
    format.channels = static_cast<int>(layout_.channels);
  }
  SF_VIRTUAL_IO io{window_length, window_seek, window_read, window_write, window_tell};
  decoder_.reset(sf_open_virtual(&io, SFM_READ, &format, &window_));
  if (window_.error) return Unexpected(*window_.error);
  if (!decoder_) {
    // Why, libsndfile tells only in a variable of the whole process, where another thread's file may be
    // meant.
    return refusal(ErrorCode::bad_header, file_->path(),
                   "a " + layout_.container + " header that cannot be decoded",
                   "expected a whole one; the file is damaged: copy it again from its source");
  }
  if (format.channels != layout_.channels || format.samplerate != layout_.sample_rate_hz) {
    return refusal(ErrorCode::bad_header, file_->path(), "contradicting headers",
                   "expected one rate and number of channels; the file is damaged");
  }
  return {};
}

// After an error the decoder's state and position are worth nothing: the next read opens it anew.
Unexpected SndfileSource::failed(const std::string& why) {
  decoder_.reset();
  if (window_.error) return Unexpected(*window_.error);
  return refusal(ErrorCode::decode_error, file_->path(), "sound that cannot be decoded (" + why + ")",
                 "expected an undamaged file; copy it again from its source");
}

Expected<void> SndfileSource::seek(std::int64_t frame) {
  if (!decoder_) {
    const auto opened = open_decoder();
    if (!opened) return failed("it cannot be opened again");
  }
  window_.error.reset();
  if (frame == frame_) return {};
  if (layout_.in_sequence) return skip_to(frame);
  window_.met_end = false;
  if (sf_seek(decoder_.get(), frame, SEEK_SET) != frame) return failed(sf_strerror(decoder_.get()));
  frame_ = frame;
  return {};
}

Expected<void> SndfileSource::skip_to(std::int64_t frame) {
  if (frame < frame_) {
    const auto opened = open_decoder();
    if (!opened) return failed("it cannot be opened again");
  }
  std::vector<float> skipped(static_cast<std::size_t>(kSkipFrames * layout_.channels));
  while (frame_ < frame) {
    const std::int64_t got =
        sf_readf_float(decoder_.get(), skipped.data(), std::min(kSkipFrames, frame - frame_));
    if (window_.error || got <= 0) return failed("the decoder stopped");
    frame_ += got;
  }
  return {};
}

Expected<std::int64_t> SndfileSource::read(std::int64_t begin, std::span<float> out) {
  const auto asked = static_cast<std::int64_t>(out.size()) / layout_.channels;
  const std::int64_t want = std::clamp<std::int64_t>(available_frames_ - begin, 0, asked);
  if (want == 0) return 0;
  const auto found = seek(begin);
  // A file that has become shorter meanwhile is searched up to its end for a frame that is not there.
  if (!found && window_.met_end && !window_.error) return 0;
  if (!found) return Unexpected(found.error());
  const std::int64_t got = sf_readf_float(decoder_.get(), out.data(), want);
  // libsndfile goes on after damage as if nothing was missing: what it gives then stands at a wrong time.
  if (window_.error || sf_error(decoder_.get()) != SF_ERR_NO_ERROR)
    return failed(sf_strerror(decoder_.get()));
  if (got < want && !window_.met_end) return failed("the decoder stopped");
  frame_ += got;
  return got;
}

}  // namespace

Expected<std::unique_ptr<AudioSource>> open_sndfile(SharedFile file, SoundLayout layout) {
  auto source = std::make_unique<SndfileSource>(std::move(file), std::move(layout));
  const auto opened = source->open_decoder();
  if (!opened) return Unexpected(opened.error());
  return source;
}

}  // namespace nightjar
