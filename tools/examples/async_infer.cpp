// The segments of a recording through a model, asynchronously: async_infer MODEL RECORDING [ROUNDS]
//
// Prints for each segment where it begins, how long its request took, and the label that scores highest; then
// how fast ROUNDS (10) over all segments were. The recording has one channel, at the model's rate.
#include <sndfile.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "nightjar/nightjar.h"

namespace {

std::vector<float> read_mono(const std::string& path, std::int64_t rate_hz) {
  SF_INFO info{};
  SNDFILE* const file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr) throw std::runtime_error(path + ": " + sf_strerror(nullptr));
  std::vector<float> samples(static_cast<std::size_t>(info.frames * info.channels));
  samples.resize(static_cast<std::size_t>(sf_read_float(file, samples.data(), std::ssize(samples))));
  sf_close(file);
  if (info.channels != 1 || info.samplerate != rate_hz)
    throw std::runtime_error(path + ": expected one channel at " + std::to_string(rate_hz) + " Hz");
  if (samples.empty()) throw std::runtime_error(path + ": there is no sound in it");
  return samples;
}

struct Segment {
  std::int64_t begin;        // its first sample
  std::vector<float> input;  // its features
};

std::vector<Segment> segments_of(const nightjar::Model& model, std::vector<float> sound) {
  const auto length = static_cast<std::size_t>(model.segment_samples());
  const std::size_t samples = sound.size();
  sound.resize(samples + length);  // the last segments end in silence
  std::vector<Segment> segments;
  for (std::size_t at = 0; at < samples; at += static_cast<std::size_t>(model.hop_samples()))
    segments.push_back({static_cast<std::int64_t>(at), model.input_of(std::span(sound).subspan(at, length))});
  return segments;
}

// A batch of one segment.
nightjar::ConstTensorView view_of(const nightjar::Model& model, const Segment& segment) {
  const std::vector<std::int64_t>& shape = model.properties().input.shape;
  return nightjar::batch_view(segment.input.data(), 1, std::span(shape).subspan(1));
}

void run(const std::string& folder, const std::string& path, int rounds) {
  const auto model = nightjar::Model::load(folder, {.hint = nightjar::Hint::throughput});
  const std::vector<Segment> segments = segments_of(model, read_mono(path, model.sample_rate_hz()));
  nightjar::InferQueue queue(model);
  const nightjar::ExecutionDevice& device = model.properties().execution_devices[0];
  std::cout << model.name() << " on " << device.name << ", " << queue.size() << " requests over "
            << device.streams << " streams\n";

  // Warm-up: those that are idle for longest go first, so this is once each.
  for (std::size_t i = 0; i < queue.size(); ++i) queue.start_async(view_of(model, segments[0]));
  queue.wait_all();

  std::mutex mutex;  // callbacks of different requests run at once
  queue.set_callback([&](const nightjar::InferRequest& request, const std::any& userdata) {
    const auto& segment = *std::any_cast<const Segment*>(userdata);
    const auto scores = request.outputs().values();
    const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
    const std::lock_guard lock(mutex);
    std::cout << static_cast<double>(segment.begin) / static_cast<double>(model.sample_rate_hz()) << " s, "
              << std::chrono::duration<double, std::milli>(request.latency()).count()
              << " ms: " << model.labels()[best % model.labels().size()] << '\n';
  });
  for (const Segment& segment : segments) queue.start_async(view_of(model, segment), &segment);
  queue.wait_all();

  queue.set_callback({});
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < rounds; ++round) {
    for (const Segment& segment : segments) queue.start_async(view_of(model, segment));
  }
  queue.wait_all();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  std::cout << static_cast<double>(segments.size()) * rounds / wall.count() << " segments a second\n";
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3 || argc > 4) throw std::runtime_error("usage: async_infer MODEL RECORDING [ROUNDS]");
  run(argv[1], argv[2], argc == 4 ? std::stoi(argv[3]) : 10);
} catch (const nightjar::RequestFailed& e) {
  std::cerr << e.what() << '\n';
  return 1;
} catch (const std::exception& e) {  // SetupError, too
  std::cerr << e.what() << '\n';
  return 2;
}
