#include "tools/cli/bench/sweep_report.h"

#include <algorithm>
#include <array>

#include "stages/write/csv_text.h"
#include "tools/cli/median.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

// Of values of the same form, number by number; what is no number is the first's.
Json medians_of(const std::vector<Json>& values) {
  Json median = values.front();
  if (median.is_object()) {
    for (const auto& [key, part] : median.items()) {
      std::vector<Json> parts;
      for (const Json& value : values) parts.push_back(value.at(key));
      part = medians_of(parts);
    }
  } else if (median.is_number()) {
    const double middle = median_of(std::vector<double>(values.begin(), values.end()));
    if (median.is_number_float()) {
      median = middle;
    } else {
      median = static_cast<std::int64_t>(middle);
    }
  }
  return median;
}

bool same_arrangement(const Json& a, const Json& b) {
  return a["name"] == b["name"] && a["intra_op_threads"] == b["intra_op_threads"];
}

bool same_point(const Json& a, const Json& b) {
  return same_arrangement(a, b) && a["engine_threads"] == b["engine_threads"];
}

// So many times what it is with the fewest engine threads.
void add_growth(Json& points) {
  for (Json& point : points) {
    const Json* fewest = &point;
    for (const Json& other : points) {
      if (same_arrangement(other, point) && other["engine_threads"] < (*fewest)["engine_threads"])
        fewest = &other;
    }
    const auto growth = [&](const char* group, const std::string& field) {
      const double base = (*fewest)[group][field];
      return base > 0 ? point[group][field].get<double>() / base : 0;
    };
    Json& growths = point["growth"];
    growths["work"] = growth("work_ms", "median");
    for (const auto& [stage, mean] : point["stage_ms"].items()) growths[stage] = growth("stage_ms", stage);
  }
}

double mib(const Json& bytes) {
  return bytes.get<double>() / (1 << 20);
}

}  // namespace

Json sweep_medians(const std::vector<Json>& runs) {
  std::vector<std::vector<Json>> groups;
  for (const Json& run : runs) {
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&run](const auto& others) { return same_point(others.front(), run); });
    group == groups.end() ? groups.push_back({run}) : group->push_back(run);
  }
  Json points = Json::array();
  for (const std::vector<Json>& group : groups) {
    points.push_back(medians_of(group));
    points.back()["rounds"] = group.size();
  }
  add_growth(points);
  return points;
}

std::string sweep_table(const Json& points) {
  struct Column {
    const char* title;
    std::size_t width;
    std::string (*text)(const Json&);
  };
  static constexpr std::array<Column, 15> kColumns{{
      {"threads", 8, [](const Json& p) { return p["engine_threads"].dump(); }},
      {"pool", 8,
       [](const Json& p) {
         return p["intra_op_threads"] == 0 ? std::string("default") : p["intra_op_threads"].dump();
       }},
      {"wall s", 8, [](const Json& p) { return fixed(p["wall_s"], 2); }},
      {"x real", 8, [](const Json& p) { return fixed(p["x_real_time"], 0); }},
      {"cpu %", 6, [](const Json& p) { return fixed(p["cpu_use"].get<double>() * 100, 0); }},
      {"p50 ms", 9, [](const Json& p) { return fixed(p["latency_ms"]["median"], 1); }},
      {"p95 ms", 9, [](const Json& p) { return fixed(p["latency_ms"]["p95"], 1); }},
      {"p99 ms", 9, [](const Json& p) { return fixed(p["latency_ms"]["p99"], 1); }},
      {"work ms", 8, [](const Json& p) { return fixed(p["work_ms"]["median"], 1); }},
      {"x", 6, [](const Json& p) { return fixed(p["growth"]["work"], 2); }},
      {"infer x", 8, [](const Json& p) { return fixed(p["growth"]["infer"], 2); }},
      {"OS thr", 7, [](const Json& p) { return p["threads"].dump(); }},
      {"switches", 10,
       [](const Json& p) {
         return std::to_string(p["voluntary_switches"].get<std::int64_t>() +
                               p["involuntary_switches"].get<std::int64_t>());
       }},
      {"peak MiB", 9, [](const Json& p) { return fixed(mib(p["peak_rss_bytes"]), 0); }},
      {"mean MiB", 9, [](const Json& p) { return fixed(mib(p["mean_rss_bytes"]), 0); }},
  }};
  constexpr std::size_t kNameWidth = 22;
  std::string text = left("arrangement", kNameWidth);
  for (const Column& column : kColumns) text += right(column.title, column.width);
  for (const Json& point : points) {
    text += "\n" + left(point["name"], kNameWidth);
    for (const Column& column : kColumns) text += right(column.text(point), column.width);
  }
  return text +
         "\np50 to p99: from a segment's last sample decoded to its scores; work: from the begin of its "
         "features\nx: so many times that of the fewest engine threads. Published for pools at their "
         "defaults, "
         "from 1 to 5\nengine threads: end to end 4 x, inference 3 x\n";
}

std::string sweep_csv(const Json& points) {
  std::string text;
  for (const Json& point : points) {
    std::string header, row;
    const Json flat = point.flatten();
    for (const auto& [pointer, value] : flat.items()) {
      std::string name = pointer.substr(1);  // of a JSON pointer: "/latency_ms/p95"
      std::replace(name.begin(), name.end(), '/', '_');
      header += (header.empty() ? "" : ",") + name;
      row +=
          (row.empty() ? "" : ",") + csv_field(value.is_string() ? value.get<std::string>() : value.dump());
    }
    if (text.empty()) text = header + "\n";
    text += row + "\n";
  }
  return text;
}

}  // namespace nightjar::cli
