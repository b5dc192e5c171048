// Damaged files of each kind through opening and reading: no crash, no hang, no allocation out of proportion,
// and every frame accounted for.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "stages/read/segment_reader.h"
#include "stages/validate/audio_source.h"
#include "tests/support/malloc_meter.h"
#include "tests/support/mutations.h"
#include "tests/support/sound_files.h"
#include "tests/support/temp_folder.h"
#include "tests/support/thorough.h"

namespace nightjar {
namespace {

// What an undamaged file of 64 channels at 384 kHz may take; these are small, but may come to claim to be
// that.
constexpr std::int64_t kMostBytes = 64 << 20;

void read_all(const std::string& path) {
  auto source = open_recording(path);
  if (!source) {
    EXPECT_FALSE(source.error().message.empty());
    return;
  }
  SegmentReader reader(std::move(*source), {16000, {16000, 8000}, 4});
  std::int64_t owned = 0;
  std::int64_t batches = 0;
  while (const auto batch = reader.next()) {
    ASSERT_EQ(batch->owned_frames.begin, owned);
    owned = batch->owned_frames.end;
    // A header of 1 Hz makes hours out of these seconds.
    if (++batches == 200) return;
  }
  EXPECT_EQ(owned, reader.frames());
}

TEST(Mutations, of_every_kind_are_refused_or_read_to_their_end) {
  const test::TempFolder folder;
  // Here no ffmpeg is found: its doings are not ours, and what it makes of a file is another test's.
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", folder.path().c_str(), 1);
  std::mt19937 random(20240817);
  for (const auto& [name, whole] : test::files_of_every_kind()) {
    for (int n = 0; n < (test::thorough() ? 1500 : 40); ++n) {
      SCOPED_TRACE(name + " " + std::to_string(n));
      test::write_bytes(folder / "mutated", test::mutate(whole, random));
      const std::int64_t before = test::malloc_live_bytes();
      test::malloc_reset_peak();
      read_all(folder / "mutated");
      if (test::malloc_is_metered()) {
        EXPECT_LT(test::malloc_peak_bytes() - before, kMostBytes);
        // libsndfile 1.2.0 loses some 6 KiB when it refuses an Ogg file.
        EXPECT_LT(test::malloc_live_bytes() - before, 16 << 10);
      }
    }
  }
  ::setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace nightjar
