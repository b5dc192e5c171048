#include "tests/stages/decode/tag_reference.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <ostream>
#include <tuple>

namespace nightjar {
namespace {

using Row = std::vector<double>;

// posterior[label][segment], smoothed; -1 where invalid.
std::vector<Row> smoothed(const Manifest& m, const ScoreBatch& all) {
  const auto segments = static_cast<std::size_t>(all.rows);
  std::vector<Row> out(m.labels.size(), Row(segments, -1));
  const int half = m.tags.smoothing_segments / 2;
  for (std::size_t label = 0; label < m.labels.size(); ++label) {
    for (int i = 0; i < static_cast<int>(segments); ++i) {
      if (!all.valid[static_cast<std::size_t>(i)]) continue;
      int begin = i;
      int end = i + 1;
      while (begin > std::max(0, i - half) && all.valid[static_cast<std::size_t>(begin - 1)]) --begin;
      while (end < std::min(static_cast<int>(segments), i + half + 1) &&
             all.valid[static_cast<std::size_t>(end)])
        ++end;
      double sum = 0;
      for (int j = begin; j < end; ++j)
        sum += all.scores[static_cast<std::size_t>(j) * m.labels.size() + label];
      out[label][static_cast<std::size_t>(i)] = static_cast<float>(sum / (end - begin));
    }
  }
  return out;
}

// How many labels stand before this one in segment i.
int rank(const std::vector<Row>& score, std::size_t label, std::size_t i) {
  int before = 0;
  for (std::size_t other = 0; other < score.size(); ++other) {
    before += score[other][i] > score[label][i] || (score[other][i] == score[label][i] && other < label);
  }
  return before;
}

struct Run {
  std::int64_t begin, end;
};

// Rows from `begin` to where the next invalid row is, or none.
std::int64_t valid_until(const ScoreBatch& all, std::int64_t begin) {
  while (begin < all.rows && all.valid[static_cast<std::size_t>(begin)]) ++begin;
  return begin;
}

}  // namespace

std::vector<Event> reference_events(const Manifest& m, std::int64_t file_hz, double max_event_s,
                                    const ScoreBatch& all, std::int64_t frames) {
  const auto hop_s = static_cast<double>(m.hop_samples) / static_cast<double>(m.sample_rate_hz);
  const auto owned_begin = [&](std::int64_t i) {
    return i == 0 ? 0 : i * m.hop_samples + (m.segment_samples - m.hop_samples) / 2;
  };
  const auto frame = [&](std::int64_t i) {
    return i == all.rows ? frames : owned_begin(i) * file_hz / m.sample_rate_hz;
  };
  const auto seconds = [&](Run r) {
    const double end = r.end == all.rows
                           ? static_cast<double>(frames) / static_cast<double>(file_hz)
                           : static_cast<double>(owned_begin(r.end)) / static_cast<double>(m.sample_rate_hz);
    return end - static_cast<double>(owned_begin(r.begin)) / static_cast<double>(m.sample_rate_hz);
  };
  const auto silence_rows = static_cast<std::int64_t>(std::ceil(m.tags.min_silence_s / hop_s - 1e-9));
  const auto pad_frames =
      static_cast<std::int64_t>(std::floor(m.tags.pad_s * static_cast<double>(file_hz) + 1e-9));
  const auto score = smoothed(m, all);
  std::vector<Event> out;
  for (std::size_t label = 0; label < score.size(); ++label) {
    const auto part_segments =
        static_cast<std::int64_t>(std::max({1.0, std::floor(max_event_s / hop_s + 1e-9),
                                            std::ceil(m.tags.min_duration_s[label] / hop_s - 1e-9)}));
    // Hysteresis and top-k -> active; runs of active segments.
    std::vector<bool> active(static_cast<std::size_t>(all.rows));
    std::vector<Run> runs;
    for (std::size_t i = 0; i < active.size(); ++i) {
      const bool was = i > 0 && active[i - 1];
      const double threshold = was ? m.tags.thresholds_off[label] : m.tags.thresholds_on[label];
      active[i] = all.valid[i] && (m.tags.top_k == 0 || rank(score, label, i) < m.tags.top_k) &&
                  score[label][i] >= threshold;
      if (active[i] && !was) runs.push_back({static_cast<std::int64_t>(i), 0});
      if (active[i]) runs.back().end = static_cast<std::int64_t>(i) + 1;
    }
    // The row whose silence ends an event that was active last before row `end`; none before `until`.
    const auto ends_at = [&](std::int64_t end, std::int64_t until) {
      for (std::int64_t r = end; r < until; ++r) {
        const auto i = static_cast<std::size_t>(r);
        const bool silent = score[label][i] < m.tags.thresholds_off[label] ||
                            (m.tags.top_k != 0 && rank(score, label, i) >= m.tags.top_k);
        if (r - end >= std::max(silence_rows, part_segments) || (silent && r - end >= silence_rows)) return r;
      }
      return until;
    };
    // Merging by gap, or by silence.
    std::vector<Run> events;
    for (const Run& run : runs) {
      if (m.tags.min_silence_s > 0) {
        if (!events.empty() && valid_until(all, events.back().end) > run.begin &&
            ends_at(events.back().end, run.begin) == run.begin)
          events.back().end = run.end;
        else
          events.push_back(run);
        continue;
      }
      const auto from = [&](std::int64_t i) { return all.valid.begin() + i; };
      const bool near =
          !events.empty() &&
          static_cast<double>(run.begin - events.back().end) * hop_s <= m.tags.merge_gap_s[label] + 1e-9 &&
          std::all_of(from(events.back().end), from(run.begin), [](int v) { return v != 0; });
      if (near)
        events.back().end = run.end;
      else
        events.push_back(run);
    }
    if (m.tags.min_silence_s > 0) {
      for (std::size_t e = 0; e < events.size(); ++e) {
        const std::int64_t until =
            std::min(valid_until(all, events[e].end),
                     e + 1 < events.size() ? events[e + 1].begin : std::numeric_limits<std::int64_t>::max());
        const bool run_ends = e + 1 == events.size() || until < events[e + 1].begin;
        if (run_ends && ends_at(events[e].end, until) == until) events[e].end = until;
      }
    }
    std::erase_if(events, [&](Run r) { return seconds(r) < m.tags.min_duration_s[label] - 1e-9; });
    // Parts.
    for (std::size_t e = 0; e < events.size(); ++e) {
      const Run& event = events[e];
      // Padding: half of what lies between neighbours, at most pad_s, and inside the valid rows.
      std::int64_t run_begin = event.begin;
      while (run_begin > 0 && all.valid[static_cast<std::size_t>(run_begin - 1)]) --run_begin;
      const std::int64_t run_end = valid_until(all, event.end);
      std::int64_t before = frame(event.begin) - frame(run_begin);
      std::int64_t after = frame(run_end) - frame(event.end);
      if (e > 0 && events[e - 1].end > run_begin)
        before = (frame(event.begin) - frame(events[e - 1].end)) / 2;
      if (e + 1 < events.size() && events[e + 1].begin < run_end)
        after = (frame(events[e + 1].begin) - frame(event.end)) / 2;
      before = std::clamp<std::int64_t>(before, 0, pad_frames);
      after = std::clamp<std::int64_t>(after, 0, pad_frames);
      Run part{event.begin, event.begin};
      for (std::int64_t i = event.begin; i <= event.end; ++i) {
        const bool cut =
            i < event.end && active[static_cast<std::size_t>(i)] && i - part.begin >= part_segments;
        if (!cut && i < event.end) continue;
        part.end = i;
        double sum = 0;
        int n = 0;
        for (auto j = static_cast<std::size_t>(part.begin); j < static_cast<std::size_t>(part.end); ++j) {
          if (active[j]) sum += score[label][j], ++n;
        }
        out.push_back({frame(part.begin) - (part.begin == event.begin ? before : 0),
                       std::max(frame(part.end), frame(part.begin) + 1) + (i < event.end ? 0 : after),
                       m.labels[label], static_cast<float>(sum / n), i < event.end});
        part.begin = i;
      }
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Event& a, const Event& b) {
    return std::tie(a.start_frame, a.end_frame, a.label) < std::tie(b.start_frame, b.end_frame, b.label);
  });
  return out;
}

Manifest tag_manifest(std::size_t labels, std::int64_t sample_rate_hz, std::int64_t segment_samples,
                      std::int64_t hop_samples, float on, float off) {
  Manifest m;
  m.sample_rate_hz = sample_rate_hz;
  m.segment_samples = segment_samples;
  m.hop_samples = hop_samples;
  for (std::size_t i = 0; i < labels; ++i) m.labels.push_back(std::string(1, static_cast<char>('a' + i)));
  m.tags.activation = "sigmoid";
  m.tags.thresholds_on.assign(labels, on);
  m.tags.thresholds_off.assign(labels, off);
  return m;
}

std::vector<Event> assembled_events(const Manifest& m, std::int64_t file_hz, double max_event_s,
                                    const ScoreBatch& all, std::int64_t frames,
                                    const std::vector<std::int64_t>& cuts) {
  std::vector<Event> out;
  TagAssembler assembler(m, RateRatio(file_hz, m.sample_rate_hz), max_event_s,
                         [&](Event&& event) { out.push_back(std::move(event)); });
  const auto width = static_cast<std::ptrdiff_t>(m.labels.size());
  std::int64_t begin = 0;
  const auto push_to = [&](std::int64_t end) {
    assembler.push({begin,
                    end - begin,
                    {all.scores.begin() + begin * width, all.scores.begin() + end * width},
                    {all.valid.begin() + begin, all.valid.begin() + end}});
    begin = end;
  };
  for (const std::int64_t cut : cuts) push_to(cut);
  push_to(all.rows);
  assembler.finish(frames);
  return out;
}

void PrintTo(const Event& e, std::ostream* out) {
  *out << '[' << e.start_frame << ", " << e.end_frame << ") " << e.label << ' ' << e.score
       << (e.continues ? " continues" : "");
}

}  // namespace nightjar
