#include "stages/validate/ffmpeg_probe.h"

#include <array>
#include <charconv>
#include <string_view>

#include "stages/validate/decoder_process.h"
#include "stages/validate/refusal.h"
#include "stages/validate/sound_layout.h"

namespace nightjar {
namespace {

constexpr std::size_t kMaxReportBytes = 4096;

// The value of the first "key=value" line, or empty. ffprobe writes those of the stream before the
// container's.
std::string_view value_of(std::string_view report, std::string_view key) {
  while (!report.empty()) {
    const std::string_view line = report.substr(0, report.find('\n'));
    report.remove_prefix(std::min(report.size(), line.size() + 1));
    const std::size_t equals = line.find('=');
    // A container that does not know says "N/A", and the next line may know it.
    if (equals != std::string_view::npos && line.substr(0, equals) == key && line.substr(equals + 1) != "N/A")
      return line.substr(equals + 1);
  }
  return {};
}

// 0 where it is no number.
template <class Number>
Number number(std::string_view text) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::vector<std::string> ffmpeg_input(const FileMagic& magic) {
  return {"-protocol_whitelist", "file,pipe", "-f", magic.demuxer, "-i", "file:/proc/self/fd/0"};
}

Expected<ProbedSound> probe_with_ffmpeg(const RegularFile& file, const FileMagic& magic, const Error& unread,
                                        const std::stop_token& stop) {
  std::vector<std::string> arguments = {"ffprobe",
                                        "-loglevel",
                                        "error",
                                        "-select_streams",
                                        "a:0",
                                        "-show_entries",
                                        "stream=codec_name,sample_rate,channels,duration:format=duration",
                                        "-print_format",
                                        "default=noprint_wrappers=1"};
  for (const std::string& argument : ffmpeg_input(magic)) arguments.push_back(argument);
  auto process = DecoderProcess::start(arguments, file.descriptor(), kDecoderPatience, stop);
  if (!process) {
    if (process.error().code == ErrorCode::backend_unavailable) return Unexpected(unread);
    return refusal(ErrorCode::unreadable, file.path(), process.error().message,
                   "expected it to start; free memory, or allow more processes");
  }
  std::array<std::uint8_t, kMaxReportBytes> bytes{};
  const auto got = static_cast<std::size_t>(process->read(bytes));
  const std::string_view report(reinterpret_cast<const char*>(bytes.data()), got);
  ProbedSound sound;
  sound.codec = value_of(report, "codec_name");
  sound.sample_rate_hz = number<std::int64_t>(value_of(report, "sample_rate"));
  sound.channels = number<std::int64_t>(value_of(report, "channels"));
  const auto seconds = number<double>(value_of(report, "duration"));
  if (magic.states_length && seconds > 0) sound.seconds = seconds;
  const std::string complaint = process->complaint();
  if (sound.codec.empty() && !complaint.empty()) {
    return refusal(ErrorCode::bad_header, file.path(),
                   std::string(magic.name) + " data that ffmpeg cannot read (" + printable(complaint) + ")",
                   "expected an undamaged file; copy it again from its source");
  }
  if (sound.codec.empty()) {
    return refusal(ErrorCode::not_audio, file.path(), std::string(magic.name) + " data without sound",
                   "expected a stream of sound in it; name a recording");
  }
  const auto limits = check_limits(file.path(), sound.sample_rate_hz, sound.channels, std::nullopt);
  if (!limits) return Unexpected(limits.error());
  return sound;
}

}  // namespace nightjar
