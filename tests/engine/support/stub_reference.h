// The reference of a model without LibTorch: what the model itself makes of seeded noise, segment by segment.
#pragma once

#include <vector>

#include "engine/verify/replay.h"
#include "tests/support/sound_files.h"

namespace nightjar::test {

inline void append(std::vector<float>& to, const std::vector<float>& values) {
  to.insert(to.end(), values.begin(), values.end());
}

// `sound`: float32 [segments, segment_samples]. Of a model without state.
inline ReferenceRun reference_of(const LoadedModel& model, std::vector<float> sound) {
  const std::int64_t samples = model.manifest.segment_samples;
  ReferenceRun reference{.segments = std::ssize(sound) / samples,
                         .sound = std::move(sound),
                         .features = {},
                         .outputs = {},
                         .scores = {},
                         .texts = {}};
  for (std::int64_t i = 0; i < reference.segments; ++i) {
    const auto segment =
        std::span(reference.sound)
            .subspan(static_cast<std::size_t>(i * samples), static_cast<std::size_t>(samples));
    const ModelInput input = model.input.make(segment, 1);
    append(reference.features, input.values);
    append(reference.outputs, model.network.run(input.values, input.shape, 1).value());
  }
  return reference;
}

}  // namespace nightjar::test
