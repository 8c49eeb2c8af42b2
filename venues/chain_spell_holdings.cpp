#include "venues/chain_spell_holdings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/chain/make_call.hpp"
#include "venues/chain_steps.hpp"

namespace basis {

void SpellHoldings::make(const std::string& symbol, const u256& sure) {
  Held& held = held_[symbol];
  held.sure += sure;
  held.id = kNoSpellId;
}

unsigned SpellHoldings::make_unknown(const std::string& symbol, const u256& about) {
  Held& held = held_[symbol];
  const bool alone = held.sure == 0 && !held.more;
  held.more = true;
  held.about = alone ? about : u256(0);
  held.id = alone ? ++last_id_ : kNoSpellId;
  return !wanted_ || wanted_->contains(held.id) ? held.id : kNoSpellId;
}

void SpellHoldings::leave_rest(const std::string& symbol, bool swept) {
  Held& held = held_[symbol];
  held.more = true;
  held.id = kNoSpellId;
  held.about = 0;
  if (swept) swept_.insert(symbol);
}

Result<SpellAmount> SpellHoldings::use(const GroupStep& step, const std::string& symbol) {
  BASIS_TRY(const chain::Token token, book_.token(symbol));
  Held& held = held_[symbol];
  if (!step.amount) {
    if (held.sure == 0 && !held.more)
      return Error(ErrorKind::usage, fmt::format("all {}, and no step before it has made any", symbol));
    return use_all(token);
  }
  BASIS_TRY(const u256 wanted, step_units(book_, step, symbol));
  if (!held.more && held.sure < wanted) {
    BASIS_TRY(pull(token, u256(wanted - held.sure)));
    held.sure = wanted;
  }
  held.sure -= std::min(held.sure, wanted);
  // What is left of an unknown amount stands nowhere.
  held.id = kNoSpellId;
  held.about = 0;
  return SpellAmount{Wei(wanted), kNoSpellId, wanted, chain::amount_text(token, Wei(wanted))};
}

SpellAmount SpellHoldings::use_all(const chain::Token& token) {
  const Held all = std::exchange(held_[token.symbol], Held{});
  if (!all.more) return {Wei(all.sure), kNoSpellId, all.sure, chain::amount_text(token, Wei(all.sure))};
  const u256 about = all.about == 0 ? u256(0) : u256(all.sure + all.about);
  if (all.id != kNoSpellId) {
    read_.insert(all.id);
    return {Wei(), all.id, about, fmt::format("the {} of before", token.symbol)};
  }
  swept_.insert(token.symbol);
  return {chain::kEverything, kNoSpellId, about, chain::amount_text(token, chain::kEverything)};
}

Result<void> SpellHoldings::pull(const chain::Token& token, const u256& amount) {
  // The wallet's part is there from the start, so that a spell that took all has taken it, too.
  if (swept_.contains(token.symbol))
    return Error(ErrorKind::usage,
                 fmt::format("takes {} of the wallet behind a step that takes all (allowed: before it)", token.symbol));
  const auto there = std::ranges::find(pulled_, token, &std::pair<chain::Token, u256>::first);
  if (there != pulled_.end())
    there->second += amount;
  else
    pulled_.emplace_back(token, amount);
  return ok();
}

std::vector<std::string> SpellHoldings::left() const {
  std::vector<std::string> symbols;
  for (const auto& [symbol, held] : held_)
    if (held.sure > 0 || held.more) symbols.push_back(symbol);
  return symbols;
}

}  // namespace basis
