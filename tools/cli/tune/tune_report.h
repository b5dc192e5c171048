// What tuning found, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "engine/machine/machine.h"
#include "tools/cli/tune/choice.h"
#include "tools/cli/tune/limit.h"
#include "tools/cli/tune/profile.h"

namespace nightjar::cli {

struct JudgedContest {
  Contest contest;
  Choice choice;
};

struct TuneReport {
  CoreLimits cores;
  double budget_s = 0;
  double took_s = 0;
  std::vector<JudgedContest> contests;
  LimitFinding limit;
  std::vector<std::string> left_out;
  Profile profile;
  std::string file;  // where the profile is
};

std::string tune_text(const TuneReport& report);
std::string tune_json(const TuneReport& report);  // one object, indented

}  // namespace nightjar::cli
