// The formats of results. A new one is a file with its writer and a make_... function, declared here, and a
// row of the table in formats.cpp; README.md describes each.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/write/result_writer.h"

namespace nightjar {

using MakeResultWriter = std::unique_ptr<ResultWriter>(TextSink, const ResultContext&);
MakeResultWriter make_audacity, make_csv, make_json_lines, make_raven, make_rttm, make_srt, make_textgrid,
    make_vtt;

// Which models' results a format has a form for.
enum class Tags { none, all, speech };  // speech: where a label is_speech()

struct ResultFormat {
  std::string_view name;
  std::string_view extension;  // is added to the recording's name; none ends with another's
  Tags tags;
  bool transcripts;
  bool channels_apart;  // can say which channel a result is of
  bool says_status;     // tells whether the recording was done to its end, so it can be written of any
  MakeResultWriter* make;
};
std::span<const ResultFormat> result_formats();

// Whether a label is of someone speaking: one of its words is "speech" or "speaker", in any case.
bool is_speech(std::string_view label);

// "jsonl, csv, audacity": those that go with a model of `task` and such labels.
std::string formats_for(std::string_view task, std::span<const std::string> labels);

// The formats of a list such as "csv,audacity", each once, in that order. Throws SetupError(bad_option) for
// one that does not exist or is named twice.
std::vector<const ResultFormat*> parse_formats(std::string_view list);

// Throws SetupError(bad_option) that names those which do go with the model; or for one that has no channels
// where each is recognised by itself.
void check_formats(std::span<const ResultFormat* const> formats, std::string_view task,
                   std::span<const std::string> labels, ChannelChoice channels);

}  // namespace nightjar
