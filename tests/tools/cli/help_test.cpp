// What the program tells of its commands: `nightjar help`, and completion in shells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/tools/cli/workplace.h"
#include "tools/cli/command_set.h"

namespace nightjar::cli {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::vector<std::string> lines_in_order(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// "--output", and "-o": all that begin with a dash, and --help.
std::vector<std::string> dashed_options(const Command& command) {
  std::vector<std::string> names{"--help"};
  for (const DeclaredOption& option : command.options()) {
    for (const std::string& name : option.option().get_snames()) names.push_back("-" + name);
    for (const std::string& name : option.option().get_lnames()) names.push_back("--" + name);
  }
  return names;
}

TEST(HelpPage, has_each_option_with_its_meaning_and_an_example_that_is_taken) {
  const CommandSet set;
  for (const Command& command : set.commands) {
    std::vector<std::string> arguments{"help"};
    for (const std::string& word : words_of(command.path())) arguments.push_back(word);
    const Ended ended = nightjar(arguments);
    EXPECT_EQ(ended.code, 0) << command.path();
    for (const DeclaredOption& option : command.options()) {
      const std::string name = option.option().get_name(option.is_positional());
      EXPECT_FALSE(option.text().what.empty()) << command.path() << " " << name;
      EXPECT_THAT(ended.out, HasSubstr("\n  " + (name == "--output" ? "-o, --output" : name)));
      const std::string example = command.example_of(option);
      if (!option.is_positional() && name != "--output") {
        EXPECT_THAT(words_of(example), Contains(name));
      }
      if (name == "--config") continue;  // it would be read
      const std::vector<std::string> words = words_of(example);
      std::vector<const char*> argv;
      for (const std::string& word : words) argv.push_back(word.c_str());
      EXPECT_NO_THROW(parse_command_line(static_cast<int>(argv.size()), argv.data()).operator bool())
          << example;
    }
    for (const std::string& line : lines_in_order(ended.out)) EXPECT_LE(std::ssize(line), 100) << line;
  }
}

TEST(HelpPage, states_default_and_what_may_be_given) {
  const std::string run = nightjar({"help", "run"}).out;
  EXPECT_THAT(run, HasSubstr("\n  --workers N\n      Threads. What comes out does not depend on it.\n"
                             "      Default: the cores it may use. May be: 1 to 1024.\n"
                             "      Example: nightjar run dawn.wav --workers 4\n"));
  EXPECT_THAT(run, HasSubstr("Default: mix. May be: one of mix, first, each.\n"));
  EXPECT_THAT(run, HasSubstr("Default: 600. May be: above 0.\n"));
  EXPECT_THAT(nightjar({"help", "match"}).out,
              AllOf(HasSubstr("nightjar match build: "), HasSubstr("nightjar match find: ")));
  EXPECT_THAT(nightjar({"help"}).out, HasSubstr("\n  run "));
  const Ended wrong = nightjar({"help", "rum"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("no command \"rum\"; the nearest is \"run\""));
}

class Completion : public Workplace {
 protected:
  // What bash offers for the last of `words`.
  std::vector<std::string> bash(const std::vector<std::string>& words) const {
    std::string script =
        "source <(\"$1\" completion bash); shift; COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); "
        "$(complete -p nightjar | sed 's/.*-F //; s/ .*//'); "
        "((${#COMPREPLY[@]} == 0)) || printf '%s\\n' \"${COMPREPLY[@]}\"";
    return answer_of({"bash", "-c", script, "bash", NIGHTJAR_PROGRAM}, words);
  }
  std::vector<std::string> answer_of(std::vector<std::string> command,
                                     const std::vector<std::string>& more) const {
    command.insert(command.end(), more.begin(), more.end());
    std::string line = "cd '" + (folder_ / "") + "' && NIGHTJAR_MODELS='" + (folder_ / "models") + "'";
    for (const std::string& word : command) {
      line += " '";
      for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
      line += "'";
    }
    std::string out;
    std::FILE* pipe = popen(line.c_str(), "r");
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) out += static_cast<char>(c);
    EXPECT_EQ(pclose(pipe), 0) << line;
    return lines_in_order(out);
  }
};

TEST_F(Completion, of_bash_offers_every_command_and_every_option) {
  const CommandSet set;
  std::set<std::string> commands;
  for (const Command& command : set.commands) {
    commands.insert(words_of(command.path()).front());
    std::vector<std::string> line{"nightjar"};
    for (const std::string& word : words_of(command.path())) line.push_back(word);
    line.emplace_back("-");
    EXPECT_THAT(bash(line), UnorderedElementsAreArray(dashed_options(command))) << command.path();
  }
  EXPECT_THAT(bash({"nightjar", ""}), UnorderedElementsAreArray(commands));
  EXPECT_THAT(bash({"tools/nightjar", "ma"}), ElementsAre("match"));
  EXPECT_THAT(bash({"nightjar", "match", ""}), ElementsAre("build", "find"));
  EXPECT_THAT(bash({"nightjar", "--v"}), ElementsAre("--version"));
}

TEST_F(Completion, of_bash_offers_values) {
  recording("take 1.wav");
  recording("takes/a.wav");
  EXPECT_THAT(bash({"nightjar", "run", "--channels", ""}), ElementsAre("mix", "first", "each"));
  EXPECT_THAT(bash({"nightjar", "run", "--log-level", "w"}), ElementsAre("warn"));
  EXPECT_THAT(bash({"nightjar", "run", "--channels", "=", "f"}), ElementsAre("first"));
  EXPECT_THAT(bash({"nightjar", "run", "--channels", "="}), ElementsAre("mix", "first", "each"));
  EXPECT_THAT(bash({"nightjar", "run", "--format", "jsonl,cs"}), ElementsAre("jsonl,csv"));
  EXPECT_THAT(bash({"nightjar", "run", "--model", "st"}), ElementsAre("stub"));
  EXPECT_THAT(bash({"nightjar", "features", "st"}), Contains("stub"));
  EXPECT_THAT(bash({"nightjar", "run", "tak"}), UnorderedElementsAreArray({"take 1.wav", "takes"}));
  EXPECT_THAT(bash({"nightjar", "run", "--out", "tak"}), ElementsAre("takes"));
  EXPECT_THAT(bash({"nightjar", "run", "--workers", ""}), IsEmpty());
  EXPECT_THAT(bash({"nightjar", "run", "--quiet", "run", "tak"}), Contains("takes"));
  EXPECT_THAT(bash({"nightjar", "completion", ""}), ElementsAre("bash", "zsh"));
}

// A shell in a terminal of its own (zpty), which is sent a line and the key.
TEST_F(Completion, of_zsh_offers_commands_options_and_values) {
  if (std::system("command -v zsh >/dev/null") != 0) GTEST_SKIP() << "there is no zsh here";
  std::ofstream(folder_ / "ask") << R"zsh(zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; unsetopt prompt_sp beep; autoload -Uz compinit; compinit -u -D; source <('$1' completion zsh)"
zpty -w shell "print rea''dy"
zpty -r shell out '*ready*'
zpty -w -n shell "$2"$'\t'
zpty -r shell out "*$3*" && print -r -- found
zpty -d shell
)zsh";
  const std::vector<std::pair<std::string, std::string>> asked{{"tools/nightjar run --max", "--max-event"},
                                                               {"nightjar run --model st", "stub"},
                                                               {"nightjar match fi", "find"}};
  for (const auto& [line, completed] : asked) {
    EXPECT_THAT(answer_of({"timeout", "20", "zsh", "-f", "ask", NIGHTJAR_PROGRAM, line, completed}, {}),
                ElementsAre("found"))
        << line;
  }
}

TEST_F(Completion, asks_for_names_of_models_one_a_line) {
  EXPECT_THAT(lines_in_order(nightjar({"models", "--names"}, options()).out), Contains("stub").Times(1));
}

}  // namespace
}  // namespace nightjar::cli
