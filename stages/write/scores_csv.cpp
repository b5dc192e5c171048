#include <cmath>

#include "stages/write/csv_text.h"
#include "stages/write/number_text.h"
#include "stages/write/output_file.h"
#include "stages/write/scores.h"

namespace nightjar {
namespace {

class CsvScores : public ScoresWriter {
 public:
  CsvScores(OutputFile file, const ScoreColumns& columns)
      : file_(std::move(file)), labels_(columns.labels.size()), with_channel_(columns.channel) {}

  Expected<void> begin(std::string_view path) override {
    path_ = csv_field(path);
    return {};
  }

  Expected<void> rows(std::int64_t channel, std::span<const Span> heard,
                      std::span<const float> scores) override {
    text_.clear();
    for (std::size_t i = 0; i < heard.size(); ++i) {
      text_ += path_;
      if (with_channel_) append_integer(text_ += ',', channel);
      append_integer(text_ += ',', heard[i].begin);
      append_integer(text_ += ',', heard[i].end);
      for (const float score : scores.subspan(i * labels_, labels_)) {
        text_ += ',';
        if (!std::isnan(score)) append_number(text_, score);
      }
      text_ += "\r\n";
    }
    return file_.write(text_);
  }

  Expected<void> close() override { return file_.commit(); }

 private:
  OutputFile file_;
  std::size_t labels_;
  bool with_channel_;
  std::string path_;
  std::string text_;
};

}  // namespace

Expected<std::unique_ptr<ScoresWriter>> open_scores_csv(const std::string& path,
                                                        const ScoreColumns& columns) {
  auto file = OutputFile::create(path);
  if (!file) return Unexpected(file.error());
  std::string header =
      columns.channel ? "path,channel,start_sample,end_sample" : "path,start_sample,end_sample";
  for (const std::string& label : columns.labels) (header += ',') += csv_field(label);
  if (auto written = file->write(header += "\r\n"); !written) return Unexpected(written.error());
  return std::make_unique<CsvScores>(std::move(*file), columns);
}

}  // namespace nightjar
