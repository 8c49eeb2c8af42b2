#pragma once

#include <optional>
#include <vector>

#include "core/execution/order.hpp"
#include "core/instruments/universe.hpp"
#include "venues/chain_group.hpp"
#include "venues/chain_portfolio.hpp"

namespace basis {

/// What an order is planned on.
struct ChainOrderTerms {
  const Universe& universe;
  const Settings& settings;
  const chain::ContractBook& book;
  const ChainPortfolio& portfolio;  ///< read with what `order_question` adds
  chain::Address wallet;
  UtcTime deadline;  ///< of the block's time
};

/// The transactions of an order, one after another.
struct ChainOrderPlan {
  std::vector<chain::ContractCall> before{};        ///< what the wallet allows, and its eMode
  std::optional<chain::ContractCall> main{};        ///< absent: nothing is sent for it
  std::optional<instadapp::ExecutorGroup> group{};  ///< that `main` is the transaction of
};

/// Adds what an order's plan needs to know to a question: allowances, and what its swaps would pay. Usage errors: as of
/// `plan_order`.
Result<void> order_question(const Order& order, const Universe& universe, const Settings& settings,
                            const chain::ContractBook& book, PortfolioQuestion& question);

/// Plans the transactions of a contract order. An approval is none of its own: what is needed is allowed, exactly, with
/// the call that needs it. What is to be all of a supply or a debt is all of it at the time of the block. Swaps bring
/// at least what the quote of the reading less the middleware's slippage says. Usage errors, in one line: what the
/// order asks for cannot be done on this chain, or the protocol would refuse it.
Result<ChainOrderPlan> plan_order(const Order& order, const ChainOrderTerms& terms);

/// What is the wallet's to do behind the transaction, since the executor repays a flash loan at its end.
std::vector<GroupStep> own_steps(const Order& order, const Universe& universe);
/// The call of such a step on what is there then; absent: there is nothing for it to do.
/// Usage error: it is neither wrap nor unwrap.
Result<std::optional<chain::ContractCall>> own_call(const chain::ContractBook& book, const GroupStep& step,
                                                    const std::map<std::string, Wei>& balances);

}  // namespace basis
