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

/// Fills the steps of `terms`; returns what is wrong with the lot, or an empty text.
std::string read_lot(const OrderInstrument& instrument, OrderTerms& terms) {
  if (const Quantity* const coins = std::get_if<Quantity>(&instrument.lot)) {
    terms.step = *coins;
    return coins->sign() > 0 ? "" : "the step is not positive";
  }
  const ContractTerms& contracts = std::get<ContractTerms>(instrument.lot);
  if (contracts.coins.sign() <= 0) return "the contract size is not positive";
  if (contracts.step.sign() <= 0) return "the step is not positive";
  const i128 product = i128{contracts.coins.raw()} * contracts.step.raw();
  const i128 coins = product / Contracts::kOne;
  if (product % Contracts::kOne != 0 || coins > std::numeric_limits<std::int64_t>::max())
    return "a step of " + contracts.step.to_string() + " contracts of " + contracts.coins.to_string() +
           " coins is no size at 1e-8";
  terms.step = Quantity::from_raw(static_cast<std::int64_t>(coins));
  terms.contract_step = contracts.step;
  return "";
}

/// The result for a refused command.
template <class Command>
EncodeResult refuse(EncodeFault fault, const Command& command, std::int64_t found = 0, std::int64_t unit = 0) {
  return {fault, command.instrument, command.id, found, unit};
}

/// The checks that orders and cancels have in common.
template <class Command>
EncodeResult check_common(const OrderTerms* terms, const Command& command, UtcTime now) {
  if (terms == nullptr) return refuse(EncodeFault::unknown_instrument, command);
  if (!command.id.is_set()) return refuse(EncodeFault::no_client_id, command);
  if (now.nanos() < kFirstTime) return refuse(EncodeFault::clock_not_set, command, now.nanos());
  return {};
}

}  // namespace

Result<OrderTable> OrderTable::build(std::span<const OrderInstrument> instruments) {
  std::vector<std::string> faults;
  if (instruments.empty()) faults.push_back("an order encoder needs an instrument");
  OrderTable table;
  for (const OrderInstrument& instrument : instruments) {
    const auto fault = [&](const std::string& what) {
      faults.push_back("instrument '" + instrument.native_symbol + "': " + what);
    };
    if (!is_symbol(instrument.native_symbol)) fault("the symbol is not 1 to 32 letters, digits, '-' or '_'");
    if (instrument.tick.sign() <= 0) fault("the tick is not positive");
    const std::size_t index = instrument.instrument.index();
    if (index >= table.entries_.size()) table.entries_.resize(index + 1);
    OrderTerms& terms = table.entries_[index];
    if (terms.known) fault("its id " + std::to_string(index) + " is taken");
    if (const std::string lot = read_lot(instrument, terms); !lot.empty()) fault(lot);
    terms.instrument = instrument.instrument;
    terms.market = instrument.market;
    terms.known = true;
    terms.tick = instrument.tick;
    if (!faults.empty()) continue;
    terms.ticks = Divisor(terms.tick.raw());
    terms.steps = Divisor(terms.step.raw());
  }
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return table;
}

EncodeResult OrderTable::check(const OrderCommand& order, UtcTime now, CheckedOrder& checked) const {
  const OrderTerms* const terms = find(order.instrument);
  if (const EncodeResult common = check_common(terms, order, now); !common) return common;
  const std::int64_t size = order.size.raw();
  const std::int64_t step = terms->step.raw();
  if (size <= 0) return refuse(EncodeFault::size_not_positive, order, size);
  if (!terms->steps.divides(size)) return refuse(EncodeFault::size_off_step, order, size, step);
  if (order.kind != OrderKind::market) {
    const std::int64_t price = order.limit.raw();
    const std::int64_t tick = terms->tick.raw();
    if (price <= 0) return refuse(EncodeFault::price_not_positive, order, price);
    if (!terms->ticks.divides(price)) return refuse(EncodeFault::price_off_tick, order, price, tick);
  }
  if (order.reduce_only && terms->market == MarketKind::spot) return refuse(EncodeFault::reduce_only_on_spot, order);
  std::int64_t contracts = 0;
  if (!terms->contract_step.is_zero() && __builtin_mul_overflow(size / step, terms->contract_step.raw(), &contracts))
    return refuse(EncodeFault::size_out_of_range, order, size);
  checked = {terms, order.size, Contracts::from_raw(contracts)};
  return {};
}

EncodeResult OrderTable::check(const CancelCommand& cancel, UtcTime now, const OrderTerms*& terms) const {
  terms = find(cancel.instrument);
  return check_common(terms, cancel, now);
}

}  // namespace basis::wire
