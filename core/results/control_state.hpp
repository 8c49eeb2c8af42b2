#pragma once

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "core/results/journal.hpp"

namespace basis {

/// What persons and rules have set of a node, as it follows from its journal.
struct ControlState {
  KillState kill = KillState::halted;  ///< the strictest of `set` and `limits`
  std::string kill_reason;
  bool paused = false;
  Amount announced;                 ///< deposits that are not in the wallet yet; share class
  std::vector<std::string> payees;  ///< of withdrawals that are not paid yet, oldest first; empty text: the only one
  std::deque<std::string> taken;    ///< ids of the last requests, oldest first

  /// A parameter of the mode that a person has changed.
  struct Change {
    std::string value{};
    std::string by{};
    std::string reason{};
    UtcTime at{};
  };
  std::map<std::string, Change> changed;  ///< by key

  struct Held {
    KillState state = KillState::active;
    std::string reason{};
  };
  Held set{KillState::halted};                     ///< by persons, differences and stops
  std::array<Held, journal::kKillRules> limits{};  ///< by rules that release themselves
  [[nodiscard]] const Held& limit(journal::KillRule rule) const { return limits[static_cast<std::size_t>(rule)]; }

  /// So many ids are remembered.
  static constexpr std::size_t kRemembered = 1'000;
  /// Whether a request with this id was taken.
  [[nodiscard]] bool knows(const std::string& id) const {
    return !id.empty() && std::find(taken.begin(), taken.end(), id) != taken.end();
  }
  /// Whether nothing may be decided that makes a position larger.
  [[nodiscard]] bool only_leaves() const { return paused || kill != KillState::active; }
};

/// What each entry does to it.
void apply(const journal::KillSwitchSet& set, ControlState& state);
void apply(const journal::ControlTaken& taken, ControlState& state, UtcTime at);
void apply(const journal::FlowTaken& taken, ControlState& state);
void apply(const journal::Posting& posting, ControlState& state);

}  // namespace basis
