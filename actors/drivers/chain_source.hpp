#pragma once

#include <optional>
#include <string>

#include "actors/messages.hpp"
#include "actors/run_context.hpp"
#include "core/history/chain_told.hpp"

namespace basis {

/// A chain outside the process, as a node's driver has it.
class ChainSource {
 public:
  virtual ~ChainSource() = default;
  /// Why the node cannot begin yet; empty when nothing of the chain is lacking.
  [[nodiscard]] virtual std::string lacking() const = 0;
  /// What the chain has told since the last call; absent: nothing.
  [[nodiscard]] virtual std::optional<ChainTold> take_told() = 0;
  /// Its actor: the venue of the wallet and of all protocols.
  [[nodiscard]] virtual venue_actor spawn(caf::actor_system& actors, const RunContext& context) = 0;

 protected:
  ChainSource() = default;
  ChainSource(const ChainSource&) = default;
  ChainSource& operator=(const ChainSource&) = default;
};

}  // namespace basis
