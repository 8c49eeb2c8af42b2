#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "venues/chain_group.hpp"

namespace basis {

/// A spell's getId or setId for "none".
inline constexpr unsigned kNoSpellId = 0;

/// What a spell uses of a token.
struct SpellAmount {
  Wei amount;  ///< or `chain::kEverything`; zero with an id
  unsigned id = kNoSpellId;
  u256 about = 0;  ///< what it comes to; zero: that cannot be said
  std::string text;
};

/// What an Instadapp account holds of the tokens while a group runs, step by step.
class SpellHoldings {
 public:
  /// `wanted`: the ids that are given out, since a spell reads them; absent: all.
  SpellHoldings(const chain::ContractBook& book, std::optional<std::set<unsigned>> wanted)
      : book_(book), wanted_(std::move(wanted)) {}

  void make(const std::string& symbol, const u256& sure);
  /// Of an amount that is not known before, which the spell leaves under the id that is returned; none where nobody
  /// reads it, or the account holds some of the token besides. `about`: what it comes to.
  unsigned make_unknown(const std::string& symbol, const u256& about = 0);
  /// A spell leaves what it does not need of the token that it was given; with `swept` it was given all that is there.
  void leave_rest(const std::string& symbol, bool swept);

  /// What a step uses of a token: its amount, or all that is there. What is missing comes from the wallet. Usage
  /// errors: all of what is not there; more of the wallet behind a step that takes all.
  Result<SpellAmount> use(const GroupStep& step, const std::string& symbol);

  /// What comes from the wallet.
  [[nodiscard]] const std::vector<std::pair<chain::Token, u256>>& pulled() const { return pulled_; }
  /// The ids that spells read.
  [[nodiscard]] const std::set<unsigned>& read_ids() const { return read_; }
  /// The tokens of which something may be left.
  [[nodiscard]] std::vector<std::string> left() const;

 private:
  struct Held {
    u256 sure = 0;
    bool more = false;         ///< besides, what a spell has made of an amount that is not known before
    unsigned id = kNoSpellId;  ///< under which it stands; none where that is not all that is there
    u256 about = 0;            ///< what `more` comes to; zero: that cannot be said
  };
  SpellAmount use_all(const chain::Token& token);
  Result<void> pull(const chain::Token& token, const u256& amount);

  const chain::ContractBook& book_;
  std::optional<std::set<unsigned>> wanted_;
  std::set<unsigned> read_;
  std::map<std::string, Held> held_;
  std::vector<std::pair<chain::Token, u256>> pulled_;
  std::set<std::string> swept_;  ///< of which a step has taken all that is there
  unsigned last_id_ = kNoSpellId;
};

}  // namespace basis
