#include "tools/cli/command_set.h"

#include <memory>
#include <string>
#include <vector>

#include "tools/cli/command_options.h"
#include "tools/cli/completion.h"
#include "tools/cli/help_page.h"
#include "tools/cli/stdout.h"

namespace nightjar::cli {
namespace {

// Leaves out what has nothing to say in --help: see DeclaredOption::only_in_full_help.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(26); }
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return option->get_description().empty() ? "" : CLI::Formatter::make_option(option, is_positional);
  }
};

struct Added {
  Command& command;
  Action& chosen;
};

Added add_command(CommandSet& set, CLI::App& group, const std::string& what, const std::string& example) {
  std::string name = example.substr(group.get_parent() == nullptr ? 0 : group.get_name().size() + 1);
  name.resize(std::min(name.find(' '), name.size()));
  return {set.commands.emplace_back(*group.add_subcommand(name, what), example), set.chosen};
}

// A command that is a function of its options.
template <typename Options>
void add_working(Added added, ExitCode (*function)(const Options&), void (*add_options)(Command&, Options&)) {
  const auto options = std::make_shared<Options>();
  add_options(added.command, *options);
  added.command.add_config();
  added.command.describe();
  added.command.app().callback([options, function, &chosen = added.chosen] {
    chosen = [options, function] { return function(*options); };
  });
}

// A command that tells of the commands: its text is made while they exist.
void add_telling(Added added, const std::shared_ptr<std::vector<std::string>>& words,
                 const std::function<std::string()>& text) {
  added.command.describe();
  added.command.app().callback([words, text, &chosen = added.chosen] {
    chosen = [told = text()] {
      write_stdout(told);
      return ExitCode::all_done;
    };
  });
}

void add_help(CommandSet& set) {
  const Added added =
      add_command(set, set.app, "All about a command: each option, with an example", "help run");
  const auto words = std::make_shared<std::vector<std::string>>();
  added.command.add("COMMAND", *words, "", {.what = "Its name, such as run, or match find"});
  added.command.app().footer("Example: nightjar help run");
  add_telling(added, words, [&set, words] { return help_page(set, *words); });
}

void add_completion(CommandSet& set) {
  const Added added =
      add_command(set, set.app, "Print a script that completes commands in a shell", "completion bash");
  const auto words = std::make_shared<std::vector<std::string>>(1);
  added.command.add("SHELL", words->front(), "", {.what = "The shell that is to complete"})
      .one_of({"bash", "zsh"})
      .required();
  added.command.app().footer(
      "For this shell, or for all in its start-up file; in zsh after compinit:\n"
      "Example: source <(nightjar completion bash)");
  add_telling(added, words, [&set, words] {
    return words->front() == "zsh"    ? zsh_completion(set)
           : words->front() == "bash" ? bash_completion(set)
                                      : "";
  });
}

}  // namespace

CommandSet::CommandSet() : app("Nightjar recognises what can be heard in recordings.", "nightjar") {
  app.set_version_flag("--version", std::string("nightjar ") + NIGHTJAR_VERSION);
  app.require_subcommand(0, 1);
  app.footer(
      "Example: nightjar run field-recordings/ > found.jsonl\n"
      "Help on a command: nightjar run --help; all about it: nightjar help run");
  app.formatter(std::make_shared<HelpFormatter>());

  const auto in = [this](CLI::App& group, const char* what, const char* example) {
    return add_command(*this, group, what, example);
  };
  add_working(in(app, "Recognise what can be heard", "run dawn.wav"), run, add_run);
  add_working(in(app, "Say what run would refuse, what is damaged, how long it takes", "check dawn.wav"),
              check, add_check);
  add_working(in(app, "List the models, or show all of one", "models sounds"), models, add_models);
  add_working(in(app, "Write what the model is given, as .npy files", "features sounds dog.flac -o dog.npy"),
              features, add_features);
  add_working(in(app, "Compare a model with its original, or segments with whole recordings",
                 "verify models/mine speech.wav"),
              verify, add_verify);
  add_working(in(app, "What is here to work with, and what is wrong", "doctor"), doctor, add_doctor);
  add_working(in(app, "Measure how a model runs best here, for run --profile", "tune sounds"), tune,
              add_tune);
  add_working(in(app, "Measure speed, use of the cores, and memory", "bench sounds dawn.wav"), bench,
              add_bench);
  add_working(in(app, "Recognise for hours, and see that nothing creeps", "soak dawn.wav"), soak, add_soak);
  CLI::App& match = *app.add_subcommand("match", "Find known recordings in others: build, find");
  match.require_subcommand(1);
  match.footer(
      "Example: nightjar match build jingles.index jingles/\nHelp on each: nightjar match find --help");
  add_working(in(match, "Make an index of known recordings", "match build jingles.index jingles"),
              match_build, add_match_build);
  add_working(
      in(match, "Say which of them play in recordings, and where", "match find jingles.index radio.mp3"),
      match_find, add_match_find);
  add_help(*this);
  add_completion(*this);
}

const Command* CommandSet::find(const CLI::App& wanted) const {
  for (const Command& command : commands) {
    if (&command.app() == &wanted) return &command;
  }
  return nullptr;
}

}  // namespace nightjar::cli
