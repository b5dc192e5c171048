#include "stages/write/formats.h"

#include <algorithm>
#include <array>

namespace nightjar {
namespace {

//  name, extension, tags, transcripts, channels_apart, says_status, make
constexpr std::array kFormats{
    ResultFormat{"jsonl", ".jsonl", Tags::all, true, true, true, make_json_lines},
    ResultFormat{"csv", ".csv", Tags::all, true, true, false, make_csv},
    ResultFormat{"audacity", ".audacity.txt", Tags::all, true, true, false, make_audacity},
    ResultFormat{"raven", ".raven.txt", Tags::all, true, true, false, make_raven},
    ResultFormat{"textgrid", ".TextGrid", Tags::all, true, true, false, make_textgrid},
    ResultFormat{"rttm", ".rttm", Tags::speech, false, true, false, make_rttm},
    ResultFormat{"srt", ".srt", Tags::none, true, false, false, make_srt},
    ResultFormat{"vtt", ".vtt", Tags::none, true, false, false, make_vtt},
};

bool goes_with(const ResultFormat& format, std::string_view task, std::span<const std::string> labels) {
  if (task == "transcripts") return format.transcripts;
  if (labels.empty()) return format.name == "jsonl";  // vectors that are compared with nothing
  if (format.tags != Tags::speech) return format.tags == Tags::all;
  return std::any_of(labels.begin(), labels.end(), [](const std::string& label) { return is_speech(label); });
}

template <class Keep>
std::string names_of(Keep keep) {
  std::string names;
  for (const ResultFormat& format : kFormats) {
    if (keep(format)) (names += names.empty() ? "" : ", ") += format.name;
  }
  return names;
}

const ResultFormat& format_named(std::string_view name) {
  const auto* const found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const ResultFormat& f) { return f.name == name; });
  if (found != kFormats.end()) return *found;
  throw SetupError(ErrorCode::bad_option, "--format " + one_line(name) +
                                              ": no such format; expected some of " +
                                              names_of([](const ResultFormat&) { return true; }));
}

}  // namespace

std::span<const ResultFormat> result_formats() {
  return kFormats;
}

std::string formats_for(std::string_view task, std::span<const std::string> labels) {
  return names_of([&](const ResultFormat& format) { return goes_with(format, task, labels); });
}

std::vector<const ResultFormat*> parse_formats(std::string_view list) {
  std::vector<const ResultFormat*> formats;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const ResultFormat* format = &format_named(list.substr(begin, end - begin));
    if (std::find(formats.begin(), formats.end(), format) != formats.end()) {
      throw SetupError(ErrorCode::bad_option,
                       "--format: " + std::string(format->name) + " is named twice; expected each once");
    }
    formats.push_back(format);
    begin = end + 1;
  }
  return formats;
}

void check_formats(std::span<const ResultFormat* const> formats, std::string_view task,
                   std::span<const std::string> labels, ChannelChoice channels) {
  for (const ResultFormat* format : formats) {
    const std::string name = "--format " + std::string(format->name);
    if (!goes_with(*format, task, labels)) {
      const std::string what = task != "transcripts" && format->tags == Tags::speech
                                   ? " with no label of speech or a speaker"
                                   : "";
      throw SetupError(ErrorCode::bad_option, name + ": it does not go with a model of the task " +
                                                  std::string(task) + what +
                                                  "; these do: " + formats_for(task, labels));
    }
    if (channels == ChannelChoice::each && !format->channels_apart) {
      throw SetupError(ErrorCode::bad_option,
                       name + ": it has no channels; expected --channels mix or first, or another format");
    }
  }
}

}  // namespace nightjar
