#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "actors/live/live_node.hpp"

namespace basis {

/// One start of a live node, run again from its recording: the same node takes the same inputs at the same times, from
/// the recording instead of its sessions, its wallet and persons. What it sends goes nowhere.
class SessionReplay {
 public:
  /// What the node is made of, as it was; everything that is pointed to outlives the run.
  struct Parts {
    const LiveMarkets* markets = nullptr;
    const Settings* settings = nullptr;
    NodeSettings node;
    const CostCalculator* costs = nullptr;
    const CapitalFlows* flows = nullptr;
    PairTermsOf pair_terms;
    RemakeMode remake{};
    Journal* journal = nullptr;  ///< written to, and gone on from where it has boots
    OrderLog* orders = nullptr;  ///< what had left when the start before ended
    /// Entries that were committed in this start. More are not: the run ends there, as the start did.
    std::uint64_t most_entries = 0;
  };
  struct Outcome {
    std::uint64_t inputs = 0;
    std::uint64_t texts = 0;  ///< public ones that were given to a feed
    bool finished = false;    ///< the start ended in order
    /// Where the run left the recording's way, or what ended the node; empty: nowhere, nothing.
    std::string fault;
  };

  /// Reads the beginning of a recording. Data error: it is none, or has no inputs of a node.
  static Result<std::unique_ptr<SessionReplay>> open(const std::filesystem::path& path);
  ~SessionReplay();

  /// What the start was begun with, and when.
  [[nodiscard]] const node_input::Began& began() const;
  [[nodiscard]] UtcTime began_at() const;

  /// Once. Errors: the recording cannot be read, or the node not be made.
  Result<Outcome> run(const Parts& parts);

 private:
  class Tape;
  class Clock;
  class QuietSession;
  class QuietWallet;
  class Player;
  explicit SessionReplay(std::unique_ptr<Tape> tape);

  std::unique_ptr<Tape> tape_;
};

}  // namespace basis
