#include "actors/result_input.hpp"

#include "core/results/entry_fields.hpp"

namespace basis {

// The members of what is kept, in the order of their bytes. A change of these lists is another version of the journal.

template <class C>
void fields(C& c, Coded<C, ExposureRow>& v) {
  c(v.instrument, v.underlying, v.in_asset, v.value);
}
template <class C>
void fields(C& c, Coded<C, Exposure>& v) {
  c(v.rows, v.equity, v.equity_at_market, v.delta_on_chain, v.delta_cex, v.net_delta, v.gross_delta, v.net_delta_value,
    v.net_delta_of_equity, v.net_delta_of_gross);
}
template <class C>
void fields(C& c, Coded<C, AccountMargin>& v) {
  c(v.account, v.cash, v.balance, v.notional, v.margin_ratio, v.price_rise_to_liquidation);
}
template <class C>
void fields(C& c, Coded<C, LendingAccount>& v) {
  c(v.account, v.collateral, v.debt, v.threshold, v.borrowable);
}
template <class C>
void fields(C& c, Coded<C, Spread>& v) {
  c(v.instrument, v.spread, v.loss);
}
template <class C>
void fields(C& c, Coded<C, RiskReport>& v) {
  c(v.status, v.reasons, v.margins, v.lending, v.stake_spreads, v.basis_spreads, v.reserve);
}
template <class C>
void fields(C& c, Coded<C, PnlTotals>& v) {
  c(v.attribution, v.capital, v.fees, v.gas, v.swap_discount, v.funding, v.funding_by_account);
}
template <class C>
void fields(C& c, Coded<C, ResultsBegan>& v) {
  c(v.capital, v.at);
}
template <class C>
void fields(C& c, Coded<C, OrderSent>& v) {
  c(v.command, v.pair, v.mid, v.at);
}
template <class C>
void fields(C& c, Coded<C, FillCounted>& v) {
  c(v.fill, v.at, v.pair, v.arrival);
}
template <class C>
void fields(C& c, Coded<C, OrderEnded>& v) {
  c(v.order, v.pair);
}
template <class C>
void fields(C& c, Coded<C, PairEnded>& v) {
  c(v.figures);
}
template <class C>
void fields(C& c, Coded<C, PairAlarmed>& v) {
  c(v.pair, v.alarm, v.at);
}
template <class C>
void fields(C& c, Coded<C, TwinStarted>& v) {
  c(v.order, v.closed, v.at);
}

namespace {

/// The first byte of what is kept.
enum class Kept : std::uint8_t { began, step, sent, filled, order_ended, pair_ended, alarmed, twin };

template <class T>
std::string kept(Kept kind, const T& value) {
  ByteWriter writer;
  writer(kind, value);
  return std::move(writer).take();
}

struct KeepOutcome {
  using Bytes = std::optional<std::string>;
  Bytes operator()(const OrderSent& one) const { return kept(Kept::sent, one); }
  Bytes operator()(const FillCounted& one) const { return kept(Kept::filled, one); }
  Bytes operator()(const OrderEnded& one) const { return kept(Kept::order_ended, one); }
  Bytes operator()(const PairEnded& one) const { return kept(Kept::pair_ended, one); }
  Bytes operator()(const PairAlarmed& one) const { return kept(Kept::alarmed, one); }
  Bytes operator()(const TwinStarted& one) const { return kept(Kept::twin, one); }
  Bytes operator()(const OrderAlarmed&) const { return std::nullopt; }  // the tracker counts them
  Bytes operator()(const PairLacks&) const { return std::nullopt; }
  Bytes operator()(const OrderReported&) const { return std::nullopt; }
  Bytes operator()(const Downloaded&) const { return std::nullopt; }
  Bytes operator()(const AccountReported&) const { return std::nullopt; }
  Bytes operator()(const OrderInQuestion&) const { return std::nullopt; }
  Bytes operator()(const FillsLack&) const { return std::nullopt; }
  Bytes operator()(const DownloadDue&) const { return std::nullopt; }
};

void write_view(ByteWriter& writer, const PnlView& view) {
  const PositionView& positions = view.positions();
  writer(positions.occasion, positions.decides, positions.positions, positions.on_the_way, positions.cause,
         view.exposure(), view.risk->risk, view.risk->alert, view.totals);
}

PnlViewPtr read_view(ByteReader& reader, MarketPtr market) {
  PositionView positions;
  ExposureView exposure;
  RiskView risk;
  PnlView view;
  reader(positions.occasion, positions.decides, positions.positions, positions.on_the_way, positions.cause,
         exposure.exposure, risk.risk, risk.alert, view.totals);
  positions.market = std::move(market);
  exposure.positions = std::make_shared<const PositionView>(std::move(positions));
  risk.exposure = std::make_shared<const ExposureView>(std::move(exposure));
  view.risk = std::make_shared<const RiskView>(std::move(risk));
  return std::make_shared<const PnlView>(std::move(view));
}

/// Both views of a step are mostly of one market.
StepClosed read_step(ByteReader& reader) {
  StepClosed step;
  MarketPtr market;
  bool same = false;
  reader(market, same);
  step.closed = read_view(reader, market);
  if (same) {
    step.refreshed = step.closed;
  } else {
    MarketPtr before;
    reader(before);
    step.refreshed = read_view(reader, before == nullptr ? market : before);
  }
  if (market == nullptr) reader.fail();
  return step;
}

template <class T, class As>
ResultInput read_as(ByteReader& reader) {
  T value{};
  reader(value);
  return As(std::move(value));
}

}  // namespace

std::string encode_result(const ResultsBegan& began) { return kept(Kept::began, began); }
std::optional<std::string> encode_result(const HotOutcome& outcome) { return std::visit(KeepOutcome{}, outcome); }

std::string encode_result(const PnlView& refreshed, const PnlView& closed) {
  ByteWriter writer;
  const bool same = &refreshed == &closed;
  const MarketPtr& market = closed.positions().market;
  writer(Kept::step, market, same);
  write_view(writer, closed);
  if (!same) {
    const MarketPtr& before = refreshed.positions().market;
    writer(before == market ? MarketPtr() : before);
    write_view(writer, refreshed);
  }
  return std::move(writer).take();
}

std::optional<ResultInput> decode_result(std::string_view bytes) {
  using Read = ResultInput (*)(ByteReader&);
  // In the order of `Kept`.
  static constexpr std::array<Read, 8> kReads = {
      read_as<ResultsBegan, ResultsBegan>, [](ByteReader& reader) { return ResultInput(read_step(reader)); },
      read_as<OrderSent, HotOutcome>,      read_as<FillCounted, HotOutcome>,
      read_as<OrderEnded, HotOutcome>,     read_as<PairEnded, HotOutcome>,
      read_as<PairAlarmed, HotOutcome>,    read_as<TwinStarted, HotOutcome>};
  ByteReader reader(bytes);
  std::uint8_t kind = kReads.size();
  reader(kind);
  if (kind >= kReads.size()) return std::nullopt;
  ResultInput input = kReads[kind](reader);
  if (!reader.done()) return std::nullopt;
  return input;
}

}  // namespace basis
