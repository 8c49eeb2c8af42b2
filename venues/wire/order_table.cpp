#include "venues/wire/order_table.hpp"

#include <algorithm>

namespace basis::wire {
namespace {

/// From this time on milliseconds have 13 digits.
constexpr std::int64_t kFirstTime = 1'000'000'000'000'000'000;

bool is_symbol(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= OrderTable::kMaxSymbol && std::all_of(text.begin(), text.end(), allowed);
}

/// Fills the steps of `terms`; returns what is wrong with the step, or an empty text.
std::string read_step(const Market& market, OrderTerms& terms) {
  if (market.contract_size && market.contract_size->sign() <= 0) return "the contract size is not positive";
  if (market.step.sign() <= 0) return "the step is not positive";
  terms.step = market.step;
  if (!market.contract_size) return "";
  if (i128{market.step.raw()} * Contracts::kOne % market.contract_size->raw() != 0)
    return "a step of " + market.step.to_string() + " coins is no number of contracts of " +
           market.contract_size->to_string() + " coins";
  terms.contract_step = market.contracts(market.step);
  return "";
}

/// The result for a refused command.
EncodeResult refuse(EncodeFault fault, const OrderCommand& order, std::int64_t found = 0, std::int64_t unit = 0) {
  return {fault, order.market, order.id, found, unit};
}

/// The checks of every command.
EncodeResult check_common(const OrderTerms* terms, const OrderCommand& order, UtcTime now) {
  if (terms == nullptr) return refuse(EncodeFault::unknown_market, order);
  if (!order.id.is_set()) return refuse(EncodeFault::no_client_id, order);
  if (now.nanos() < kFirstTime) return refuse(EncodeFault::clock_not_set, order, now.nanos());
  return {};
}

}  // namespace

Result<OrderTable> OrderTable::build(std::span<const Market* const> markets) {
  std::vector<std::string> faults;
  if (markets.empty()) faults.push_back("an order encoder needs a market");
  OrderTable table;
  for (const Market* market : markets) {
    const auto fault = [&](const std::string& what) { faults.push_back("market '" + market->native + "': " + what); };
    if (!is_symbol(market->native)) fault("the symbol is not 1 to 32 letters, digits, '-' or '_'");
    if (market->tick.sign() <= 0) fault("the tick is not positive");
    const std::size_t index = market->id.index();
    if (index >= table.entries_.size()) table.entries_.resize(index + 1);
    OrderTerms& terms = table.entries_[index];
    if (terms.market != nullptr) fault("its id " + std::to_string(index) + " is taken");
    if (const std::string step = read_step(*market, terms); !step.empty()) fault(step);
    terms.market = market;
    terms.tick = market->tick;
    if (!faults.empty()) continue;
    terms.ticks = Divisor(terms.tick.raw());
    terms.steps = Divisor(terms.step.raw());
  }
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return table;
}

EncodeResult OrderTable::check(const OrderCommand& order, UtcTime now, CheckedOrder& checked) const {
  const OrderTerms* const terms = find(order.market);
  if (const EncodeResult common = check_common(terms, order, now); !common) return common;
  checked = {terms, order.size, {}};
  if (order.action == OrderAction::cancel) return {};
  const std::int64_t size = order.size.raw();
  const std::int64_t step = terms->step.raw();
  if (size <= 0) return refuse(EncodeFault::size_not_positive, order, size);
  if (!terms->steps.divides(size)) return refuse(EncodeFault::size_off_step, order, size, step);
  const bool keeps_limit = order.action == OrderAction::amend && order.limit.is_zero();
  if (order.has_limit() && !keeps_limit) {
    const std::int64_t price = order.limit.raw();
    const std::int64_t tick = terms->tick.raw();
    if (price <= 0) return refuse(EncodeFault::price_not_positive, order, price);
    if (!terms->ticks.divides(price)) return refuse(EncodeFault::price_off_tick, order, price, tick);
  }
  if (order.reduce_only && terms->market->is_spot()) return refuse(EncodeFault::reduce_only_on_spot, order);
  std::int64_t contracts = 0;
  if (!terms->contract_step.is_zero() && __builtin_mul_overflow(size / step, terms->contract_step.raw(), &contracts))
    return refuse(EncodeFault::size_out_of_range, order, size);
  checked.contracts = Contracts::from_raw(contracts);
  return {};
}

}  // namespace basis::wire
