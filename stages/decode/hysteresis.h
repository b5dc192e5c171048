// Hysteresis: a label becomes active when its score reaches `on`, and stays so until it falls below `off`.
#pragma once

namespace nightjar {

class Hysteresis {
 public:
  Hysteresis(float on, float off) : on_(on), off_(off) {}  // off <= on

  // The label's state in the next segment. `allowed`: it is among the top k; if not it is inactive.
  bool update(float score, bool allowed) {
    active_ = allowed && score >= (active_ ? off_ : on_);
    return active_;
  }

  // Whether a score that is allowed would end the label's activity.
  bool below_off(float score) const { return score < off_; }

  void reset() { active_ = false; }

 private:
  float on_;
  float off_;
  bool active_ = false;
};

}  // namespace nightjar
