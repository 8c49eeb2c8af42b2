#include "venues/wire/order_instrument.hpp"

namespace basis::wire {
namespace {

/// `amount` as a number in units of 1e-8.
template <class Number>
Result<Number> narrow(const MarketSettings& market, const char* what, Amount amount) {
  Result<Number> number = Number::parse(amount.to_string());
  if (number) return number;
  return Error(ErrorKind::usage, market.native_symbol + ": " + what + " " + number.error().text());
}

}  // namespace

Result<OrderInstrument> order_instrument(InstrumentId instrument, const MarketSettings& market, MarketKind kind) {
  OrderInstrument made{instrument, market.native_symbol, kind, market.tick, Quantity{}};
  if (!market.contract_size) {
    BASIS_TRY(made.lot, narrow<Quantity>(market, "step", market.step));
    return made;
  }
  ContractTerms terms;
  BASIS_TRY(terms.coins, narrow<Quantity>(market, "contract size", *market.contract_size));
  BASIS_TRY(terms.step, narrow<Contracts>(market, "step", market.step));
  made.lot = terms;
  return made;
}

}  // namespace basis::wire
