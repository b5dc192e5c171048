#include <array>
#include <charconv>
#include <cmath>

#include "nightjar/ngram_model.h"
#include "stages/decode/arpa_builder.h"
#include "stages/decode/line_reader.h"

namespace nightjar {
namespace {

// Reads "\data\", then one section per order, then "\end\".
class ArpaReader {
 public:
  ArpaReader(const std::filesystem::path& file, std::int64_t max_bytes)
      : lines_(file), max_bytes_(max_bytes) {}

  std::shared_ptr<const NgramModel> read() {
    read_counts();
    ArpaBuilder builder(static_cast<int>(counts_.size()));
    for (std::size_t n = 1; n <= counts_.size(); ++n) read_section(n, builder);
    if (line_ != "\\end\\") lines_.refuse("is \"" + std::string(line_) + "\"; expected is \\end\\");
    return builder.finish();
  }

 private:
  // The next line that is not blank; false at the end.
  bool next() {
    while (lines_.next(line_)) {
      if (line_.find_first_not_of(" \t") != std::string_view::npos) return true;
    }
    line_ = {};
    return false;
  }

  void expect_next(const std::string& expected) {
    if (!next()) lines_.refuse("is the file's end; expected is " + expected);
  }

  template <class T>
  T number(std::string_view text, const std::string& what) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
      lines_.refuse(what + " is \"" + std::string(text) + "\"; expected is a number");
    }
    return value;
  }

  float log10_weight(std::string_view text, const std::string& what, float highest) {
    const auto value = number<float>(text, what);
    if (!std::isfinite(value) || value > highest) {
      lines_.refuse(what + " is " + std::string(text) + "; expected is a finite logarithm to base 10" +
                    (highest == 0 ? " of at most 0" : ""));
    }
    return value;
  }

  // Splits the line at spaces and tabs. At most the words of the highest order and two numbers.
  std::span<const std::string_view> fields() {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = line_.find_first_not_of(" \t", at)) != std::string_view::npos;) {
      if (count == fields_.size()) lines_.refuse("has more fields than the longest n-gram");
      const std::size_t end = std::min(line_.find_first_of(" \t", at), line_.size());
      fields_[count++] = line_.substr(at, end - at);
      at = end;
    }
    return {fields_.data(), count};
  }

  void read_counts() {
    do {
      if (!next()) lines_.refuse("is the file's end; expected is \\data\\: this is no ARPA file");
    } while (line_ != "\\data\\");
    for (expect_next("a line like \"ngram 1=1000\""); line_.starts_with("ngram ");
         expect_next("\\1-grams:")) {
      const std::string_view rest = line_.substr(6);
      const std::size_t equals = rest.find('=');
      if (equals == std::string_view::npos ||
          number<std::size_t>(rest.substr(0, equals), "the order") != counts_.size() + 1) {
        lines_.refuse("is \"" + std::string(line_) + "\"; expected is \"ngram " +
                      std::to_string(counts_.size() + 1) + "=\" and a count");
      }
      counts_.push_back(number<std::uint64_t>(rest.substr(equals + 1), "the count"));
      if (counts_.size() > NgramModel::kMaxOrder) {
        lines_.refuse("gives the model an order above " + std::to_string(NgramModel::kMaxOrder) +
                      "; expected is a shorter one: prune it");
      }
    }
    if (counts_.empty())
      lines_.refuse("is \"" + std::string(line_) + "\"; expected is \"ngram 1=\" and a count");
  }

  void read_section(std::size_t n, ArpaBuilder& builder) {
    const std::string title = "\\" + std::to_string(n) + "-grams:";
    if (line_ != title) lines_.refuse("is \"" + std::string(line_) + "\"; expected is " + title);
    const bool leaves = n == counts_.size();
    if (leaves) builder.begin_leaves();
    std::uint64_t count = 0;
    for (expect_next("\\end\\"); !line_.starts_with('\\'); expect_next("\\end\\")) {
      ++count;
      read_ngram(n, leaves, builder);
      // Now and then, and never late by more than a small part.
      if (count % 1024 == 0 && builder.memory_bytes() > max_bytes_) {
        lines_.refuse("brings the model to more than " + std::to_string(max_bytes_) +
                      " bytes of memory; give it more, or prune the model");
      }
    }
    if (count != counts_[n - 1]) {
      lines_.refuse("ends " + std::to_string(count) + " n-grams of order " + std::to_string(n) +
                    "; expected are the " + std::to_string(counts_[n - 1]) + " that \\data\\ announces");
    }
    if (n == 1) builder.end_words();
  }

  void read_ngram(std::size_t n, bool leaf, ArpaBuilder& builder) {
    const auto found = fields();
    // Where the back-off is left out it is 0.
    if (found.size() != n + 1 && (leaf || found.size() != n + 2)) {
      lines_.refuse("has " + std::to_string(found.size()) + " fields; expected are log10 p, " +
                    std::to_string(n) + (n == 1 ? " word" : " words") +
                    (leaf ? "" : " and maybe a back-off"));
    }
    const ArpaBuilder::Weights weights{
        log10_weight(found[0], "log10 p", 0),
        found.size() == n + 2 ? log10_weight(found[n + 1], "the back-off", 1000) : 0.0F};
    const std::string wrong =
        n == 1 ? builder.add_word(found[1], weights) : builder.add(found.subspan(1, n), weights);
    if (!wrong.empty()) lines_.refuse(wrong);
  }

  LineReader lines_;
  std::int64_t max_bytes_;
  std::string_view line_;
  std::vector<std::uint64_t> counts_;
  std::array<std::string_view, NgramModel::kMaxOrder + 2> fields_;
};

}  // namespace

std::shared_ptr<const NgramModel> NgramModel::load_arpa(const std::filesystem::path& file,
                                                        std::int64_t max_bytes) {
  return ArpaReader(file, max_bytes).read();
}

}  // namespace nightjar
