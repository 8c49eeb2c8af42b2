#pragma once

#include <string>

#include "venues/chain_order.hpp"

namespace basis {

/// What planning asks about an order and what it is planned on. Both outlive it.
struct ChainOrderFacts {
  const Order& order;
  const ChainOrderTerms& terms;

  /// Why the order is not planned.
  [[nodiscard]] Error cannot(const std::string& what) const;
  [[nodiscard]] const std::string& token_of(const ContractStep& step) const {
    return terms.universe[step.instrument].token;
  }
  /// Of the wallet in the lending pool, with interest; zero where there is none.
  [[nodiscard]] Wei supplied(const std::string& token) const;
  [[nodiscard]] Wei owed(const std::string& token) const;
  /// In smallest units, rounded down: never more than was asked for.
  [[nodiscard]] Result<Wei> units(Amount amount, const std::string& symbol) const;
  [[nodiscard]] Result<QuoteKey> quote(const ContractStep& step) const;
  /// The least that a sale may bring: its quote less the middleware's slippage.
  [[nodiscard]] Result<Wei> least_out(const QuoteKey& key) const;
  /// The mode's eMode.
  [[nodiscard]] Result<std::uint8_t> category() const;
};

/// Whether a size is the whole of what there is: it may be off by a hundred-thousandth, since interest went on after it
/// was measured, and books round where contracts do not.
bool is_whole(const Wei& size, const Wei& there);
/// More by as much, so that it covers the interest until a transaction is in the chain.
Amount with_interest(Amount debt);
Wei with_interest(const Wei& debt);

/// The plan of an order that is one transaction of the executor. Errors as of `plan_order`.
Result<ChainOrderPlan> plan_group_order(const ChainOrderFacts& facts);

}  // namespace basis
