#include <algorithm>
#include <bit>
#include <filesystem>

#include "stages/write/npz_file.h"
#include "stages/write/scores.h"
#include "stages/write/temporary_file.h"
#include "stages/write/utf8.h"

namespace nightjar {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are written as they are in memory");

template <class T>
std::span<const char> bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

// Values that wait on the disk until their number is known.
template <class T>
class Column {
 public:
  explicit Column(TemporaryFile file) : file_(std::move(file)) {}

  std::int64_t size() const { return size_; }

  Expected<void> append(std::span<const T> values) {
    auto written = file_.write(bytes_of(values), size_ * kSize);
    size_ += std::ssize(values);
    return written;
  }

  // Values [begin, begin + out.size()).
  Expected<void> read(std::int64_t begin, std::span<T> out) const {
    return file_.read({reinterpret_cast<char*>(out.data()), out.size_bytes()}, begin * kSize);
  }

  Expected<void> copy_to(NpzFile& npz) const {
    std::vector<T> block(std::size_t{1} << 16);
    for (std::int64_t done = 0; done < size_;) {
      const std::span<T> part(block.data(),
                              static_cast<std::size_t>(std::min(std::ssize(block), size_ - done)));
      auto copied = read(done, part).and_then([&] { return npz.write(bytes_of(std::span<const T>(part))); });
      if (!copied) return copied;
      done += std::ssize(part);
    }
    return {};
  }

 private:
  static constexpr std::int64_t kSize = sizeof(T);
  TemporaryFile file_;
  std::int64_t size_ = 0;
};

// Text of any length, to be written as NumPy's "<U": each padded to the longest.
class TextColumn {
 public:
  TextColumn(TemporaryFile text, TemporaryFile lengths)
      : text_(std::move(text)), lengths_(std::move(lengths)) {}

  std::int64_t size() const { return lengths_.size(); }
  std::string descr() const { return std::string("<U").append(std::to_string(longest_)); }

  Expected<void> append(std::string_view bytes) {
    const std::u32string text = decode_utf8(bytes);
    const std::int64_t length = std::ssize(text);
    longest_ = std::max(longest_, length);
    return text_.append(text).and_then([&] { return lengths_.append({&length, 1}); });
  }

  Expected<void> copy_to(NpzFile& npz) const {
    std::u32string padded;
    std::int64_t at = 0;
    for (std::int64_t i = 0; i < size(); ++i) {
      std::int64_t length = 0;
      padded.assign(static_cast<std::size_t>(longest_), U'\0');
      auto copied = lengths_.read(i, {&length, 1})
                        .and_then([&] {
                          return text_.read(at, std::span(padded).first(static_cast<std::size_t>(length)));
                        })
                        .and_then([&] { return npz.write(bytes_of(std::span<const char32_t>(padded))); });
      if (!copied) return copied;
      at += length;
    }
    return {};
  }

 private:
  Column<char32_t> text_;
  Column<std::int64_t> lengths_;
  std::int64_t longest_ = 1;  // NumPy has no text of no length
};

struct Columns {
  Column<float> scores;
  Column<std::int64_t> path_index, channel, start, end;
  TextColumn labels, paths;
};

class NpzScores : public ScoresWriter {
 public:
  NpzScores(NpzFile npz, Columns columns, const ScoreColumns& shown)
      : npz_(std::move(npz)),
        columns_(std::move(columns)),
        with_channel_(shown.channel),
        width_(std::to_string(shown.width())),
        vectors_(shown.dimensions > 0) {}

  Expected<void> begin(std::string_view path) override { return columns_.paths.append(path); }

  Expected<void> rows(std::int64_t channel, std::span<const Span> heard,
                      std::span<const float> scores) override {
    const std::vector<std::int64_t> index(heard.size(), columns_.paths.size() - 1);
    const std::vector<std::int64_t> channels(with_channel_ ? heard.size() : 0, channel);
    std::vector<std::int64_t> start, end;
    for (const Span& span : heard) {
      start.push_back(span.begin);
      end.push_back(span.end);
    }
    return columns_.scores.append(scores)
        .and_then([&] { return columns_.path_index.append(index); })
        .and_then([&] { return columns_.channel.append(channels); })
        .and_then([&] { return columns_.start.append(start); })
        .and_then([&] { return columns_.end.append(end); });
  }

  Expected<void> close() override {
    const std::string rows = std::to_string(columns_.start.size());
    return array(vectors_ ? "embeddings" : "scores", "<f4", rows + ", " + width_, columns_.scores)
        .and_then([&] { return array("path_index", "<i8", rows + ",", columns_.path_index); })
        .and_then([&]() -> Expected<void> {
          if (!with_channel_) return {};
          return array("channel", "<i8", rows + ",", columns_.channel);
        })
        .and_then([&] { return array("start_sample", "<i8", rows + ",", columns_.start); })
        .and_then([&] { return array("end_sample", "<i8", rows + ",", columns_.end); })
        .and_then([&]() -> Expected<void> {
          if (vectors_) return {};
          return text_array("labels", columns_.labels);
        })
        .and_then([&] { return text_array("paths", columns_.paths); })
        .and_then([&] { return npz_.close(); });
  }

 private:
  template <class Values>
  Expected<void> array(const char* name, const std::string& descr, const std::string& shape,
                       const Values& values) {
    return npz_.begin_array(name, descr, shape).and_then([&] { return values.copy_to(npz_); });
  }
  Expected<void> text_array(const char* name, const TextColumn& text) {
    return array(name, text.descr(), std::to_string(text.size()) + ",", text);
  }

  NpzFile npz_;
  Columns columns_;
  bool with_channel_;
  std::string width_;
  bool vectors_;
};

}  // namespace

Expected<std::unique_ptr<ScoresWriter>> open_scores_npz(const std::string& path, const ScoreColumns& shown) {
  auto npz = NpzFile::create(path);
  if (!npz) return Unexpected(npz.error());
  // Beside the result: where that fits, so do its columns.
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  std::vector<TemporaryFile> files;
  for (int i = 0; i < 9; ++i) {
    auto file = TemporaryFile::create(folder);
    if (!file) return Unexpected(file.error());
    files.push_back(std::move(*file));
  }
  auto next = [&, i = std::size_t{0}]() mutable { return std::move(files[i++]); };
  Columns columns{Column<float>(next()),        Column<std::int64_t>(next()), Column<std::int64_t>(next()),
                  Column<std::int64_t>(next()), Column<std::int64_t>(next()), TextColumn(next(), next()),
                  TextColumn(next(), next())};
  for (const std::string& label : shown.labels) {
    if (auto added = columns.labels.append(label); !added) return Unexpected(added.error());
  }
  return std::make_unique<NpzScores>(std::move(*npz), std::move(columns), shown);
}

}  // namespace nightjar
