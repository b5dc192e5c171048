#include <utility>

#include "engine/machine/machine.h"
#include "stages/match/fingerprinter.h"
#include "stages/match/index_builder.h"
#include "stages/write/json_lines.h"
#include "tools/cli/hear_recording.h"
#include "tools/cli/index_maker.h"
#include "tools/cli/work_in_order.h"

namespace nightjar::cli {
namespace {

struct Fingerprinted {
  IndexedSound sound;
  std::int64_t samples = 0;  // at kMatchRateHz
  std::vector<Landmark> landmarks{};
};

Fingerprinted fingerprint(const std::string& path) {
  Fingerprinted out{.sound = {.path = path}};
  IndexedSound& sound = out.sound;
  Fingerprinter fingerprinter;
  const auto put = [&](const Record& record) {
    append_line(sound.lines, record, path, sound.sample_rate_hz);
  };
  sound.summary = hear_recording(path, {.begin =
                                            [&](const RecordingInfo& info) {
                                              sound.sample_rate_hz = info.sample_rate_hz;
                                              put(info);
                                            },
                                        .hear =
                                            [&](const SoundBatch& batch) {
                                              for (const Gap& gap : batch.gaps) put(gap);
                                              out.samples += std::ssize(batch.samples);
                                              fingerprinter.push(batch.samples, out.landmarks);
                                            },
                                        .refuse = put});
  fingerprinter.finish(out.landmarks);
  sound.items = std::ssize(out.landmarks);
  return out;
}

class FingerprintMaker : public IndexMaker {
 public:
  explicit FingerprintMaker(std::size_t threads) : threads_(threads) {}

  void read(const std::vector<std::string>& paths,
            const std::function<void(const IndexedSound&)>& take) override {
    work_in_order(
        paths.size(), threads_, [&](std::size_t i) { return fingerprint(paths[i]); },
        [&](const Fingerprinted& done) {
          if (done.sound.summary.status != Status::refused) {
            if (const auto added = builder_.add(done.sound.path, done.samples, done.landmarks); !added)
              throw SetupError(added.error().code, added.error().message);
          }
          take(done.sound);
        });
  }
  std::string_view item_name() const override { return "landmarks"; }
  Expected<void> save(const std::string& path) override { return std::move(builder_).build().save(path); }

 private:
  const std::size_t threads_;
  IndexBuilder builder_;
};

}  // namespace

std::unique_ptr<IndexMaker> make_fingerprint_maker(const MatchBuildOptions& options) {
  return std::make_unique<FingerprintMaker>(worker_count(options.workers));
}

}  // namespace nightjar::cli
