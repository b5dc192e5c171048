#include "tools/cli/doctor/device_table.h"

#include <array>

#include "engine/recognizer/model_properties.h"
#include "tools/cli/text.h"

namespace nightjar::cli {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(Hint hint) {
  return hint == Hint::throughput ? "throughput"
         : hint == Hint::latency  ? "latency"
                                  : "cumulative_throughput";
}

Json row_of(const ModelOptions& options, std::span<const Device> devices) {
  const ModelProperties p = properties_of(options, devices);
  Json names = Json::array(), streams = Json::array(), most = Json::array(), served = Json::array();
  for (const ExecutionDevice& device : p.execution_devices) {
    names.push_back(device.name);
    streams.push_back(device.streams);
    most.push_back(device.most_streams);
    served.push_back(device.requests_per_stream);
  }
  return {{"device", options.device},
          {"hint", name_of(options.hint)},
          {"execution_devices", names},
          {"streams", streams},
          {"most_streams", most},
          {"requests_per_stream", served},
          {"inference_threads", p.inference_threads},
          {"optimal_requests", p.optimal_requests}};
}

std::string joined_values(const Json& values) {
  std::vector<std::string> words;
  for (const Json& value : values)
    words.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  return joined(words, " + ");
}

}  // namespace

Json device_table(std::span<const Device> devices) {
  Json table = Json::array();
  for (const Device& device : devices) {
    for (const Hint hint : {Hint::throughput, Hint::latency})
      table.push_back(row_of({.device = device.name, .hint = hint}, devices));
  }
  if (devices.size() > 1) table.push_back(row_of({.hint = Hint::cumulative_throughput}, devices));
  return table;
}

std::string device_text(const Json& table) {
  struct Column {
    const char* title;
    const char* key;
    std::size_t width;
  };
  static constexpr std::array<Column, 8> kColumns{{{"device", "device", 9},
                                                   {"hint", "hint", 23},
                                                   {"streams", "streams", 9},
                                                   {"at most", "most_streams", 9},
                                                   {"requests each", "requests_per_stream", 15},
                                                   {"threads", "inference_threads", 9},
                                                   {"requests", "optimal_requests", 10},
                                                   {"runs on", "execution_devices", 0}}};
  std::string text;
  for (const Column& column : kColumns) text += left(column.title, column.width);
  for (const Json& row : table) {
    text += "\n";
    for (const Column& column : kColumns) {
      const Json& value = row[column.key];
      text += left(joined_values(value.is_array() ? value : Json::array({value})), column.width);
    }
  }
  return text + "\n";
}

}  // namespace nightjar::cli
