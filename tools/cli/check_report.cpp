#include "tools/cli/check_report.h"

#include "stages/write/json_lines.h"
#include "stages/write/json_text.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

std::string row(const std::string& status, const std::string& duration, const std::string& rate,
                const std::string& channels, const std::string& kind, const std::string& rest) {
  return left(status, 8) + right(duration, 9) + right(rate, 9) + right(channels, 4) + "  " + left(kind, 14) +
         "  " + rest + "\n";
}

std::string damage_row(const Gap& gap, std::int64_t sample_rate_hz) {
  const auto at = [&](std::int64_t frame) {
    return fixed(static_cast<double>(frame) / static_cast<double>(sample_rate_hz), 3);
  };
  return "  " + left(at(gap.start_frame) + " to " + at(gap.end_frame) + " s", 32) + "  " +
         left(std::string(name(gap.code)), 18) + "  " + printable(gap.message) +
         (gap.time_uncertain ? " (time_uncertain)" : "") + "\n";
}

}  // namespace

std::string CheckReport::head() const {
  return json_ ? "" : row("status", "duration", "rate Hz", "ch", "kind", "path");
}

std::string CheckReport::add(const CheckedRecording& checked) {
  ++recordings_;
  switch (checked.summary.status) {
    case Status::ok:
      ++ok_;
      break;
    case Status::partial:
      ++partial_;
      break;
    default:
      ++refused_;
  }
  if (!checked.error && !checked.seconds) ++unknown_length_;
  sound_s_ += checked.seconds.value_or(0);
  return json_ ? as_lines(checked) : as_rows(checked);
}

std::string CheckReport::as_rows(const CheckedRecording& checked) const {
  const std::string status(name(checked.summary.status));
  if (checked.error) {
    return row(status, "-", "-", "-", std::string(name(checked.error->code)),
               printable(checked.path) + ": " + printable(checked.error->message));
  }
  const RecordingInfo& info = checked.info;
  std::string rows = row(status, checked.seconds ? format_duration(*checked.seconds) : "?",
                         std::to_string(info.sample_rate_hz), std::to_string(info.channels),
                         info.container + "/" + info.codec, printable(checked.path));
  for (const Gap& gap : checked.damage) rows += damage_row(gap, info.sample_rate_hz);
  if (checked.more_damages > 0) rows += "  and " + std::to_string(checked.more_damages) + " more\n";
  if (checked.summary.clipped > 0)
    rows += "  clipped: " + count_of(checked.summary.clipped, "frame") + " cut off at full scale\n";
  return rows;
}

std::string CheckReport::as_lines(const CheckedRecording& checked) const {
  std::string lines;
  const auto add = [&](const Record& record) {
    append_line(lines, record, checked.path, std::max<std::int64_t>(1, checked.info.sample_rate_hz));
  };
  if (checked.error) {
    add(*checked.error);
    return lines;
  }
  add(checked.info);
  for (const Gap& gap : checked.damage) add(gap);
  if (checked.more_damages > 0) {
    JsonLine line(lines);
    line.text("type", "more_gaps");
    line.path(checked.path);
    line.integer("count", checked.more_damages);
  }
  if (checked.summary.frames > 0) add(checked.summary);
  return lines;
}

std::string CheckReport::totals(const std::optional<Speed>& speed) const {
  if (!json_) return totals_in_words(speed);
  std::string text;
  {
    JsonLine line(text);
    line.text("type", "check");
    line.integer("recordings", recordings_);
    line.integer("ok", ok_);
    line.integer("partial", partial_);
    line.integer("refused", refused_);
    line.integer("unknown_length", unknown_length_);
    line.integer("not_audio", not_audio_);
    line.number("sound_s", sound_s_, 3);
    if (speed) {
      line.number("x_real_time", speed->x_real_time, 1);
      line.number("forecast_s", sound_s_ / speed->x_real_time, 3);
      if (speed->workers > 0) line.integer("forecast_memory_bytes", speed->peak_bytes);
    }
  }
  return text;
}

std::string CheckReport::totals_in_words(const std::optional<Speed>& speed) const {
  std::string text = count_of(recordings_, "recording") + ": " + std::to_string(ok_) + " ok, ";
  if (partial_ > 0) text += std::to_string(partial_) + " partial, ";
  text += std::to_string(refused_) + " refused; " + format_duration(sound_s_) + " of sound";
  if (unknown_length_ > 0) text += ", and " + std::to_string(unknown_length_) + " of unknown length";
  text += "; " + count_of(not_audio_, "other file") + " in the folders\n";
  if (!speed) return text;
  text += "forecast for run: " + format_duration(sound_s_ / speed->x_real_time) + " at " +
          fixed(speed->x_real_time, 0) + " x real time";
  if (speed->workers > 0) {
    text += ", as measured with " + count_of(static_cast<std::int64_t>(speed->workers), "worker") + "; " +
            format_size(speed->peak_bytes) + " of memory at its peak";
  }
  return text + "\n";
}

}  // namespace nightjar::cli
