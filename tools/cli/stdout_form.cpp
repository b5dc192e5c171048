#include "tools/cli/stdout_form.h"

#include <unistd.h>

#include "stages/write/formats.h"
#include "tools/cli/table_writer.h"
#include "tools/cli/tally.h"
#include "tools/cli/terminal.h"
#include "tools/cli/text.h"

namespace nightjar::cli {

StdoutForm stdout_form_of(const std::string& format) {
  if (format.empty()) return is_terminal(STDOUT_FILENO) ? StdoutForm::table : StdoutForm::json_lines;
  if (format == "jsonl") return StdoutForm::json_lines;
  if (format == "table") return StdoutForm::table;
  throw SetupError(ErrorCode::bad_option,
                   "--format " + one_line(format) +
                       ": standard output takes jsonl or table; name a folder for files with --out DIR");
}

std::unique_ptr<ResultWriter> make_stdout_writer(StdoutForm form, TextSink out, const std::string& path,
                                                 const std::string& noun) {
  if (form == StdoutForm::json_lines) return make_json_lines(std::move(out), {.path = path});
  return std::make_unique<TableWriter>(std::move(out), table_style_of(STDOUT_FILENO), path, noun);
}

std::string first_text(StdoutForm form, const RunLine& run) {
  std::string line;
  if (form == StdoutForm::json_lines) append_line(line, run);
  return line;
}

std::string last_text(StdoutForm form, const DoneLine& done, const std::string& noun) {
  std::string line;
  if (form == StdoutForm::table) {
    for (const std::string& part : wrap(totals_of(done, noun), columns_of(STDOUT_FILENO)))
      line += part + "\n";
    return line;
  }
  append_line(line, done);
  return line;
}

}  // namespace nightjar::cli
