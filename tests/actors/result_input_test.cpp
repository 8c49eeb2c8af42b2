#include "actors/result_input.hpp"

#include <doctest/doctest.h>

namespace basis::test {
namespace {

template <class T>
T read_back(const std::string& bytes) {
  const auto input = decode_result(bytes);
  REQUIRE(input.has_value());
  if constexpr (std::is_same_v<T, ResultsBegan> || std::is_same_v<T, StepClosed>) {
    return std::get<T>(*input);
  } else {
    return std::get<T>(std::get<HotOutcome>(*input));
  }
}

/// A view with a figure in every part of it.
PnlViewPtr sample_view(MarketPtr market, std::int64_t equity) {
  PositionView positions;
  positions.market = std::move(market);
  positions.positions = {{Amount::from_int(1), Amount::from_int(60'000)}, {}};
  positions.on_the_way = {Amount{}, Amount::from_int(5)};
  ExposureView exposure;
  exposure.exposure.equity = Amount::from_int(equity);
  exposure.exposure.rows = {{InstrumentId{1}, Amount::from_int(5), Amount::from_int(5), Amount::from_int(5)}};
  exposure.exposure.net_delta_of_equity = -0.25;
  exposure.positions = std::make_shared<const PositionView>(std::move(positions));
  RiskView risk;
  risk.risk.reasons = {"near"};
  risk.risk.margins.resize(1);
  risk.risk.margins[0].margin_ratio = 0.5;
  risk.risk.lending.resize(1);
  risk.risk.lending[0].debt = Amount::from_int(3);
  risk.exposure = std::make_shared<const ExposureView>(std::move(exposure));
  PnlView view;
  view.risk = std::make_shared<const RiskView>(std::move(risk));
  view.totals.capital = Amount::from_int(90);
  view.totals.funding_by_account = {Amount::from_int(2)};
  return std::make_shared<const PnlView>(std::move(view));
}

MarketPtr sample_market(std::int64_t nanos) {
  auto market = std::make_shared<MarketSnapshot>();
  market->time = UtcTime::from_nanos(nanos);
  market->prices = {Price::from_int(60'000)};
  return market;
}

void check_view(const PnlView& view, const PnlView& sample) {
  CHECK(view.positions().market->time == sample.positions().market->time);
  CHECK(view.positions().market->prices == sample.positions().market->prices);
  CHECK(view.positions().positions == sample.positions().positions);
  CHECK(view.positions().on_the_way == sample.positions().on_the_way);
  CHECK(view.exposure().equity == sample.exposure().equity);
  REQUIRE(view.exposure().rows.size() == 1);
  CHECK(view.exposure().rows[0].value == Amount::from_int(5));
  CHECK(view.exposure().net_delta_of_equity == -0.25);
  CHECK(view.risk->risk.reasons == sample.risk->risk.reasons);
  CHECK(view.risk->risk.margins.at(0).margin_ratio == 0.5);
  CHECK(view.risk->risk.lending.at(0).debt == Amount::from_int(3));
  CHECK(view.totals.capital == Amount::from_int(90));
  CHECK(view.totals.funding_by_account == sample.totals.funding_by_account);
}

TEST_CASE("what results were told of a step is read back, whether its views are one, of one market, or of two") {
  const MarketPtr market = sample_market(7);
  const PnlViewPtr closed = sample_view(market, 100);
  SUBCASE("one view") {
    const StepClosed step = read_back<StepClosed>(encode_result(*closed, *closed));
    CHECK(step.refreshed == step.closed);
    check_view(*step.closed, *closed);
  }
  for (const MarketPtr& before : {market, sample_market(6)}) {
    const PnlViewPtr refreshed = sample_view(before, 99);
    const StepClosed step = read_back<StepClosed>(encode_result(*refreshed, *closed));
    CHECK(step.refreshed != step.closed);
    check_view(*step.closed, *closed);
    check_view(*step.refreshed, *refreshed);
  }
}

TEST_CASE("what results were told of orders and pairs is read back; what is no result's is not kept") {
  const auto kept = [](const HotOutcome& outcome) { return encode_result(outcome).value(); };
  OrderSent sent;
  sent.pair = 3;
  sent.mid = Price::from_int(60'000);
  sent.at = UtcTime::from_nanos(5);
  CHECK(read_back<OrderSent>(kept(sent)).mid == sent.mid);
  CHECK(read_back<OrderSent>(kept(sent)).at == sent.at);
  FillCounted fill;
  fill.fill.size = Quantity::from_int(2);
  fill.arrival = Price::from_int(59'000);
  CHECK(read_back<FillCounted>(kept(fill)).fill.size == fill.fill.size);
  CHECK(read_back<FillCounted>(kept(fill)).arrival == fill.arrival);
  OrderEnded ended;
  ended.order.state = OrderState::rejected;
  CHECK(read_back<OrderEnded>(kept(ended)).order.state == OrderState::rejected);
  PairEnded pair;
  pair.figures.id = 9;
  pair.reason = "of a venue";
  CHECK(read_back<PairEnded>(kept(pair)).figures.id == 9);
  CHECK(read_back<PairAlarmed>(kept(PairAlarmed{4, PairAlarm::unknown_leg, {}})).alarm == PairAlarm::unknown_leg);
  CHECK(read_back<TwinStarted>(kept(TwinStarted{{}, MarketId{2}, {}})).closed == MarketId{2});
  CHECK(read_back<ResultsBegan>(encode_result({Amount::from_int(100), UtcTime::from_nanos(1)})).capital ==
        Amount::from_int(100));
  for (const HotOutcome& outcome :
       {HotOutcome(OrderReported{}), HotOutcome(Downloaded{}), HotOutcome(AccountReported{}),
        HotOutcome(OrderInQuestion{}), HotOutcome(FillsLack{}), HotOutcome(DownloadDue{})})
    CHECK_FALSE(encode_result(outcome).has_value());
}

TEST_CASE("bytes that are too few, too many, or of no kind are refused") {
  const PnlViewPtr view = sample_view(sample_market(7), 100);
  const std::string bytes = encode_result(*view, *view);
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(decode_result(bytes.substr(0, size)).has_value());
  CHECK_FALSE(decode_result(bytes + '\0').has_value());
  CHECK_FALSE(decode_result("\x08").has_value());
  CHECK_FALSE(decode_result("").has_value());
}

}  // namespace
}  // namespace basis::test
