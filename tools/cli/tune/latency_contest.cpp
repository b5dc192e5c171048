#include <charconv>
#include <nlohmann/json.hpp>

#include "models/loader/torch_backend.h"
#include "nightjar/error.h"
#include "tools/cli/allocator.h"
#include "tools/cli/child_process.h"
#include "tools/cli/text.h"
#include "tools/cli/tune/contests.h"
#include "tools/cli/tune/network_timer.h"

namespace nightjar::cli {
namespace {

constexpr double kPointSeconds = 0.4;

int whole_number(const std::string& word, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error == std::errc() && end == word.data() + word.size() && value >= 1 && value <= most) return value;
  throw SetupError(ErrorCode::bad_option,
                   "--point: '" + printable(word) + "'; expected a number from 1 to " + std::to_string(most));
}

}  // namespace

std::string measure_latency_point(const std::filesystem::path& folder,
                                  const std::vector<std::string>& point) {
  if (point.size() != 4) {
    throw SetupError(ErrorCode::bad_option, "--point has " + std::to_string(point.size()) +
                                                " words; expected PREPARATION,PRECISION,BATCH,THREADS, such "
                                                "as channels_last,float32,1,2");
  }
  const Form form{preparation_named(point[0]), precision_named(point[1]), whole_number(point[2], 1024)};
  tune_allocator();
  const Backend& backend = load_torch_backend({.intra_op_threads = whole_number(point[3], 1024)});
  const NetworkTimer timer(load_form(load_manifest(folder), backend, form));
  const Sample sample = timer.run(form.batch_segments, 1, kPointSeconds);
  const nlohmann::ordered_json json{{"time_s", sample.time_s},
                                    {"cpu_s", sample.cpu_s},
                                    {"core_share", sample.core_share},
                                    {"others", sample.others}};
  return json.dump() + "\n";
}

Contest latency_contest(const std::filesystem::path& folder, const Form& form,
                        const std::vector<std::size_t>& counts, const Budget& budget,
                        const TurnLimits& limits) {
  Contest contest{.what = "intra-op", .names = {}, .reference = counts.size() - 1, .trials = {}};
  for (const std::size_t count : counts)
    contest.names.push_back(count_of(static_cast<std::int64_t>(count), "thread"));
  contest.trials = take_turns(
      counts.size(), contest.reference, limits, [&] { return budget.spent_s(); },
      [&](std::size_t i) {
        const std::string point =
            name(form.preparation) + "," + name(form.precision) + ",1," + std::to_string(counts[i]);
        const auto json =
            nlohmann::json::parse(output_of_nightjar({"tune", "--point", point, "--", folder.string()}));
        return Sample{.time_s = json.at("time_s"),
                      .cpu_s = json.at("cpu_s"),
                      .core_share = json.at("core_share"),
                      .others = json.at("others")};
      });
  return contest;
}

}  // namespace nightjar::cli
