#include "stages/write/json_lines.h"

#include <cmath>

#include "stages/write/json_text.h"
#include "stages/write/number_text.h"

namespace nightjar {
namespace {

// Of models of transcripts.
void counts(JsonLine& line, std::int64_t words, std::int64_t transcripts) {
  if (words > 0) line.integer("words", words);
  if (transcripts > 0) line.integer("transcripts", transcripts);
}

// The fields of one record, after `type` and `path`.
struct Fields {
  JsonLine& line;
  std::int64_t sample_rate_hz;

  void times(std::int64_t start_frame, std::int64_t end_frame) const {
    line.times(start_frame, end_frame, sample_rate_hz);
  }

  void operator()(const RecordingInfo& info) const {
    line.text("container", info.container);
    line.text("codec", info.codec);
    line.integer("sample_rate_hz", info.sample_rate_hz);
    line.integer("channels", info.channels);
    if (info.declared_frames) {
      line.integer("declared_frames", *info.declared_frames);
    } else {
      line.null("declared_frames");
    }
  }

  // Of a record that is of one channel.
  void channel(std::int64_t index) const {
    if (index != kAllChannels) line.integer("channel", index);
  }

  void operator()(const Event& event) const {
    times(event.start_frame, event.end_frame);
    channel(event.channel);
    line.text("label", event.label);
    line.number("score", static_cast<double>(event.score), kScoreDecimals);
    if (event.continues) line.boolean("continues", true);
    if (event.time_uncertain) line.boolean("time_uncertain", true);
  }

  void operator()(const Word& word) const {
    times(word.start_frame, word.end_frame);
    channel(word.channel);
    line.text("text", word.text);
    line.number("score", static_cast<double>(word.score), kScoreDecimals);
    if (word.time_uncertain) line.boolean("time_uncertain", true);
  }

  void operator()(const Transcript& said) const {
    times(said.start_frame, said.end_frame);
    channel(said.channel);
    line.text("text", said.text);
    line.number("score", static_cast<double>(said.score), kScoreDecimals);
    if (!said.n_best.empty()) {
      line.list("n_best", said.n_best.size(), [&](std::size_t i) {
        line.text("text", said.n_best[i].text);
        line.number("score", said.n_best[i].score, kScoreDecimals);
      });
    }
    if (said.continues) line.boolean("continues", true);
    if (said.time_uncertain) line.boolean("time_uncertain", true);
  }

  void operator()(const Match& match) const {
    times(match.start_frame, match.end_frame);
    channel(match.channel);
    line.text("id", match.id);
    line.number("offset_s", match.offset_s, 3);
    line.number("score", static_cast<double>(match.score), kScoreDecimals);
    if (match.continues) line.boolean("continues", true);
    if (match.time_uncertain) line.boolean("time_uncertain", true);
  }

  void operator()(const Gap& gap) const {
    times(gap.start_frame, gap.end_frame);
    channel(gap.channel);
    line.text("code", name(gap.code));
    line.text("message", gap.message);
    if (gap.time_uncertain) line.boolean("time_uncertain", true);
  }

  void operator()(const Skipped& skipped) const {
    times(skipped.start_frame, skipped.end_frame);
    line.text("code", name(skipped.code));
    line.text("message", skipped.message);
    if (skipped.time_uncertain) line.boolean("time_uncertain", true);
  }

  void operator()(const Error& error) const {
    line.text("code", name(error.code));
    line.text("message", error.message);
    if (error.offset >= 0) {
      line.integer("offset", error.offset);
    } else {
      line.null("offset");
    }
  }

  void operator()(const Summary& summary) const {
    line.text("status", name(summary.status));
    line.integer("frames", summary.frames);
    line.integer("processed", summary.processed);
    line.integer("gap", summary.gap);
    line.integer("skipped", summary.skipped);
    if (summary.unheard > 0) line.integer("unheard", summary.unheard);
    line.integer("events", summary.events);
    counts(line, summary.words, summary.transcripts);
    if (summary.clipped > 0) line.integer("clipped", summary.clipped);
  }
};

// In the order of Record.
constexpr std::string_view kTypes[] = {"recording", "event",   "word",  "transcript", "match",
                                       "gap",       "skipped", "error", "end"};
static_assert(std::size(kTypes) == std::variant_size_v<Record>);

}  // namespace

void append_line(std::string& out, const Record& record, std::string_view path, std::int64_t sample_rate_hz) {
  JsonLine line(out);
  line.text("type", kTypes[record.index()]);
  line.path(path);
  std::visit(Fields{line, sample_rate_hz}, record);
}

void append_line(std::string& out, const RunLine& run) {
  JsonLine line(out);
  line.text("type", "run");
  line.integer("format", kJsonLinesFormat);
  line.text("version", run.version);
  line.text("model", run.model);
  line.text("model_sha256", run.model_sha256);
  if (run.profile) {
    line.text("profile", *run.profile);
  } else {
    line.null("profile");
  }
  line.number("max_event_s", run.max_event_s);
  line.text("channels", name(run.selection.channels));
  line.number("from_s", run.selection.from_s);
  if (std::isfinite(run.selection.to_s)) {
    line.number("to_s", run.selection.to_s);
  } else {
    line.null("to_s");
  }
  const TranscriptOptions& asked = run.transcripts;
  if (asked.beam_width) line.integer("beam_width", *asked.beam_width);
  if (asked.n_best) line.integer("n_best", *asked.n_best);
  if (asked.hotwords) {
    line.list("hotwords", asked.hotwords->size(), [&](std::size_t i) {
      line.text("text", (*asked.hotwords)[i].text);
      line.number("boost", (*asked.hotwords)[i].boost);
    });
  }
  if (!run.language_model_sha256.empty()) line.text("language_model_sha256", run.language_model_sha256);
  if (!run.anomaly_index_sha256.empty()) {
    line.text("anomaly_index_sha256", run.anomaly_index_sha256);
    line.number("normal_share", run.normal_share);
  }
  if (!run.only_label.empty()) {
    line.text("only", run.only_label);
    line.text("only_model", run.only_model);
    line.text("only_model_sha256", run.only_model_sha256);
  }
}

void DoneLine::add(const Summary& summary, std::int64_t sample_rate_hz) {
  ++recordings;
  switch (summary.status) {
    case Status::ok:
      ++ok;
      break;
    case Status::partial:
      ++partial;
      break;
    case Status::refused:
      ++refused;
      break;
    case Status::interrupted:
      ++interrupted;
      break;
    case Status::not_started:
      ++not_started;
      break;
  }
  events += summary.events;
  words += summary.words;
  transcripts += summary.transcripts;
  if (summary.frames == 0) return;
  processed_us += to_microseconds(summary.processed, sample_rate_hz);
  gap_us += to_microseconds(summary.gap, sample_rate_hz);
  skipped_us += to_microseconds(summary.skipped, sample_rate_hz);
}

void add_causes(Causes& causes, const Record& record) {
  if (const auto* gap = std::get_if<Gap>(&record)) causes[gap->code] += gap->end_frame - gap->start_frame;
  if (const auto* part = std::get_if<Skipped>(&record)) {
    causes[part->code] += part->end_frame - part->start_frame;
  }
  if (const auto* error = std::get_if<Error>(&record)) causes[error->code];
  const auto* summary = std::get_if<Summary>(&record);
  if (summary != nullptr && summary->status == Status::not_started) causes[ErrorCode::not_started];
}

void DoneLine::add(const Causes& causes, std::int64_t sample_rate_hz) {
  for (const auto& [code, frames] : causes) {
    Reason& reason = reasons[std::string(name(code))];
    ++reason.recordings;
    if (frames > 0) reason.us += to_microseconds(frames, sample_rate_hz);
  }
}

void append_line(std::string& out, const DoneLine& done) {
  JsonLine line(out);
  line.text("type", "done");
  line.integer("recordings", done.recordings);
  line.integer("ok", done.ok);
  line.integer("partial", done.partial);
  line.integer("refused", done.refused);
  line.integer("interrupted", done.interrupted);
  line.integer("not_started", done.not_started);
  line.integer("not_audio", done.not_audio);
  if (done.unreadable_folders > 0) line.integer("unreadable_folders", done.unreadable_folders);
  line.integer("events", done.events);
  counts(line, done.words, done.transcripts);
  line.millionths("processed_s", done.processed_us);
  line.millionths("gap_s", done.gap_us);
  line.millionths("skipped_s", done.skipped_us);
  if (done.refused > 0) line.integer("refused_bytes", done.refused_bytes);
  if (done.reasons.empty()) return;
  auto reason = done.reasons.begin();
  line.list("reasons", done.reasons.size(), [&](std::size_t) {
    line.text("code", reason->first);
    line.integer("recordings", reason->second.recordings);
    line.millionths("seconds", reason->second.us);
    ++reason;
  });
}

}  // namespace nightjar
