// Nightjar's side of tools/compare/queue: a network's requests through an InferQueue, a round for each line.
//
//   nightjar_side MODEL SEGMENTS JOBS PRECISION INPUTS OUTPUTS
//
// MODEL is a model's folder, or "empty": a network that does nothing. INPUTS holds the inputs of any number
// of requests of SEGMENTS segments each, float32 as this machine has them; OUTPUTS gets what the network
// makes of each, alike. Then for every N that it reads, it runs N requests, and writes a line of JSON: what a
// second holds of them, their CPU time on all threads, and the median of a request's latency with nothing
// else under way.
#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "nightjar/infer_queue.h"
#include "tools/cli/allocator.h"
#include "tools/cli/median.h"
#include "tools/cli/stopwatch.h"
#include "tools/compare/empty_model.h"

namespace {

using nightjar::ConstTensorView;
using nightjar::SetupError;

[[noreturn]] void refuse(const std::string& what) {
  throw SetupError(nightjar::ErrorCode::bad_option, what);
}

nightjar::Precision precision_of(const std::string& name) {
  if (name == "f32") return nightjar::Precision::float32;
  if (name == "bf16") return nightjar::Precision::bfloat16;
  refuse("precision " + name + "; expected f32 or bf16");
}

std::vector<float> read_values(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<float> values;
  for (float value = 0; file.read(reinterpret_cast<char*>(&value), sizeof value);) values.push_back(value);
  return values;
}

// The inputs of requests, and the views of them.
class Inputs {
 public:
  Inputs(const std::string& path, std::int64_t segments, const nightjar::Model& model)
      : values_(read_values(path)) {
    const std::vector<std::int64_t>& shape = model.properties().input.shape;
    const auto view = nightjar::batch_view(values_.data(), segments, std::span(shape).subspan(1));
    const auto size = static_cast<std::size_t>(view.size());
    if (values_.empty() || size == 0 || values_.size() % size != 0)
      refuse(path + ": " + std::to_string(values_.size()) + " values; expected inputs of " +
             std::to_string(size) + " values each");
    for (std::size_t at = 0; at < values_.size(); at += size) {
      views_.push_back(view);
      views_.back().data += at;
    }
  }

  std::size_t size() const { return views_.size(); }
  const ConstTensorView& operator[](std::size_t i) const { return views_[i % views_.size()]; }

 private:
  std::vector<float> values_;
  std::vector<ConstTensorView> views_;
};

void write_outputs(nightjar::InferQueue& queue, const Inputs& inputs, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::vector<float> values = queue.submit(inputs[i]).get().values;
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(float)));
  }
  if (!file.flush()) refuse(path + ": cannot be written");
}

nlohmann::json round_of(nightjar::InferQueue& queue, const Inputs& inputs, std::size_t requests) {
  std::vector<double> alone_ms;
  for (std::size_t i = 0; i < 1 + requests / 10; ++i) {
    const nightjar::cli::Stopwatch time;
    queue[queue.start_async(inputs[i])].wait();
    alone_ms.push_back(time.seconds() * 1e3);
  }
  const double cpu_s = nightjar::cli::process_cpu_seconds();
  const nightjar::cli::Stopwatch time;
  for (std::size_t i = 0; i < requests; ++i) queue.start_async(inputs[i], i);
  queue.wait_all();
  const double wall_s = time.seconds();
  const auto n = static_cast<double>(requests);
  return {{"requests_per_s", n / wall_s},
          {"cpu_ms", (nightjar::cli::process_cpu_seconds() - cpu_s) * 1e3 / n},
          {"alone_ms", nightjar::cli::median_of(alone_ms)}};
}

void run(const std::string& name, std::int64_t segments, std::size_t jobs, const std::string& precision,
         const std::string& inputs_path, const std::string& outputs_path) {
  nightjar::cli::tune_allocator();
  const nightjar::ModelOptions options{.num_streams = name == "empty" ? 0 : jobs,
                                       .precision = precision_of(precision)};
  const nightjar::Model model =
      name == "empty" ? nightjar::compare::empty_model(options) : nightjar::Model::load(name, options);
  for (const std::string& warning : model.warnings()) std::cerr << "nightjar_side: " << warning << '\n';
  const Inputs inputs(inputs_path, segments, model);
  nightjar::InferQueue queue(model, {.jobs = jobs});
  queue.set_callback([](const nightjar::InferRequest&, const std::any&) {});
  write_outputs(queue, inputs, outputs_path);
  std::cout << nlohmann::json{{"jobs", queue.size()}} << std::endl;
  for (std::size_t requests = 0; std::cin >> requests;)
    std::cout << round_of(queue, inputs, requests) << std::endl;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 7) refuse("usage: nightjar_side MODEL SEGMENTS JOBS PRECISION INPUTS OUTPUTS");
  run(argv[1], std::stoll(argv[2]), std::stoul(argv[3]), argv[4], argv[5], argv[6]);
} catch (const std::exception& error) {  // SetupError, RequestFailed
  std::cerr << "nightjar_side: " << error.what() << '\n';
  return 2;
}
